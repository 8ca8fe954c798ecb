"""Deadlines across nights, lunch, weekends, make-up workdays and holidays."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzhi.core.calendar import (
    CALENDAR_DAYS,
    CLOCK_HOURS,
    UNITS,
    WORKING_DAYS,
    WORKING_HOURS,
    Span,
    WorkingCalendar,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
# Around the Spring Festival of 2026, as published: 16–20 and 23 February off, 14 and 28 February worked.
FESTIVAL = {date(2026, 2, day): False for day in (16, 17, 18, 19, 20, 23)}
MADE_UP = {date(2026, 2, 14): True, date(2026, 2, 28): True}
CALENDAR = WorkingCalendar(SHANGHAI, exceptions=FESTIVAL | MADE_UP)


def at(text: str) -> datetime:
    """A local instant, "02-13 17:00" of 2026."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


TABLE = [
    # an ordinary week: Monday 2 March
    ("03-02 09:00", 1, WORKING_HOURS, "03-02 10:00"),
    ("03-02 11:30", 1, WORKING_HOURS, "03-02 15:00"),
    ("03-02 12:30", 1, WORKING_HOURS, "03-02 15:30"),
    ("03-02 17:00", 1, WORKING_HOURS, "03-03 09:00"),
    ("03-02 03:00", 4, WORKING_HOURS, "03-02 15:00"),
    ("03-02 08:30", 13, WORKING_HOURS, "03-03 17:30"),
    ("03-06 16:30", 2, WORKING_HOURS, "03-09 09:30"),
    ("03-07 10:00", 1, WORKING_HOURS, "03-09 09:30"),
    ("03-02 20:00", 0, WORKING_HOURS, "03-03 08:30"),
    ("03-02 09:00", 0, WORKING_DAYS, "03-02 17:30"),
    ("03-02 20:00", 0, WORKING_DAYS, "03-03 17:30"),
    ("03-02 09:00", 1, WORKING_DAYS, "03-03 17:30"),
    ("03-06 09:00", 1, WORKING_DAYS, "03-09 17:30"),
    ("03-07 09:00", 0, WORKING_DAYS, "03-09 17:30"),
    ("03-07 09:00", 1, WORKING_DAYS, "03-09 17:30"),
    ("03-02 23:59", 5, WORKING_DAYS, "03-09 17:30"),
    # the Spring Festival: the Saturday before and the one after are worked
    ("02-13 17:00", 1, WORKING_HOURS, "02-14 09:00"),
    ("02-14 17:00", 1, WORKING_HOURS, "02-24 09:00"),
    ("02-18 10:00", 1, WORKING_HOURS, "02-24 09:30"),
    ("02-13 09:00", 1, WORKING_DAYS, "02-14 17:30"),
    ("02-13 09:00", 2, WORKING_DAYS, "02-24 17:30"),
    ("02-27 09:00", 1, WORKING_DAYS, "02-28 17:30"),
    ("02-27 09:00", 2, WORKING_DAYS, "03-02 17:30"),
    ("02-17 09:00", 0, WORKING_DAYS, "02-24 17:30"),
    # the wall clock knows neither night nor holiday
    ("02-14 23:30", 2, CLOCK_HOURS, "02-15 01:30"),
    ("02-17 00:00", 24, CLOCK_HOURS, "02-18 00:00"),
    ("02-13 17:00", 10, CALENDAR_DAYS, "02-23 17:00"),
]


@pytest.mark.parametrize(("start", "amount", "unit", "due"), TABLE)
def test_due(start: str, amount: int, unit: str, due: str) -> None:
    found = CALENDAR.due(at(start), Span(amount, unit))
    assert found == at(due)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("03-02 09:00", "03-02 10:00", 60),
        ("03-02 11:00", "03-02 15:00", 90),
        ("03-02 17:00", "03-03 09:00", 60),
        ("02-14 17:00", "02-24 08:30", 30),
        ("02-15 00:00", "02-23 23:59", 0),
        ("03-02 10:00", "03-02 09:00", 0),
        ("03-02 00:00", "03-08 00:00", 5 * 390),
    ],
)
def test_working_time(start: str, end: str, minutes: int) -> None:
    assert CALENDAR.working_time(at(start), at(end)) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("start", "due", "share", "unit", "found"),
    [
        ("03-02 08:30", "03-02 17:30", 0.5, WORKING_HOURS, "03-02 11:45"),
        ("03-06 17:00", "03-09 09:00", 0.75, WORKING_HOURS, "03-09 08:45"),
        ("03-07 10:00", "03-07 14:00", 0.5, WORKING_HOURS, "03-07 12:00"),
        ("03-06 17:00", "03-06 21:00", 0.75, CLOCK_HOURS, "03-06 20:00"),
    ],
)
def test_before_due(start: str, due: str, share: float, unit: str, found: str) -> None:
    assert CALENDAR.before_due(at(due), at(start), share, unit) == at(found)


