"""A day of the calendar is changed while matters are open: their due times follow, once each, on record."""

from datetime import date, datetime, timedelta

import pytest

from tests.support.invariants import check
from tests.support.world import World, at, local
from wuzhi.areas.calendar import DayChange, set_day
from wuzhi.cases import recounting
from wuzhi.cases.clockwork import tick
from wuzhi.cases.models import Case, Recount
from wuzhi.demo.geography import COUNTY

pytestmark = pytest.mark.django_db


def change(world: World, day: date, *, working: bool, area: str = "") -> None:
    set_day(actor=world["administrator"], area_code=area, day=day, working=working, name="试", estimated=False)


def due_day(case: Case) -> date:
    case.refresh_from_db()
    assert case.due_at is not None
    return local_day(case.due_at)


def local_day(moment: datetime) -> date:
    return (moment + timedelta(hours=8)).date()


def next_working(day: date) -> date:
    day += timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def test_a_new_holiday_moves_due_times_later_and_its_undoing_brings_them_back(world: World) -> None:
    case = world.handling()
    due = due_day(case)
    was = case.due_at
    wanted = [DayChange("", due, None, False)]
    assert recounting.would_move(wanted).later == 1
    change(world, due, working=False)
    assert case.due_at == was, "nothing moves before the matters are gone through"
    tick()
    assert due_day(case) == next_working(due)
    assert world.kinds(case)[-1] == "recount"
    check(case)
    change(world, due, working=True)
    tick()
    assert due_day(case) == due
    assert case.due_at == was
    assert not recounting.to_do()


def test_running_again_or_after_a_crash_moves_nothing_twice(world: World) -> None:
    cases = [world.handling() for _number in range(3)]
    due = due_day(cases[0])
    change(world, due, working=False)
    tick()
    moved = [due_day(case) for case in cases]
    assert set(moved) == {next_working(due)}
    assert recounting.recount_all() == 0
    assert [world.kinds(case).count("recount") for case in cases] == [1, 1, 1]


def test_a_batch_that_was_cut_short_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [world.handling() for _number in range(3)]
    due = due_day(cases[0])
    change(world, due, working=False)
    monkeypatch.setattr(recounting, "BATCH", 1)
    assert recounting._batch() == 1
    assert recounting.to_do()
    assert recounting.recount_all() == 2
    assert [world.kinds(case).count("recount") for case in cases] == [1, 1, 1]
    assert Recount.objects.get().moved == 3


def test_two_changes_before_the_clock_comes_by_count_as_one_after_the_other(world: World) -> None:
    case = world.handling()
    due = due_day(case)
    change(world, due, working=False)
    change(world, next_working(due), working=False)
    change(world, due, working=True)
    tick()
    assert due_day(case) == due
    assert not recounting.to_do()


def test_another_place_and_what_is_urgent_stay(world: World) -> None:
    case, urgent = world.handling(), world.report(urgency="at_once")
    due = due_day(case)
    Case.objects.filter(pk=urgent.pk).update(urgency="at_once")
    assert recounting.would_move([DayChange("421082", due, None, False)]).total == 0
    assert recounting.would_move([DayChange(COUNTY, due, None, False)]).later >= 1


def test_nobody_is_late_by_a_change_of_the_calendar(world: World) -> None:
    with at("2026-03-13 10:00"):  # a Friday
        case = world.handling()
        due = due_day(case)
    saturday = date(2026, 3, 14)
    with at("2026-03-15 10:00"):
        change(world, saturday, working=True)
        recounting.recount_all()
        case.refresh_from_db()
        assert case.due_at is not None
        assert case.due_at > local("2026-03-15 10:00") or due_day(case) == due


def test_only_a_day_that_says_something_else_is_gone_through(world: World) -> None:
    case = world.handling()
    due = due_day(case)
    change(world, due, working=True)  # it was worked anyway
    tick()
    assert "recount" not in world.kinds(case)
    assert due_day(case) == due


def test_a_matter_that_came_after_the_change_is_left_alone(world: World) -> None:
    early = world.handling()
    due = due_day(early)
    change(world, due, working=False)
    late = world.handling()
    before = due_day(late)
    recounting.recount_all()
    assert due_day(late) == before
