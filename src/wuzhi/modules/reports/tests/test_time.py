"""What stops the clock, what gives time, and what runs by the clock on the wall: exact instants."""

from datetime import date
from typing import Any

import pytest

from tests.support.world import GAS, PAUSE, World, at, local
from wuzhi.cases.clockwork import tick
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import Invalid, NotAllowed
from wuzhi.demo.cast import GRID, TOWN
from wuzhi.demo.geography import COUNTY
from wuzhi.notices.jobs import work
from wuzhi.notices.models import Notice
from wuzhi.people.models import Leave, Post
from wuzhi.roster.models import Shift

BURNING: dict[str, Any] = {"category": "", "urgency": "at_once"}


def _accepted(world: World, when: str) -> Case:
    with at(when):
        return world.handling()


@pytest.mark.parametrize(
    ("course", "due"),
    [
        # 17 working hours were left: 6½ on Friday, 6½ on Monday, 4 on Tuesday.
        ("2026-03-10 09:00 / 2026-03-10 11:00 / 2026-03-20", "2026-03-24 15:00"),
        # Due on Saturday 14 February, which is worked; back on a holiday: the time goes on when work does.
        ("2026-02-12 09:00 / 2026-02-13 11:00 / 2026-02-16", "2026-02-25 15:00"),
        # Asked for after it had fallen due: nothing was left, and nothing is given.
        ("2026-03-02 09:00 / 2026-03-10 11:00 / 2026-03-20", "2026-03-20 08:30"),
    ],
)
def test_a_pause_keeps_the_time_that_was_left(world: World, course: str, due: str) -> None:
    accepted, asked, until = course.split(" / ")
    back = f"{until} 08:00"
    case = _accepted(world, accepted)
    with at(asked):
        case = world.take(case, "clerk", "ask_pause", **{**PAUSE, "until": until})
        case = world.take(case, "dispatcher", "approve")
        assert (case.state, case.due_at, case.wake_at) == ("paused", None, local(back))
        tick()
    case.refresh_from_db()
    assert case.state == "paused"
    with at(back):
        tick()
    case.refresh_from_db()
    assert (case.state, case.due_at, case.time_left) == ("handling", local(due), None)


def test_a_pause_refused_stops_nothing(world: World) -> None:
    case = world.handling()
    due = case.due_at
    case = world.take(case, "clerk", "ask_pause", **PAUSE)
    assert world.take(case, "dispatcher", "refuse", note="不可").due_at == due
    with pytest.raises(NotAllowed):
        world.take(case, "dispatcher", "approve")


@pytest.mark.parametrize("until", ["2026-03-10", "2026-03-09", "0001-01-01"])
def test_a_pause_ends_in_the_future(world: World, until: str) -> None:
    case = world.handling()
    with pytest.raises((NotAllowed, Invalid)):
        world.take(case, "clerk", "ask_pause", **{**PAUSE, "until": until})


@pytest.mark.parametrize("until", ["2027-03-12", "2100-01-01", "9999-12-31"])
def test_a_pause_does_not_last_for_ever(world: World, until: str) -> None:
    case = world.handling()
    with pytest.raises((NotAllowed, Invalid)):
        world.take(case, "clerk", "ask_pause", **{**PAUSE, "until": until})


@pytest.mark.parametrize(
    ("accepted", "days", "due"),
    [
        ("2026-03-10 09:00", 1, "2026-03-13 17:30"),
        ("2026-03-10 09:00", 2, "2026-03-16 17:30"),  # over the weekend
        ("2026-02-12 09:00", 3, "2026-02-26 17:30"),  # over the Spring Festival
    ],
)
def test_an_extension_gives_whole_working_days(world: World, accepted: str, days: int, due: str) -> None:
    case = _accepted(world, accepted)
    case = world.take(case, "clerk", "ask_extension", days=days, note="雨")
    assert world.take(case, "supervisor", "approve").due_at == local(due)


def test_more_time_lets_the_clock_remind_again(world: World) -> None:
    case = world.handling()
    with at("2026-03-12 17:30"):
        assert tick().taken == 2  # reminded, then overdue
        case = world.take(case, "clerk", "ask_extension", days=2, note="雨")
        world.take(case, "dispatcher", "approve")
        assert tick().taken == 0
    with at("2026-03-16 17:30"):
        assert tick().taken == 2


@pytest.mark.parametrize("days", ["0", "-1", "61", "1.5", "一"])
def test_an_extension_is_one_to_sixty_days(world: World, days: str) -> None:
    case = world.handling()
    with pytest.raises(Invalid):
        world.take(case, "clerk", "ask_extension", days=days, note="雨")