def test_other_sittings_and_weeks() -> None:
    whole_day = WorkingCalendar(SHANGHAI, ((time(8), time(20)),), frozenset(range(7)))
    assert whole_day.due(at("03-07 19:00"), Span(2, WORKING_HOURS)) == at("03-08 09:00")


def test_clocks_that_change_cost_no_working_time() -> None:
    """New York went forward on 8 March 2026 at 2:00: a sitting across the gap is an hour shorter."""
    york = ZoneInfo("America/New_York")
    night = WorkingCalendar(york, ((time(0), time(6)),), frozenset(range(7)))
    start = datetime(2026, 3, 8, 0, 0, tzinfo=york)
    assert night.due(start, Span(5, WORKING_HOURS)) == datetime(2026, 3, 8, 6, 0, tzinfo=york)


@pytest.mark.parametrize(
    "sittings",
    [
        (),
        ((time(9), time(9)),),
        ((time(17), time(9)),),
        ((time(9), time(13)), (time(12), time(17))),
        ((time(14), time(17)), (time(9), time(12))),
    ],
)
def test_sittings_that_make_no_day(sittings: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ValueError, match="sittings"):
        WorkingCalendar(SHANGHAI, sittings)


@pytest.mark.parametrize(("amount", "unit"), [(-1, WORKING_HOURS), (2001, WORKING_DAYS), (1, "moons")])
def test_spans_that_make_no_sense(amount: int, unit: str) -> None:
    with pytest.raises(ValueError, match=r"unit|span"):
        Span(amount, unit)


@pytest.mark.parametrize("unit", [WORKING_HOURS, WORKING_DAYS])
def test_a_calendar_without_a_working_day_says_so(unit: str) -> None:
    never = WorkingCalendar(SHANGHAI, weekdays=frozenset())
    with pytest.raises(ValueError, match="check the calendar"):
        never.due(at("03-02 09:00"), Span(1, unit))


FIRST = datetime(2025, 12, 1, tzinfo=SHANGHAI)
instants = st.integers(0, 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
amounts = st.integers(0, 60)
units = st.sampled_from(UNITS)


@given(instants, amounts, amounts, units)
def test_due_is_monotone_in_the_span(start: datetime, one: int, other: int, unit: str) -> None:
    shorter, longer = sorted((one, other))
    assert start <= CALENDAR.due(start, Span(shorter, unit)) <= CALENDAR.due(start, Span(longer, unit))


@given(instants, instants, amounts, units)
def test_due_is_monotone_in_the_start(one: datetime, other: datetime, amount: int, unit: str) -> None:
    earlier, later = sorted((one, other))
    assert CALENDAR.due(earlier, Span(amount, unit)) <= CALENDAR.due(later, Span(amount, unit))


@given(instants, amounts, st.sampled_from([WORKING_HOURS, WORKING_DAYS]))
def test_due_in_working_time_is_always_inside_a_sitting(start: datetime, amount: int, unit: str) -> None:
    due = CALENDAR.due(start, Span(amount, unit)).astimezone(SHANGHAI)
    assert CALENDAR.is_working_day(due.date())
    assert any(opens <= due.time() <= closes for opens, closes in CALENDAR.sittings)


@given(instants, amounts)
def test_working_hours_are_counted_exactly(start: datetime, hours: int) -> None:
    due = CALENDAR.due(start, Span(hours, WORKING_HOURS))
    assert CALENDAR.working_time(start, due) == timedelta(hours=hours)


@given(instants, amounts, units, st.floats(0, 1), st.floats(0, 1))
def test_before_due_lies_between_and_rises(start: datetime, amount: int, unit: str, one: float, other: float) -> None:
    due = CALENDAR.due(start, Span(amount, unit))
    less, more = sorted((one, other))
    first = CALENDAR.before_due(due, start, less, unit)
    assert start <= first <= CALENDAR.before_due(due, start, more, unit) <= due


@given(instants, instants, instants)
def test_working_time_adds_up(one: datetime, two: datetime, three: datetime) -> None:
    first, middle, last = sorted((one, two, three))
    halves = CALENDAR.working_time(first, middle) + CALENDAR.working_time(middle, last)
    assert halves == CALENDAR.working_time(first, last)
