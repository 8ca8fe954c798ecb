"""`wuzhi demo`: the county, its day or real reports, and the sign-ins; everything but the server itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from wuzhi.areas.models import Area
from wuzhi.cases.models import Case
from wuzhi.core import installation
from wuzhi.demo import county, day, night, real_reports, tally, voices
from wuzhi.demo.cast import CAST, PASSWORD, is_demo
from wuzhi.notices import jobs
from wuzhi.people.models import Role

FINE, PROBLEMS = 0, 1


def start(*, once: bool, reports: Path | None, serve: Callable[[], int], console: Console | None = None) -> int:
    """Makes the demo where there is none, shows what came of it, and serves unless `once`; the exit code.

    With `reports`, real messages are taken in instead of playing the day. A second start finds all in place.
    """
    out = console or Console(highlight=False)
    if not is_demo():
        return _refuse(out, _("The demo runs on the demo's own keys only (wuzhi.settings.dev)."))
    installation.prepare_place()
    if installation.unapplied_migrations():
        call_command("migrate", interactive=False, verbosity=0)
    if not county.is_loaded():
        if Area.objects.exists():
            return _refuse(out, _("This database holds another territory. Name an empty one (WUZHI_VAR)."))
        with _bar(_("The demo county")):
            county.load_county()
    if _unfinished().exists():
        words = _("The demo's day was interrupted, or is being played elsewhere. To begin anew, remove %(folder)s.")
        return _refuse(out, words % {"folder": settings.VAR_DIR})
    sound = _fill(out, reports, check=once)
    if once:
        return FINE if sound else PROBLEMS
    show_sign_ins(out)
    return serve()


def _fill(out: Console, reports: Path | None, *, check: bool) -> bool:
    """Plays the day or takes reports in where that was not done before; whether every promise held."""
    if reports is not None:
        return _take_in(out, reports)
    if not Case.objects.exists():
        _unfinished().touch()
        with _bar(_("One working day")) as progress:
            played = day.run(progress=progress)
            voices.join()
            night.play(played.day)
        _unfinished().unlink()
        day.show(played, out)
        return played.ok
    return _check_again(out) if check else True


def _unfinished() -> Path:
    """There while the day is being played: half a day is not a demo, and nothing in the database tells it apart."""
    return Path(settings.VAR_DIR) / "demo-day-unfinished"


def _take_in(out: Console, reports: Path) -> bool:
    try:
        with _bar(_("Real reports")) as progress:
            taken = real_reports.take_in(path=reports, progress=progress)
    except ValidationError as error:
        _refuse(out, " ".join(error.messages))
        return False
    real_reports.show(taken, out)
    return taken.ok and not _complain(out, tally.faults(_loaded(external_source=real_reports.SOURCE)))


def _check_again(out: Console) -> bool:
    """What was played before, and has gone on since, still holds."""
    jobs.work(at_most=100_000)
    cases = _loaded()
    tally.show({_("all"): tally.figures(cases)}, out)
    return not _complain(out, tally.broken_promises(cases))


def _loaded(**about: object) -> list[Case]:
    return list(Case.objects.filter(**about).select_related("report").order_by("pk"))


def _complain(out: Console, problems: list[str]) -> list[str]:
    for problem in problems:
        out.print(problem, markup=False, style="red")
    return problems


def show_sign_ins(out: Console) -> None:
    """The cast with its one password; residents need no account."""
    table = Table(title=_("Sign-ins (password of all: %(password)s)") % {"password": PASSWORD})
    for title in (_("sign-in name"), _("name"), _("role")):
        table.add_column(title)
    for member in CAST:
        table.add_row(member.username, f"{member.name} · {member.name_en}", str(Role(member.role).label))
    out.print(table)
    out.print(_("A resident needs no account: report and follow by the tracking code."), markup=False)


def _refuse(out: Console, sentence: str) -> int:
    out.print(sentence, markup=False, style="red")
    return PROBLEMS


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Yields `progress(done, total)`; on stderr, and only where that is a terminal."""
    errors = Console(stderr=True, highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as shown:
        task = shown.add_task(title, total=None)

        def progress(done: int, total: int) -> None:
            shown.update(task, completed=done, total=total)

        yield progress