def test_waiting_for_the_reporter_stops_the_clock_until_the_answer_or_three_days(world: World) -> None:
    case = world.handling()  # due on Thursday, 19½ working hours away
    with at("2026-03-10 10:00"):
        case = world.take(case, "clerk", "ask_reporter", question="哪一盏?")
    assert (case.due_at, case.next_at) == (None, local("2026-03-13 17:30"))
    with at("2026-03-13 17:29"):
        assert tick().taken == 0
    with at("2026-03-13 17:30"):
        assert tick().taken == 1
    case.refresh_from_db()
    assert (case.state, case.due_at) == ("handling", local("2026-03-18 16:00"))


def test_an_answer_gives_back_what_was_left(world: World) -> None:
    case = world.handling()
    with at("2026-03-10 10:00"):
        case = world.take(case, "clerk", "ask_reporter", question="哪一盏?")
    with at("2026-03-11 10:00"):
        assert world.take(case, "reporter", "reply", reply="门口").due_at == local("2026-03-13 17:30")


def _duty(world: World, unit: str, who: str, code: str = COUNTY) -> None:
    starts, ends = local("2026-03-14 18:00"), local("2026-03-15 08:00")
    Shift.objects.create(area_code=code, unit=world.unit(unit), user=world.user(who), starts=starts, ends=ends)


def test_danger_goes_straight_to_the_unit_on_duty_by_the_wall_clock(world: World) -> None:
    _duty(world, "department", "clerk")
    with at("2026-03-14 23:00"):  # Saturday night
        case = world.report(category=GAS, place_code=GRID)
    assert (case.state, case.urgency) == ("dispatched", "at_once")
    assert (case.lead_unit, case.assignee) == (world.unit("department"), world.user("clerk"))
    assert case.due_at == local("2026-03-15 00:00")
    taken = {}
    for minute in ("23:47", "23:48", "23:59"):
        with at(f"2026-03-14 {minute}"):
            taken[minute] = tick().taken
    with at("2026-03-15 00:00"):
        taken["00:00"] = tick().taken
    assert taken == {"23:47": 0, "23:48": 1, "23:59": 0, "00:00": 1}
    with at("2026-03-15 00:10"):
        assert world.take(case, "clerk", "accept").due_at == local("2026-03-16 00:10")


def test_the_nearest_roster_wins_and_without_any_the_centre_answers(world: World) -> None:
    with at("2026-03-14 23:00"):
        assert world.report(**BURNING).lead_unit == world.unit("centre")
        _duty(world, "department", "clerk")
        assert world.report(**BURNING).lead_unit == world.unit("department")
        _duty(world, "town", "town", TOWN)
        assert world.report(**BURNING).lead_unit == world.unit("town")
        assert world.report(category=GAS).lead_unit == world.unit("department"), "a town may not handle gas"
    with at("2026-03-15 08:00"):
        assert world.report(**BURNING).lead_unit == world.unit("centre")


def test_whoever_stands_in_answers_during_the_leave_and_not_after(world: World) -> None:
    _duty(world, "department", "clerk")
    post = Post.objects.get(user=world.user("clerk"))
    leave = {"starts": date(2026, 3, 14), "ends": date(2026, 3, 16)}
    Leave.objects.create(post=post, stand_in=world.user("outsider"), **leave)
    with at("2026-03-13 12:00"):
        early = world.dispatched()
        assert not world.sees("outsider", early)
    with at("2026-03-14 23:00"):
        case = world.report(category=GAS, place_code=GRID)
        assert world.sees("outsider", case)
        work()
        assert Notice.objects.filter(subject=case.uuid, user=world.user("outsider")).exists()
        assert world.take(early, "outsider", "accept").state == "handling"
    with at("2026-03-16 00:00"):
        assert not world.sees("outsider", case)


def test_a_pause_of_what_is_urgent_keeps_hours_of_the_wall_clock(world: World) -> None:
    _duty(world, "department", "clerk")
    with at("2026-03-14 23:00"):
        case = world.take(world.report(category=GAS), "clerk", "accept")
        assert case.due_at == local("2026-03-15 23:00")
    with at("2026-03-15 05:00"):
        case = world.take(case, "clerk", "ask_pause", **{**PAUSE, "until": "2026-03-16"})
        case = world.take(case, "dispatcher", "approve")
    with at("2026-03-16 08:00"):
        tick()
    case.refresh_from_db()
    assert case.due_at == local("2026-03-17 02:00")
