"""What only a higher level may do is never left with a lower one, whichever way it got there (2025/66)."""

import pytest

from tests.support.world import GAS, LITTER, REVIEW, World, at, local
from wuzhi.cases.models import Case, Task
from wuzhi.cases.outcomes import NotAllowed
from wuzhi.demo.cast import GRID, TOWN
from wuzhi.notices.jobs import work
from wuzhi.notices.models import Notice
from wuzhi.roster.models import Shift

CLASSED_AS_LITTER = {**REVIEW, "category": LITTER}


def _at_the_village(world: World, *others: str, accepted: bool = True) -> Case:
    case = world.take(world.report(category=LITTER), "dispatcher", "review", **CLASSED_AS_LITTER)
    units = {"unit": world.ids("village")[0], "others": world.ids(*others)}
    case = world.take(case, "dispatcher", "dispatch", **units)
    return world.take(case, "village", "accept") if accepted else case


@pytest.mark.parametrize("accepted", [True, False])
def test_a_new_category_takes_it_from_a_unit_without_the_authority(world: World, accepted: bool) -> None:
    case = world.take(_at_the_village(world, "third", accepted=accepted), "dispatcher", "release", **REVIEW)
    assert (case.state, case.lead_unit_id) == ("reviewed", None)
    assert not Task.objects.filter(case=case, answered_at=None).exists()
    assert not world.sees("village", case) or case.lead_unit_id is None
    case = world.take(case, "dispatcher", "dispatch", unit=world.ids("department")[0])
    assert world.take(case, "clerk", "accept").state == "handling"


def test_a_new_category_within_the_authority_leaves_it_where_it_is(world: World) -> None:
    case = world.take(world.handling(), "dispatcher", "release", **CLASSED_AS_LITTER)
    assert (case.state, case.lead_unit) == ("handling", world.unit("department"))


def test_what_was_paused_at_the_wrong_unit_starts_afresh(world: World) -> None:
    case = _at_the_village(world)
    case = world.take(case, "village", "ask_pause", reason="weather", until="2026-03-20", note="有雨")
    case = world.take(case, "dispatcher", "approve")
    with at("2026-03-11 09:00"):
        case = world.take(case, "dispatcher", "release", **REVIEW)
    assert (case.state, case.due_at, case.time_left) == ("reviewed", local("2026-03-11 11:00"), None)


def test_whoever_is_on_duty_without_the_authority_is_passed_over(world: World) -> None:
    Shift.objects.create(area_code=TOWN, unit=world.unit("village"), starts=local("2026-03-10 08:00"),
                         ends=local("2026-03-11 08:00"))  # fmt: skip
    assert world.report(category=GAS).lead_unit == world.unit("centre")
    unclassed = world.report(category="", urgency="at_once")
    assert unclassed.lead_unit == world.unit("village")
    case = world.take(unclassed, "dispatcher", "release", **{**REVIEW, "category": GAS, "urgency": "at_once"})
    assert (case.state, case.lead_unit) == ("dispatched", world.unit("centre"))


def test_a_grid_worker_settles_no_matter_of_the_county(world: World) -> None:
    case = world.report(by=world["grid"], place_code=GRID)
    with pytest.raises(NotAllowed, match="county"):
        world.take(case, "grid", "solve", note="修好了")
    unclassed = world.report(by=world["grid"], place_code=GRID, category="")
    assert world.take(unclassed, "grid", "solve", note="扶正了").outcome == "solved"


def test_found_urgent_at_the_review_it_rings_whoever_is_on_duty(world: World) -> None:
    case = world.take(world.report(), "dispatcher", "review", **{**REVIEW, "urgency": "at_once"})
    assert (case.state, case.lead_unit, case.due_at) == ("dispatched", world.unit("centre"), local("2026-03-10 10:00"))


@pytest.mark.parametrize("state", ["reviewed", "dispatched"])
def test_found_urgent_before_anyone_accepted_it_rings_whoever_is_on_duty(world: World, state: str) -> None:
    case = world.take(getattr(world, state)(), "dispatcher", "release", **{**REVIEW, "urgency": "at_once"})
    assert (case.state, case.lead_unit) == ("dispatched", world.unit("centre"))


def test_found_urgent_at_work_it_stays_and_its_time_runs_by_the_wall_from_now(world: World) -> None:
    case = world.handling()
    with at("2026-03-10 17:00"):
        case = world.take(case, "dispatcher", "release", **{**REVIEW, "urgency": "at_once"})
        work()
    assert (case.state, case.lead_unit) == ("handling", world.unit("department"))
    assert case.due_at == local("2026-03-11 17:00")
    assert Notice.objects.filter(subject=case.uuid, template="release", user__username="clerk").exists()


def test_a_new_category_never_shortens_what_was_promised(world: World) -> None:
    case = world.handling()
    promised = case.due_at
    assert promised is not None
    shorter = world.take(case, "dispatcher", "release", **{**REVIEW, "category": "full-bin"})
    assert shorter.due_at == promised
    longer = world.take(shorter, "dispatcher", "release", **{**REVIEW, "category": "other"})
    assert longer.due_at is not None
    assert longer.due_at > promised


def test_less_urgent_gives_more_time(world: World) -> None:
    case = world.report(category="", urgency="at_once")
    case = world.take(case, "dispatcher", "release", **REVIEW)
    assert case.due_at == local("2026-03-10 15:30")  # four working hours from the morning on
