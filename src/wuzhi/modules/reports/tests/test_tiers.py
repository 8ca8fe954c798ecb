"""A small matter begins where it was found and climbs one tier at a time, by hand or by the clock."""

import pytest

from tests.support.world import LITTER, World, at
from wuzhi.cases.clockwork import tick
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import NotAllowed
from wuzhi.demo.cast import BUILDING, GRID, MICROGRID, NEXT_GRID, VILLAGE
from wuzhi.notices.jobs import work
from wuzhi.notices.models import Job, Notice
from wuzhi.people.models import Post

CLIMB = ["building", "microgrid", "grid", "village", "town", "county"]


def _found_in_building(world: World) -> Case:
    return world.report(by=world["chief"], place_code=BUILDING, category=LITTER)


@pytest.mark.parametrize(
    ("who", "place", "tier"),
    [
        ("chief", BUILDING, "building"),
        ("chief", GRID, "county"),  # outside the chief's building it is a report like any resident's
        ("grid", MICROGRID, "grid"),
        ("grid", VILLAGE, "county"),
        ("outsider", GRID, "county"),
        ("woodpecker", GRID, "county"),
        ("anyone", GRID, "county"),
        ("anyone", NEXT_GRID, "town"),  # this town has a centre of its own
    ],
)
def test_where_a_report_begins(world: World, who: str, place: str, tier: str) -> None:
    case = world.report(by=world[who], place_code=place)
    assert (case.state, case.tier) == ("collected", tier)


def test_by_hand_one_tier_at_a_time(world: World) -> None:
    Post.objects.get(user=world.user("grid")).areas.add(world.cast.areas[MICROGRID])
    case, tiers = _found_in_building(world), []
    for who in ("chief", "grid", "grid", "village", "town"):
        tiers.append(case.tier)
        case = world.take(case, who, "escalate")
    assert [*tiers, case.tier] == CLIMB
    with pytest.raises(NotAllowed):
        world.take(case, "dispatcher", "escalate")
    assert world.kinds(case) == ["collect"] + ["escalate"] * 5


def test_by_the_clock_up_to_the_desk_and_no_further(world: World) -> None:
    case, tiers = _found_in_building(world), ["building"]
    for day in range(10, 16):
        with at(f"2026-03-{day} 17:31"):
            tick()
        case.refresh_from_db()
        if case.tier != tiers[-1]:
            tiers.append(case.tier)
    assert tiers == ["building", "microgrid", "grid", "village", "town"]
    assert case.state == "collected"


def test_each_tier_has_the_whole_time_for_itself(world: World) -> None:
    case = world.report(by=world["grid"], place_code=GRID)
    assert case.due_at is not None
    first = case.due_at
    with at("2026-03-10 11:00"):
        case = world.take(case, "grid", "escalate")
    assert case.due_at is not None
    assert case.due_at > first


def test_each_tier_is_told(world: World) -> None:
    case = world.take(_found_in_building(world), "chief", "escalate")
    with at("2026-03-10 17:29"):
        tick()  # the micro-grid has nobody: it climbs to the grid
        work()
    told = Notice.objects.filter(subject=case.uuid, template="overdue").values_list("user__username", flat=True)
    assert set(told) == {"grid"}
    assert not Job.objects.exists()


def test_a_building_s_chief_is_told_of_what_lies_there(world: World) -> None:
    first = Post.objects.get(user=world.user("chief"))
    second = Post.objects.create(user=world.user("woodpecker"), unit=first.unit, role=first.role, starts=first.starts)
    second.areas.set(first.areas.all())
    _found_in_building(world)
    work()
    assert Notice.objects.filter(user=world.user("woodpecker")).count() == 1
    assert not Job.objects.exists()


def test_no_department_s_clerk_holds_what_lies_at_the_county(world: World) -> None:
    case = world.report()
    assert case.tier == "county"
    for who in ("clerk", "asked", "other"):
        assert not world.sees(who, case), who


def test_the_place_s_own_clerks_hold_their_tier_alone(world: World) -> None:
    case, seen = world.report(by=world["grid"], place_code=GRID), []
    for who in ("grid", "village", "town", "dispatcher"):
        seen.append((case.tier, {clerk for clerk in ("village", "town", "clerk") if world.sees(clerk, case)}))
        if who != "dispatcher":
            case = world.take(case, who, "escalate")
    assert seen == [("grid", set()), ("village", {"village"}), ("town", {"town"}), ("county", set())]


def test_solved_on_the_spot_by_whoever_found_it_ends_there(world: World) -> None:
    case = world.take(world.report(by=world["grid"], place_code=GRID, category=LITTER), "grid", "solve", note="已扫净")
    assert (case.state, case.outcome) == ("closed", "solved")


def test_a_resident_s_report_solved_on_the_spot_is_called_back(world: World) -> None:
    case = world.take(world.report(), "dispatcher", "solve", note="已扫净")
    assert case.state == "callback"


def test_a_complaint_is_not_settled_on_the_spot(world: World) -> None:
    case = world.report(about_unit=world.ids("department")[0])
    with pytest.raises(NotAllowed):
        world.take(case, "dispatcher", "solve", note="好了")
