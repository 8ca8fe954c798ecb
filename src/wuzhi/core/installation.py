"""What can be wrong with an installation, in sentences. Each room registers what only it can judge."""

import base64
import binascii
import ipaddress
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from wuzhi.core import append_only

Check = Callable[[], Iterable[str]]
DEMO_KEY_BEGINS = "demo-key-for-loopback-only"
NEEDED_STATIC = ("vendor/tabler.min.css", "vendor/htmx.min.js", "vendor/maplibre-gl.mjs", "vendor/icons.svg")

_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """A room adds its check once, when its app loads. `check` yields one sentence for each problem.

    Raises ValueError where `name` is taken by another check.
    """
    if _checks.setdefault(name, check) is not check:
        raise ValueError(f"a check named {name!r} is registered already")


def problems() -> list[str]:
    """Every problem found, the foundations first; rooms are asked only where the database is whole."""
    found = [*_keys(), *_static_files()]
    database = list(_database())
    if database:
        return [*found, *database]
    return [*found, *(sentence for check in _checks.values() for sentence in check())]


def prepare_place() -> None:
    """The folders that must exist before the first connection. Raises OSError where they can't be made."""
    for folder, mode in ((settings.FILES_ROOT, 0o700), (settings.STATIC_ROOT, 0o755)):
        Path(folder).mkdir(mode=mode, parents=True, exist_ok=True)
    if connection.vendor == "sqlite":
        database = Path(str(connection.settings_dict["NAME"]))
        database.parent.mkdir(parents=True, exist_ok=True)
        database.touch(mode=0o600)  # sessions and tracking codes are in it; SQLite gives its journals the same mode


def unapplied_migrations() -> list[str]:
    """Names of migrations that this version brings and the database lacks.

    Raises DatabaseError where the database can't be reached.
    """
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def database_tables() -> list[str]:
    """The tables that exist, whoever made them."""
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def why_not_serve(host: str) -> str | None:
    """Why this installation must not listen on `host`, or None: the demo's keys are known to everybody."""
    if _has_demo_keys() and not is_loopback(host):
        return _(
            "The demo's keys are public, so it listens on this machine only, not on {host}. For people, use "
            "DJANGO_SETTINGS_MODULE=wuzhi.settings.prod with keys of your own."
        ).format(host=host)
    return None


def is_loopback(host: str) -> bool:
    """Whether `host` (a name or an address, brackets allowed) is this machine alone."""
    name = host.strip("[]")
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _has_demo_keys() -> bool:
    return str(settings.SECRET_KEY).startswith(DEMO_KEY_BEGINS)


def _keys() -> Iterable[str]:
    if _county_key_length() != 32:
        yield _("WUZHI_COUNTY_KEY is not 32 bytes in base64: nothing could be sealed in the vault.")
    if _has_demo_keys():
        for host in settings.ALLOWED_HOSTS:
            if not is_loopback(host):
                yield _("The demo's keys are in use, and {host} is not this machine alone.").format(host=host)


def _county_key_length() -> int:
    try:
        return len(base64.b64decode(settings.COUNTY_KEY, validate=True))
    except (binascii.Error, ValueError):
        return 0


def _static_files() -> Iterable[str]:
    missing = [name for name in NEEDED_STATIC if not finders.find(name)]
    if missing:
        yield _("Front-end files are missing ({names}). Run make setup.").format(names=", ".join(missing))
    backend = settings.STORAGES["staticfiles"]["BACKEND"]
    if "Manifest" in backend and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield _("The static files are not collected. Run wuzhi migrate.")


def _no_database() -> str | None:
    """The sentence for a place that is new; looking must not make an empty file."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not connection.is_in_memory_db() and not Path(name).exists():  # type: ignore[attr-defined]  # SQLite's
        return _("There is no database yet. Run wuzhi migrate.")
    try:
        tables = database_tables()
    except OperationalError as error:
        if connection.vendor == "postgresql" and f'database "{name}" does not exist' in str(error):
            words = _(
                "The PostgreSQL server has no database {name}. Create it (createdb {name}), then run wuzhi migrate."
            )
            return words.format(name=name)
        raise
    return (
        None
        if MigrationRecorder.Migration._meta.db_table in tables
        else _("There is no database yet. Run wuzhi migrate.")
    )


def _database() -> Iterable[str]:
    try:
        nothing = _no_database()
        if nothing is not None:
            yield nothing
            return
        waiting = unapplied_migrations()
        unguarded = append_only.missing(connection) if not waiting else []
    except DatabaseError as error:
        yield _("The database can't be used: {reason}").format(reason=str(error).strip())
        return
    if waiting:
        yield _("{count} migrations are not applied (first: {name}). Run wuzhi migrate.").format(
            count=len(waiting), name=waiting[0]
        )
    for table in unguarded:
        yield _("The table {table} could be rewritten: its triggers are missing. Run wuzhi migrate.").format(
            table=table
        )
