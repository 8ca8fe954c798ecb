"""Hours as spans of time: which shifts a pattern asks for, which hours somebody must answer, and what is left open.

Pure functions of the working calendar: holidays and make-up workdays count as what they are. Local times become
instants one day at a time, so that midnights, ends of months and any zone's rules come out right.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from wuzhi.core.calendar import WorkingCalendar
from wuzhi.roster.models import Covers

# Between these hours of a working day the offices answer by themselves.
OFFICE_OPENS, OFFICE_CLOSES = time(8), time(18)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From one instant to another, in UTC; the second is not part of it."""

    starts: datetime
    ends: datetime

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share any time."""
        return self.starts < other.ends and other.starts < self.ends


@dataclass(frozen=True, slots=True)
class Slot:
    """One shift that a pattern asks for; `day_off` where it belongs to a weekend or holiday."""

    day: date
    span: Span
    day_off: bool


@dataclass(frozen=True)
class Pattern:
    """Working days from `evening` to the next `morning`; days off round the clock from `morning`, or in two halves."""

    covers: str = Covers.ALL
    evening: time = time(18)
    morning: time = time(8)
    halves: bool = False

    def slots(self, calendar: WorkingCalendar, first: date, last: date) -> Iterator[Slot]:
        """The shifts of the days from `first` to `last`, both included, in order."""
        day = first
        while day <= last:
            off = not calendar.is_working_day(day)
            for starts, ends in self._hours(off):
                yield Slot(day, _span(calendar, day, starts, ends), off)
            day += _DAY

    def _hours(self, day_off: bool) -> list[tuple[time, time]]:
        if self.covers == (Covers.NIGHTS if day_off else Covers.DAYS_OFF):
            return []
        if not day_off:
            return [(self.evening, self.morning)]
        if self.halves:
            return [(self.morning, self.evening), (self.evening, self.morning)]
        return [(self.morning, self.morning)]


def _span(calendar: WorkingCalendar, day: date, starts: time, ends: time) -> Span:
    """Hours of a day; where they don't rise, they end on the next one."""
    until = day if ends > starts else day + _DAY
    return Span(_at(calendar, day, starts), _at(calendar, until, ends))


def _at(calendar: WorkingCalendar, day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=calendar.zone).astimezone(UTC)


def unmanned(calendar: WorkingCalendar, within: Span) -> list[Span]:
    """The hours in which no office is open and somebody must be rostered: nights and days off."""
    open_hours = []
    day = within.starts.astimezone(calendar.zone).date()
    while _at(calendar, day, time()) < within.ends:
        if calendar.is_working_day(day):
            open_hours.append(_span(calendar, day, OFFICE_OPENS, OFFICE_CLOSES))
        day += _DAY
    return without([within], open_hours)


def without(spans: Iterable[Span], taken: Sequence[Span]) -> list[Span]:
    """What is left of the spans once the others are taken away, in order."""
    left = sorted(spans)
    for other in taken:
        left = [part for span in left for part in _cut(span, other)]
    return left


def _cut(span: Span, other: Span) -> list[Span]:
    if not span.overlaps(other):
        return [span]
    before, after = Span(span.starts, other.starts), Span(other.ends, span.ends)
    return [part for part in (before, after) if part.starts < part.ends]
