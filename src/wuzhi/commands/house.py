"""`wuzhi migrate`, `wuzhi check` and `wuzhi serve`."""

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils.translation import gettext as _
from granian import Granian
from granian.constants import Interfaces

from wuzhi.areas.calendar import seed_calendar
from wuzhi.commands import checks, screen, upkeep
from wuzhi.core import clock, installation

# A thread keeps its database connection; the server's longest idle time keeps the thread.
_IDLE_SECONDS = 600


def migrate() -> int:
    """Brings the database, and static files where the installation serves collected ones, to this version."""
    installation.prepare_place()
    call_command("migrate", interactive=False, verbosity=1)
    year = clock.today().year
    days = seed_calendar(years=[year, year + 1])
    if days:
        facts = {"year": year, "next": year + 1}
        screen.say(
            _("The holidays of %(year)d and %(next)d are in the calendar (%(days)d days).") % {**facts, "days": days}
        )
    if "Manifest" in settings.STORAGES["staticfiles"]["BACKEND"]:
        call_command("collectstatic", interactive=False, verbosity=1)
    return screen.FINE


def check() -> int:
    """Exit code 1 where anything is wrong."""
    checks.register()
    upkeep.register()
    found = installation.problems()
    for sentence in found:
        screen.say(f"- {sentence}")
    if found:
        return screen.PROBLEMS
    screen.say(_("Nothing is wrong with this installation."))
    return screen.FINE


def serve(host: str, port: int, workers: int, threads: int) -> int:
    """Serves until it is told to stop. Exit code 1 where it must not or can't begin."""
    refusal = installation.why_not_serve(host)
    if refusal:
        screen.complain(refusal)
        return screen.PROBLEMS
    installation.prepare_place()
    waiting = installation.unapplied_migrations()
    connections.close_all()
    if waiting:
        screen.complain(_("Migrations not applied: %(count)d. Run wuzhi migrate.") % {"count": len(waiting)})
        return screen.PROBLEMS
    screen.say(_("%(address)s  (Ctrl-C stops it)") % {"address": f"http://{host}:{port}"})
    Granian(
        "wuzhi.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        blocking_threads_idle_timeout=_IDLE_SECONDS,
        respawn_failed_workers=True,
        websockets=False,
        log_enabled=False,
    ).serve()
    return screen.FINE
