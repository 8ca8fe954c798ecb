"""A small matter begins where it was found and climbs one tier at a time, by hand or by the clock."""

import pytest

from tests.support.world import BUILDING, GRID, MICROGRID, TOWN, VILLAGE, World, at
from wuzhi.cases.clockwork import tick
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import NotAllowed
from wuzhi.notices.jobs import parked, work
from wuzhi.notices.models import Notice
from wuzhi.people.models import Post, Unit

CLIMB = ["building", "microgrid", "grid", "village", "town", "county"]


def _found_in_building(world: World) -> Case:
    return world.report(by=world["chief"], place_code=BUILDING, category="litter")


@pytest.mark.parametrize(
    ("who", "place", "tier"),
    [
        ("chief", BUILDING, "building"),
        ("chief", GRID, "town"),  # outside the chief's building it is a report like any resident's
        ("grid", MICROGRID, "grid"),
        ("grid", VILLAGE, "town"),
        ("outsider", GRID, "town"),
        ("woodpecker", GRID, "town"),
        ("anyone", GRID, "town"),
        ("anyone", "421081101201", "county"),  # its town has no centre of its own
    ],
)
def test_where_a_report_begins(world: World, who: str, place: str, tier: str) -> None:
    case = world.report(by=world[who], place_code=place)
    assert (case.state, case.tier) == ("collected", tier)


def test_by_hand_one_tier_at_a_time(world: World) -> None:
    case, tiers = _found_in_building(world), []
    for who in ("chief", "grid", "grid", "village_clerk", "town_dispatcher"):
        tiers.append(case.tier)
        if case.tier == "microgrid":  # nobody serves a single micro-grid here
            Post.objects.get(user__username="grid").areas.add(Case.objects.get(pk=case.pk).area)
        case = world.take(case, who, "escalate")
    assert [*tiers, case.tier] == CLIMB
    post = Post.objects.get(user__username="dispatcher")
    assert post.areas.get().code == case.area_code[:6]
    with pytest.raises(NotAllowed, match=r".*"):
        world.take(case, "dispatcher", "escalate")
    assert world.kinds(case) == ["collect"] + ["escalate"] * 5


def test_by_the_clock_up_to_the_desk_and_no_further(world: World) -> None:
    case, tiers = _found_in_building(world), ["building"]
    for day in range(11, 20):
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
    case = _found_in_building(world)
    work()
    for who in ("chief",):
        case = world.take(case, who, "escalate")
    with at("2026-03-11 09:00"):
        tick()  # the micro-grid has nobody: it climbs to the grid
        work()
    told = set(Notice.objects.filter(subject=case.uuid).values_list("user__username", flat=True))
    assert "grid" in told
    assert parked() == 0


def test_a_building_s_chief_is_told_of_what_lies_there(world: World) -> None:
    second = Post.objects.get(user__username="chief")
    other = Post.objects.create(
        user=Post.objects.get(user__username="woodpecker").user, unit=second.unit, role="chief", starts=second.starts
    )
    other.areas.set(second.areas.all())
    _found_in_building(world)
    work()
    assert Notice.objects.filter(user=other.user).count() == 1
    assert parked() == 0


def test_no_clerk_of_a_department_holds_what_lies_at_the_county(world: World) -> None:
    Unit.objects.filter(code="town_centre").update(active=False)
    case = world.report(place_code="421081101201")
    assert case.tier == "county"
    for who in ("clerk", "asked_clerk", "other_clerk"):
        assert not Case.objects.visible_to(world[who]).exists(), who


def test_the_village_s_clerk_holds_its_tier_alone(world: World) -> None:
    case = world.report(by=world["grid"], place_code=GRID)
    seen = {"grid": set(), "village": set(), "town": set()}  # type: dict[str, set[str]]
    for who in ("grid", "village_clerk", "town_dispatcher"):
        for clerk in ("village_clerk", "town_clerk"):
            if Case.objects.visible_to(world[clerk]).filter(pk=case.pk).exists():
                seen[case.tier].add(clerk)
        if case.tier != "town":
            case = world.take(case, who, "escalate")
    assert seen == {"grid": set(), "village": {"village_clerk"}, "town": {"town_clerk"}}
    assert case.area_code.startswith(TOWN)


def test_solved_on_the_spot_by_whoever_found_it_ends_there(world: World) -> None:
    case = world.take(world.report(by=world["grid"], place_code=GRID), "grid", "solve", note="已扫净")
    assert (case.state, case.outcome) == ("closed", "solved")


def test_a_resident_s_report_solved_on_the_spot_is_called_back(world: World) -> None:
    case = world.take(world.report(), "town_clerk", "solve", note="已扫净")
    assert case.state == "callback"


def test_a_complaint_is_not_settled_on_the_spot(world: World) -> None:
    department = str(world.unit("department").pk)
    case = world.report(by=world["grid"], place_code=GRID, about_unit=department)
    for who in ("dispatcher", "supervisor"):
        with pytest.raises(NotAllowed):
            world.take(case, who, "solve", note="好了")
