"""Deadlines as pure functions of a calendar: working hours, working days, or the clock on the wall."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

WORKING_HOURS = "working_hours"
WORKING_DAYS = "working_days"
CLOCK_HOURS = "clock_hours"
CALENDAR_DAYS = "calendar_days"
UNITS = (WORKING_HOURS, WORKING_DAYS, CLOCK_HOURS, CALENDAR_DAYS)
_HORIZON_DAYS = 4000


@dataclass(frozen=True, slots=True)
class Span:
    """How long something may take: `amount` of one of UNITS."""

    amount: int
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"unknown unit of time {self.unit!r}")
        if not 0 <= self.amount <= 2000:
            raise ValueError("a span is 0 to 2000 units long")


@dataclass(frozen=True)
class WorkingCalendar:
    """Which hours count. `exceptions` maps a date to whether it is worked, against the weekly rule."""

    zone: ZoneInfo
    sittings: tuple[tuple[time, time], ...] = ((time(8, 30), time(12)), (time(14, 30), time(17, 30)))
    weekdays: frozenset[int] = frozenset(range(5))
    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        edges = [edge for sitting in self.sittings for edge in sitting]
        if not edges or any(later <= earlier for earlier, later in pairwise(edges)):
            raise ValueError("sittings are pairs of rising times that don't overlap, at least one")

    def is_working_day(self, day: date) -> bool:
        """Holidays and make-up workdays first, then the week."""
        return self.exceptions.get(day, day.weekday() in self.weekdays)

    def due(self, start: datetime, span: Span) -> datetime:
        """The instant (UTC) by which something begun at `start` must be done, never before `start`.

        Working days: the end of the nth working day after the day of `start`; none: the end of this working
        day, or of the next one where it has ended. Working hours: the sittings counted from `start`. Clock
        hours: the wall clock, night and holidays included. Calendar days: the same time of day, local.
        """
        if span.unit == CLOCK_HOURS:
            return start.astimezone(UTC) + timedelta(hours=span.amount)
        if span.unit == CALENDAR_DAYS:
            return (start.astimezone(self.zone) + timedelta(days=span.amount)).astimezone(UTC)
        if span.unit == WORKING_DAYS:
            return self._nth_working_day_end(start, span.amount)
        return self._after_working_time(start, timedelta(hours=span.amount))

    def before_due(self, due: datetime, start: datetime, share: float, unit: str = WORKING_HOURS) -> datetime:
        """The instant (UTC) at which `share` (0–1) of the time from `start` to `due` has passed.

        Working time, or the wall clock where `unit` is clock hours or no working time lies between the two:
        what is urgent by night is reminded of by night.
        """
        whole = self.working_time(start, due)
        if unit == CLOCK_HOURS or not whole:
            return start.astimezone(UTC) + (due - start) * share
        return self._after_working_time(start, whole * share)

    def after(self, start: datetime, worked: timedelta) -> datetime:
        """The instant (UTC) at which so much working time has passed since `start`."""
        return self._after_working_time(start.astimezone(self.zone), worked)

    def before(self, end: datetime, worked: timedelta) -> datetime:
        """The instant (UTC) at which so much working time is left until `end`."""
        last = end.astimezone(self.zone).date()
        for offset in range(_HORIZON_DAYS):
            day = last - timedelta(days=offset)
            for opens, closes in reversed(self.sittings) if self.is_working_day(day) else ():
                begin, finish = self._on(day, opens), min(self._on(day, closes), end.astimezone(UTC))
                if finish > begin and finish - begin >= worked:
                    return finish - worked
                worked -= max(finish - begin, timedelta())
        raise ValueError("not enough working time within ten years; check the calendar")

    def closing(self, day: date) -> datetime:
        """The instant (UTC) at which the offices close on a day, or would close where it is not worked."""
        return self._on(day, self.sittings[-1][1])

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two instants (zero where end is not after start)."""
        total = timedelta()
        for opens, closes in self._sittings_from(start):
            if opens >= end:
                break
            total += max(min(closes, end) - max(opens, start), timedelta())
        return total

    def _nth_working_day_end(self, start: datetime, days: int) -> datetime:
        first = start.astimezone(self.zone).date()
        found = 0
        for offset in range(_HORIZON_DAYS):
            day = first + timedelta(days=offset)
            if not self.is_working_day(day):
                continue
            end = self._on(day, self.sittings[-1][1])
            found += offset > 0
            if found >= days and end >= start:
                return end
        raise ValueError("no such working day within ten years; check the calendar")

    def _after_working_time(self, start: datetime, left: timedelta) -> datetime:
        for opens, closes in self._sittings_from(start):
            begin = max(opens, start.astimezone(UTC))
            if closes - begin >= left:
                return begin + left
            left -= closes - begin
        raise ValueError("not enough working time within ten years; check the calendar")

    def _sittings_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The sittings (UTC) that close after `start`, in order."""
        first = start.astimezone(self.zone).date()
        for offset in range(_HORIZON_DAYS):
            day = first + timedelta(days=offset)
            if not self.is_working_day(day):
                continue
            for opens, closes in self.sittings:
                sitting = self._on(day, opens), self._on(day, closes)
                if sitting[1] > start:
                    yield sitting

    def _on(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, tzinfo=self.zone).astimezone(UTC)
