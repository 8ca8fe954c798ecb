"""`wuzhi tick` and `wuzhi worker`: one turn, or turn after turn until told to stop."""

import signal
import threading
from collections.abc import Callable

from django.db import OperationalError, connections

from wuzhi.cases import clockwork
from wuzhi.commands import screen
from wuzhi.files.actions import sweep_some
from wuzhi.notices import jobs


def tick(every: int | None) -> int:
    """One run of the clock, or one every `every` seconds."""

    def turn() -> int:
        done = clockwork.tick()
        sweep_some()
        if done.taken or done.refused or every is None:
            screen.say(f"{done.taken} steps taken, {done.refused} refused, {done.looked_at} cases looked at.")
        return 0

    return _repeat(turn, every)


def worker(once: bool, pause: int) -> int:
    """Delivers what the outbox holds, then looks again every `pause` seconds."""

    def turn() -> int:
        done = jobs.work()
        if done or once:
            screen.say(f"{done} jobs done, {jobs.parked()} parked.")
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
            screen.complain(f"The database is away: {str(error).strip()}")
            connections.close_all()
            more = 0
        if not more:
            stop.wait(every)
    return screen.FINE
