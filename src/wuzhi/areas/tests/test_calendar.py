"""The published year as published, estimates marked, and what people wrote left alone."""

from collections.abc import Iterable
from datetime import date, time, timedelta

import pytest
from holidays.countries.china import ChinaStaticHolidays
from pytest_django import DjangoAssertNumQueries

from wuzhi.areas import calendar
from wuzhi.areas.calendar import load_calendar, seed_calendar
from wuzhi.areas.models import CalendarDay
from wuzhi.core.versions import raise_version

pytestmark = pytest.mark.django_db
# The State Council's notice of 4 November 2025: first and last days off, and the days worked for them.
OFF_2026 = [((1, 1), (1, 3)), ((2, 15), (2, 23)), ((4, 4), (4, 6)), ((5, 1), (5, 5)), ((6, 19), (6, 21))]
OFF_2026 += [((9, 25), (9, 27)), ((10, 1), (10, 7))]
WORKED_2026 = {date(2026, *day) for day in [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]}


def days(first: date, last: date) -> Iterable[date]:
    """Both included."""
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))


def edit(day: date, **facts: object) -> None:
    """What the settings pages do."""
    CalendarDay.objects.filter(day=day).update(**facts)
    raise_version("calendar")


def test_every_day_of_2026_is_as_published() -> None:
    seed_calendar(years=[2026])
    off = {day for first, last in OFF_2026 for day in days(date(2026, *first), date(2026, *last))}
    found = load_calendar("421081")
    for day in days(date(2026, 1, 1), date(2026, 12, 31)):
        expected = day in WORKED_2026 or (day.weekday() < 5 and day not in off)
        assert found.is_working_day(day) is expected, day


def test_rows_of_2026() -> None:
    seed_calendar(years=[2026])
    rows = CalendarDay.objects.all()
    assert {row.day for row in rows if row.working} == WORKED_2026
    assert not [row for row in rows if row.estimated]
    assert CalendarDay.objects.get(day=date(2026, 2, 17)).name == "春节"


def test_an_unpublished_year_is_marked_as_an_estimate() -> None:
    seed_calendar(years=[2035])
    assert not calendar.is_published(2035)
    assert CalendarDay.objects.filter(day=date(2035, 10, 1), working=False, estimated=True).exists()
    assert not CalendarDay.objects.filter(estimated=False).exists()


def test_the_library_has_a_notice_for_every_year_up_to_2026() -> None:
    assert all(calendar.is_published(year) for year in range(2001, 2027))


def test_a_make_up_day_before_new_year_belongs_to_its_own_year() -> None:
    seed_calendar(years=[2005])
    assert CalendarDay.objects.get(day=date(2005, 12, 31)).working
    assert set(CalendarDay.objects.values_list("day__year", flat=True)) == {2005}


def test_seeding_again_changes_nothing() -> None:
    told: list[int] = []
    assert seed_calendar(years=[2026, 2027], progress=told.append) == CalendarDay.objects.count() > 40
    assert seed_calendar(years=[2026, 2027]) == 0
    assert told == [2026, 2027]


def test_what_a_person_edited_stays() -> None:
    seed_calendar(years=[2026])
    edit(date(2026, 2, 28), working=False)
    edit(date(2026, 10, 1), name="国庆节（本市）")
    CalendarDay.objects.create(day=date(2026, 3, 12), working=False, name="植树")
    assert seed_calendar(years=[2026]) == 0
    assert not CalendarDay.objects.get(day=date(2026, 2, 28)).working
    assert CalendarDay.objects.get(day=date(2026, 10, 1)).name == "国庆节（本市）"
    assert CalendarDay.objects.filter(day=date(2026, 3, 12)).exists()


def test_estimates_give_way_to_the_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as unpublished:
        notices = {2025: ChinaStaticHolidays.special_public_holidays[2025]}
        unpublished.setattr(ChinaStaticHolidays, "special_public_holidays", notices)
        seed_calendar(years=[2026])
    estimates = CalendarDay.objects.filter(estimated=True)
    assert estimates.count() == CalendarDay.objects.count() > 15
    edited = estimates.earliest("day")
    edit(edited.day, name="由人核定")
    assert seed_calendar(years=[2026]) > 15
    assert list(estimates) == [CalendarDay.objects.get(day=edited.day, name="由人核定")]
    assert {row.day for row in CalendarDay.objects.filter(working=True)} == WORKED_2026


def test_the_most_specific_area_wins() -> None:
    day = date(2026, 7, 1)
    codes = {"": False, "42": True, "421081": False, "421081001": True}
    CalendarDay.objects.bulk_create([CalendarDay(area_code=code, day=day, working=codes[code]) for code in codes])
    raise_version("calendar")
    asked = ["", "11", "42", "420683", "421081", "421081101", "421081001", "421081001001B0001"]
    found = {code: load_calendar(code).is_working_day(day) for code in asked}
    assert found == dict(zip(asked, [False, False, True, True, False, False, True, True], strict=True))


def test_a_wider_rule_for_another_day_still_holds() -> None:
    CalendarDay.objects.create(area_code="42", day=date(2026, 7, 1), working=False)
    CalendarDay.objects.create(area_code="421081", day=date(2026, 7, 2), working=False)
    raise_version("calendar")
    found = load_calendar("421081")
    assert not found.is_working_day(date(2026, 7, 1))
    assert not found.is_working_day(date(2026, 7, 2))


def test_read_once_until_a_row_changes(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    seed_calendar(years=[2026])
    before = load_calendar("421081")
    with django_assert_num_queries(0):
        assert load_calendar("421081001001") is before
        assert load_calendar("421081", ((time(8), time(18)),)).sittings == ((time(8), time(18)),)
    edit(date(2026, 3, 3), working=False)
    CalendarDay.objects.create(day=date(2026, 3, 3), working=False)
    raise_version("calendar")
    assert not load_calendar("421081").is_working_day(date(2026, 3, 3))
