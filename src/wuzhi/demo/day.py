"""One working day of the demo county on a simulated clock, through the engine's own actions only."""

import time as stopwatch
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from rich.console import Console

from wuzhi.areas.calendar import load_calendar
from wuzhi.cases import clockwork
from wuzhi.cases.models import Case
from wuzhi.core import clock
from wuzhi.demo import arrivals, desks, tally
from wuzhi.demo import field as outside
from wuzhi.demo.world import World, read_world
from wuzhi.notices import jobs

REPORTS = 120
LEAD_IN_DAYS = 5
_LEAD_IN_SHARE = 12  # a day before brings one for so many of the day itself
_SLOT = timedelta(minutes=30)
_HOUR = timedelta(hours=1)
_LONG_SLOT = timedelta(hours=3)
_OPENS, _CLOSES = time(8, 30), time(17, 30)
_MOST_JOBS = 100_000
Progress = Callable[[int, int], None]


@dataclass
class Played:
    """What a play came to. `ok` is whether every invariant held."""

    day: date
    of_day: tally.Figures
    of_all: tally.Figures
    problems: list[str] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether every promise of the engine held."""
        return not self.problems


def run(
    *,
    day: date | None = None,
    reports: int = REPORTS,
    lead_in: int = LEAD_IN_DAYS,
    until: datetime | None = None,
    seed: int = 421081,
    progress: Progress | None = None,
) -> Played:
    """Plays `day` (the last working day before today) in the demo county, and the clock on to `until` (now).

    A few working days before bring a few matters each, so that the day begins as days do: with some open.
    Deterministic for a seed, a day and an end, ids and salts apart.
    """
    begun = stopwatch.perf_counter()
    chosen = day or last_working_day()
    end = until or clock.now()
    world = read_world(seed)
    before = set(Case.objects.values_list("pk", flat=True))
    coming = _arrivals(world, chosen, reports, lead_in)
    slots = list(_slots(_working_days_before(chosen, lead_in)[0], chosen, end))
    for number, (slot, length) in enumerate(slots, start=1):
        while coming and coming[0].at < slot + length and coming[0].at <= end:
            arrival = coming.pop(0)
            with clock.at(arrival.at):
                world.arrive(arrival)
        with clock.at(min(slot + length, end)):
            _half_hour(world)
        if progress is not None:
            progress(number, len(slots))
    cases = [case for case in _loaded() if case.pk not in before]
    of_day = [case for case in cases if case.opened_at.astimezone(clock.local_zone()).date() == chosen]
    played = Played(chosen, tally.figures(of_day), tally.figures(cases), tally.broken_promises(cases))
    played.refusals, played.seconds = world.refusals, stopwatch.perf_counter() - begun
    return played


def last_working_day() -> date:
    """The last working day before today, by the calendar with its holidays and make-up workdays."""
    return _working_days_before(clock.today(), 1)[0]


def show(played: Played, console: Console) -> None:
    """The result as a table, then each promise that was broken."""
    title = f"{played.day:%Y-%m-%d}"
    tally.show({title: played.of_day, _("with the days before"): played.of_all}, console)
    for problem in played.problems:
        console.print(problem, markup=False, style="red")


def _half_hour(world: World) -> None:
    """The clock, the outbox, then everyone at work: by night only for what can't wait."""
    clockwork.tick()
    now = clock.now().astimezone(clock.local_zone())
    if load_calendar().is_working_day(now.date()) and _OPENS <= now.time() <= _CLOSES:
        desks.dispatchers(world)
        outside.units(world, at_night=False)
        outside.workers(world)
        outside.reporters(world)
        desks.supervisors(world)
    else:
        outside.units(world, at_night=True)
        if time(7) <= now.time() <= time(22):
            outside.reporters(world)
    jobs.work(at_most=_MOST_JOBS)


def _arrivals(world: World, day: date, reports: int, lead_in: int) -> list[arrivals.Arrival]:
    coming = []
    for earlier in _working_days_before(day, lead_in):
        few = max(reports // _LEAD_IN_SHARE, 1) if lead_in else 0
        coming += arrivals.arrivals(earlier, few, world.places, world.dice)
    return coming + arrivals.arrivals(day, reports, world.places, world.dice)


def _working_days_before(day: date, count: int) -> list[date]:
    """So many working days before `day`, in order; `day` itself where none is asked for."""
    found: list[date] = []
    calendar, earlier = load_calendar(), day
    while len(found) < count:
        earlier -= timedelta(days=1)
        if calendar.is_working_day(earlier):
            found.append(earlier)
    return found[::-1] or [day]


def _slots(first: date, chosen: date, end: datetime) -> Iterator[tuple[datetime, timedelta]]:
    """Half hours on the day itself, hours in the office hours of other days, longer ones by night and on days off."""
    at = datetime.combine(first, time(0), tzinfo=clock.local_zone())
    while at < end:
        local = at.astimezone(clock.local_zone())
        working = load_calendar().is_working_day(local.date()) and time(6) <= local.time() < time(18)
        length = _SLOT if local.date() == chosen else _HOUR if working else _LONG_SLOT
        yield at, length
        at += length


def _loaded() -> list[Case]:
    return list(Case.objects.select_related("report").order_by("pk"))
