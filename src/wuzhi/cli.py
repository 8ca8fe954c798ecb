"""The `wuzhi` command. Exit codes: 0 fine, 1 problems found, 2 wrong usage."""

import importlib
import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import django
import typer
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.utils import translation

app = typer.Typer(
    name="wuzhi",
    help="Wuzhi (五治): reports come in, are reviewed, dispatched, handled, called back and closed.",
    epilog="DJANGO_SETTINGS_MODULE chooses the settings: wuzhi.settings.dev (the demo, default) or "
    "wuzhi.settings.prod. "
    "DATABASE_URL names a PostgreSQL database; without it, an SQLite file in WUZHI_VAR (default: var/). "
    "Exit codes: 0 fine, 1 problems found, 2 wrong usage.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

imports = typer.Typer(no_args_is_help=True, help="Bring in what a place has already.")
app.add_typer(imports, name="import")

File = Annotated[Path, typer.Argument(metavar="FILE")]
Existing = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True)]


def _run(room: str, command: str, **facts: object) -> None:
    """Sets Django up, loads the room of the command (only now, so that --help is quick), and exits."""
    try:
        django.setup()
        translation.activate(settings.TERMINAL_LANGUAGE)
        code = getattr(importlib.import_module(f"wuzhi.commands.{room}"), command)(**facts)
    except ImproperlyConfigured as error:
        typer.echo(f"The settings are wrong: {error}", err=True)
        raise typer.Exit(1) from error
    except DatabaseError as error:
        typer.echo(f"The database can't be used: {str(error).strip()}\nwuzhi check says more.", err=True)
        raise typer.Exit(1) from error
    except OSError as error:
        typer.echo(f"{error.filename or 'The system'}: {error.strerror or error}", err=True)
        raise typer.Exit(1) from error
    raise typer.Exit(code)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes.", min=1, max=64)] = 2,
    threads: Annotated[int, typer.Option(help="Threads in each process.", min=1, max=64)] = 2,
) -> None:
    """Serve the pages until stopped. The demo's keys are served to this machine alone."""
    _run("house", "serve", host=host, port=port, workers=workers, threads=threads)


@app.command()
def migrate() -> None:
    """Bring the database and the collected static files to this version."""
    _run("house", "migrate")


@app.command()
def check() -> None:
    """Say in sentences what is wrong with this installation (exit code 1 where anything is)."""
    _run("house", "check")


@app.command()
def tick(
    every: Annotated[int | None, typer.Option(help="Again every so many seconds, until stopped.", min=1)] = None,
) -> None:
    """Let the clock take the steps that are due: remind, escalate, close after silence. Safe to run twice."""
    _run("turns", "tick", every=every)


@app.command()
def worker(
    once: Annotated[bool, typer.Option("--once", help="Stop when nothing is due.")] = False,
    pause: Annotated[int, typer.Option(help="Seconds between looks at an empty outbox.", min=1)] = 1,
    revive: Annotated[bool, typer.Option("--revive", help="Try parked jobs again, first.")] = False,
) -> None:
    """Deliver what the outbox holds, until stopped. Several may run; a killed one's jobs come back."""
    _run("turns", "worker", once=once, pause=pause, revive=revive)


@imports.command("areas")
def import_areas(
    file: Existing,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="New areas hold from this day.")] = None,
) -> None:
    """Areas from CSV or XLSX (columns code, name; optionally kind, parent), or outlines from GeoJSON.

    A GeoJSON feature names its area by the first of these properties that it has: code, adcode, district_adcode,
    city_adcode, gb (with or without the country's 156). The area must be there already; coordinates are WGS 84.

    All of the file or nothing: each fault is named with its line. Importing it again changes nothing.
    """
    _run("imports", "areas", file=file, on=on.date() if on else None)


@imports.command("cases")
def import_cases(
    file: Existing,
    mapping: Annotated[
        Path,
        typer.Option("--map", metavar="MAPPING.toml", exists=True, dir_okay=False, help="What its words mean here."),
    ],
) -> None:
    """Another system's history from CSV: each row becomes a case with one event, and the whole import is signed.

    The file is checked first; where any row has a fault nothing is taken in. A point that is missing or rounded is
    left out, never guessed. Broken off, the same command goes on where it stopped; run again, it makes nothing twice.
    """
    _run("history", "cases", file=file, mapping=mapping)


@imports.command("people")
def import_people(
    file: Annotated[Path | None, typer.Argument(metavar="FILE.xlsx", exists=True, dir_okay=False)] = None,
    template: Annotated[Path | None, typer.Option(help="Write an empty workbook here instead.")] = None,
) -> None:
    """Units, users, posts, categories and routes from one workbook; all of it or nothing.

    Importing it again changes nothing. What the workbook doesn't name stays.
    """
    if (file is None) == (template is None):
        raise typer.BadParameter("Name a workbook, or --template FILE.")
    if template is not None:
        _run("imports", "template", file=template)
    _run("imports", "people", file=file)


@app.command()
def password(
    username: Annotated[str, typer.Argument(metavar="SIGN-IN-NAME")],
    generate: Annotated[bool, typer.Option("--generate", help="Make one up and show it once.")] = False,
) -> None:
    """Set the password of a user who was imported or has forgotten it."""
    _run("passwords", "password", username=username, generate=generate)


@app.command("open311-key")
def open311_key(
    name: Annotated[str, typer.Argument(metavar="PROGRAM")],
    days: Annotated[int, typer.Option(help="For how many days it is good.")] = 365,
    most_a_day: Annotated[int, typer.Option(help="How often it may write a day.")] = 1000,
    by_token: Annotated[bool, typer.Option("--by-token", help="Answer reports by a token first.")] = False,
    end: Annotated[bool, typer.Option("--end", help="End the keys of this name instead.")] = False,
) -> None:
    """Make a key with which a program reports by Open311; it is shown once."""
    _run("keys", "open311", name=name, days=days, most_a_day=most_a_day, by_token=by_token, end=end)


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Play the day, check it, and stop.")] = False,
    reports: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="CSV of real messages to take in instead.")
    ] = None,
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
) -> None:
    """A demo county, one working day through the loop, and the pages of it on this machine."""
    _run("demo", "demo", once=once, reports=reports, port=port)


@app.command()
def regroup(
    file: Existing,
    end: Annotated[list[str], typer.Option(help="Code of a grid or micro-grid that ends; repeat for several.")],
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="From this day; today if left out.")] = None,
    outlines: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="GeoJSON of the new ones.")] = None,
) -> None:
    """Split or merge grids from a day: FILE (columns code, name) holds those that begin.

    Open matters follow to the new grid at their point. All of it or nothing.
    """
    _run("regrouping", "grids", file=file, ending=end, on=on.date() if on else None, outlines=outlines)


@app.command()
def backup(file: File) -> None:
    """Write database and attachments into one FILE while the installation goes on working.

    The county's key is not in it: keep that apart, without it nothing sealed can be read.
    """
    _run("archive", "backup", file=file)


@app.command()
def restore(file: Existing) -> None:
    """Put a backup into an empty database and an empty folder of attachments.

    Every byte is checked first; a damaged file restores nothing.
    """
    _run("archive", "restore", file=file)


def main() -> None:
    """The console script. What it writes (database, attachments, backups) only its own user reads."""
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuzhi.settings.dev")
    app()


if __name__ == "__main__":
    main()
