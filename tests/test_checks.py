"""Every check of an installation says its sentence where its condition holds, and nothing where it doesn't."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

import pytest

from tests.support.world import LAMP, MORNING, World
from wuzhi.areas.calendar import seed_calendar
from wuzhi.areas.models import Area, CalendarDay
from wuzhi.cases.models import Category, Route
from wuzhi.commands import checks
from wuzhi.core import clock, installation
from wuzhi.core.versions import forget_stamps, raise_version
from wuzhi.notices.models import Job
from wuzhi.people.models import Post, Role, Unit, UnitKind
from wuzhi.roster.models import Shift

Check = Callable[[], Iterable[str]]
TODAY = MORNING.date()
ALL = (checks.territory, checks.calendar, checks.routes, checks.duty, checks.administration, checks.deliveries)


@pytest.fixture
def sound(world: World) -> World:
    """A county with nothing wrong: this year's holidays as published and the next one's as an estimate."""
    CalendarDay.objects.update(estimated=False)
    seed_calendar(years=[2027])
    for category in Category.objects.exclude(pk__in=Route.objects.values("category")):
        Route.objects.create(category=category, area_code="421081", unit=world.unit("department"))
    return world


def _said(check: Check) -> list[str]:
    forget_stamps()
    return list(check())


def test_a_sound_county_has_no_fault(sound: World) -> None:
    assert {check.__name__: _said(check) for check in ALL} == {check.__name__: [] for check in ALL}


def test_each_is_asked_and_asked_once(sound: World) -> None:
    checks.register()
    assert {check.__name__ for check in ALL} <= set(installation._checks)
    assert [installation._checks[check.__name__] for check in ALL] == list(ALL)


@pytest.mark.django_db
def test_no_areas() -> None:
    assert _said(checks.territory) == ["There are no areas. Run wuzhi import areas FILE."]
    Area.objects.create(code="421081", name="石首市", level="county")
    assert _said(checks.territory) == []


@pytest.mark.parametrize("year", [2026, 2027])
def test_a_year_without_holidays(sound: World, year: int) -> None:
    CalendarDay.objects.filter(day__year=year).delete()
    assert _said(checks.calendar) == [f"The calendar has no holidays of {year}. Run wuzhi migrate."]


def test_an_estimate_is_enough_for_next_year_only(sound: World) -> None:
    CalendarDay.objects.filter(day__year=2027).update(estimated=True)
    assert _said(checks.calendar) == []
    with clock.at(MORNING + timedelta(days=365)):
        seed_calendar(years=[2028])
        estimate = "The calendar's holidays of 2027 are an estimate. Enter those that were published."
        assert _said(checks.calendar) == [estimate]


def test_a_category_that_no_route_in_force_names(sound: World) -> None:
    lamp = Category.objects.get(code=LAMP)
    sentence = f"1 categories have no route: {lamp}."
    for starts, ends, bare in (
        (date(2000, 1, 1), None, False),
        (date(2000, 1, 1), TODAY, True),
        (TODAY + timedelta(days=1), None, True),
        (TODAY, TODAY + timedelta(days=1), False),
    ):
        Route.objects.filter(category=lamp).update(starts=starts, ends=ends)
        assert _said(checks.routes) == ([sentence] if bare else []), (starts, ends)
    Route.objects.filter(category=lamp).delete()
    assert _said(checks.routes) == [sentence]
    Category.objects.filter(pk=lamp.pk).update(active=False)
    assert _said(checks.routes) == []


def test_many_bare_categories_are_counted_and_some_named(sound: World) -> None:
    Route.objects.all().delete()
    (sentence,) = _said(checks.routes)
    assert sentence.startswith(f"{Category.objects.filter(active=True).count()} categories have no route: ")
    assert sentence.count(",") == 19


def test_a_county_where_nobody_answers(sound: World) -> None:
    Unit.objects.filter(kind=UnitKind.CENTRE).update(active=False)
    raise_version("people")
    sentence = "Nobody is on duty in 421081, and it has no centre to answer."
    assert _said(checks.duty) == [sentence]
    shift = Shift.objects.create(
        unit=sound.unit("department"), area_code="421081", starts=MORNING, ends=MORNING + timedelta(hours=1)
    )
    assert _said(checks.duty) == []
    Shift.objects.filter(pk=shift.pk).update(starts=MORNING - timedelta(days=1), ends=MORNING)
    assert _said(checks.duty) == [sentence]
    Unit.objects.update(active=False)
    assert _said(checks.duty) == []


def test_nobody_administers(sound: World) -> None:
    posts, sentence = Post.objects.filter(role=Role.ADMINISTRATOR), "Nobody holds the post of an administrator."
    posts.update(ends=TODAY + timedelta(days=1))
    assert _said(checks.administration) == []
    posts.update(ends=TODAY)
    assert _said(checks.administration) == [sentence]
    posts.delete()
    assert _said(checks.administration) == [sentence]


def test_parked_deliveries(sound: World) -> None:
    for parked in (False, True, True):
        Job.objects.create(kind="case_event", payload={}, run_at=MORNING, attempts=9, parked=parked)
    assert _said(checks.deliveries) == [
        "2 deliveries failed too often and are parked. wuzhi worker --revive tries them again."
    ]
