"""Patterns by the working calendar: nights, weekends, holidays and make-up workdays, over midnights and months."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from wuzhi.core.calendar import WorkingCalendar
from wuzhi.roster.hours import Pattern, Span, unmanned, without
from wuzhi.roster.models import Covers

SHANGHAI = ZoneInfo("Asia/Shanghai")
# 2026: National Day is 1 to 7 October; Sunday 20 September and Saturday 10 October are worked instead.
OCTOBER = {date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 9, 20): True, date(2026, 10, 10): True}
CALENDAR = WorkingCalendar(SHANGHAI, exceptions=OCTOBER)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def said(pattern: Pattern, first: str, last: str, calendar: WorkingCalendar = CALENDAR) -> list[str]:
    found = pattern.slots(calendar, date.fromisoformat(first), date.fromisoformat(last))
    zone = calendar.zone
    return [
        f"{one.span.starts.astimezone(zone):%m-%d %H:%M}>{one.span.ends.astimezone(zone):%m-%d %H:%M}"
        + ("*" if one.day_off else "")
        for one in found
    ]


def test_an_ordinary_week_has_nights_and_round_the_clock_weekends() -> None:
    assert said(Pattern(), "2026-11-26", "2026-11-30") == [
        "11-26 18:00>11-27 08:00",
        "11-27 18:00>11-28 08:00",
        "11-28 08:00>11-29 08:00*",
        "11-29 08:00>11-30 08:00*",
        "11-30 18:00>12-01 08:00",
    ]


def test_a_holiday_is_round_the_clock_and_a_worked_saturday_has_a_night() -> None:
    found = said(Pattern(), "2026-09-30", "2026-10-12")
    assert found[:2] == ["09-30 18:00>10-01 08:00", "10-01 08:00>10-02 08:00*"]
    assert "10-07 08:00>10-08 08:00*" in found
    assert "10-10 18:00>10-11 08:00" in found, "Saturday the 10th is worked"
    assert "10-11 08:00>10-12 08:00*" in found
    assert said(Pattern(), "2026-09-20", "2026-09-20") == ["09-20 18:00>09-21 08:00"]


@pytest.mark.parametrize(
    ("covers", "halves", "expected"),
    [
        (Covers.NIGHTS, False, ["11-27 18:00>11-28 08:00"]),
        (Covers.DAYS_OFF, False, ["11-28 08:00>11-29 08:00*"]),
        (Covers.DAYS_OFF, True, ["11-28 08:00>11-28 18:00*", "11-28 18:00>11-29 08:00*"]),
    ],
)
def test_a_pattern_may_cover_a_part(covers: str, halves: bool, expected: list[str]) -> None:
    assert said(Pattern(covers, halves=halves), "2026-11-27", "2026-11-28") == expected


def test_shifts_meet_without_a_gap_over_the_end_of_a_year_and_a_leap_day() -> None:
    for first, last in (("2026-12-25", "2027-01-10"), ("2028-02-20", "2028-03-10")):
        slots = list(Pattern().slots(CALENDAR, date.fromisoformat(first), date.fromisoformat(last)))
        whole = Span(slots[0].span.starts, slots[-1].span.ends)
        assert without(unmanned(CALENDAR, whole), [slot.span for slot in slots]) == []


def test_an_hour_is_the_hour_on_the_wall_where_summer_time_changes_it() -> None:
    berlin = WorkingCalendar(ZoneInfo("Europe/Berlin"))
    (spring,) = Pattern().slots(berlin, date(2026, 3, 28), date(2026, 3, 28))
    assert spring.span.ends - spring.span.starts == timedelta(hours=23)
    assert said(Pattern(), "2026-03-28", "2026-03-28", berlin) == ["03-28 08:00>03-29 08:00*"]


def test_what_nobody_is_rostered_for_is_said_to_the_minute() -> None:
    within = Span(at("2026-11-27 12:00"), at("2026-11-30 12:00"))
    held = [
        Span(at("2026-11-27 18:00"), at("2026-11-28 18:00")),
        Span(at("2026-11-29 00:00"), at("2026-11-30 07:30")),
    ]
    assert without(unmanned(CALENDAR, within), held) == [
        Span(at("2026-11-28 18:00"), at("2026-11-29 00:00")),
        Span(at("2026-11-30 07:30"), at("2026-11-30 08:00")),
    ]


def test_a_pattern_of_odd_hours_still_ends_the_next_morning() -> None:
    pattern = Pattern(evening=time(17, 30), morning=time(8, 30))
    assert said(pattern, "2026-11-30", "2026-11-30") == ["11-30 17:30>12-01 08:30"]
