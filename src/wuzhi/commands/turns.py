"""`wuzhi tick` and `wuzhi worker`: one turn, or turn after turn until told to stop."""

import signal
import threading
from collections.abc import Callable

from django.db import OperationalError, connections
from django.utils.translation import gettext as _

from wuzhi.cases import clockwork
from wuzhi.commands import screen
from wuzhi.notices import jobs


def tick(every: int | None) -> int:
    """One run of the clock, or one every `every` seconds."""

    def turn() -> int:
        if every is None:
            with screen.bar(_("Taking the steps that are due")) as progress:
                done = clockwork.tick(progress=progress)
        else:
            done = clockwork.tick()
        if done.taken or done.refused or every is None:
            facts = {"taken": done.taken, "refused": done.refused, "seen": done.looked_at}
            screen.say(_("Steps taken: %(taken)d, refused: %(refused)d, cases looked at: %(seen)d.") % facts)
        return 0

    return _repeat(turn, every)


def worker(once: bool, pause: int, revive: bool) -> int:
    """Delivers what the outbox holds, then looks again every `pause` seconds; with `revive`, parked ones too."""
    if revive:
        screen.say(_("Parked jobs put back: %(count)d.") % {"count": jobs.revive()})

    def turn() -> int:
        if once:
            with screen.bar(_("Delivering")) as progress:
                done = jobs.work(at_most=None, progress=progress)
        else:
            done = jobs.work()
        if done or once:
            screen.say(_("Jobs done: %(done)d, parked: %(parked)d.") % {"done": done, "parked": jobs.parked()})
        return done

    return _repeat(turn, None if once else pause)


def _repeat(turn: Callable[[], int], every: int | None) -> int:
    """Turns until SIGTERM or Ctrl-C; the turn under way is finished first. A full turn is followed at once.

    A database that goes away is waited for; in a single turn, OperationalError is raised.
    """
    if every is None:
        turn()
        return screen.FINE
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    while not stop.is_set():
        try:
            more = turn()
        except OperationalError as error:
            screen.complain(_("The database is away: %(reason)s") % {"reason": str(error).strip()})
            connections.close_all()
            more = 0
        if not more:
            stop.wait(every)
    return screen.FINE
