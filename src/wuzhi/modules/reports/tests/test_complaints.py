"""A complaint about a unit is heard above it and out of sight for everyone in it and below it, everywhere."""

import pytest

from tests.support.world import CAST, CONCLUDE, LITTER, REVIEW, World
from wuzhi.cases import queries
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import Invalid, NotAllowed, NotFound
from wuzhi.core.versions import raise_version
from wuzhi.demo.cast import BUILDING, GRID, NEXT_GRID
from wuzhi.notices.jobs import work
from wuzhi.notices.models import Job, Notice
from wuzhi.people.models import Unit

# about which unit: at which tier it is heard, and who sees it; each is made at the building, or next door.
HEARD = {
    "village": ("county", "dispatcher supervisor leader"),
    "town": ("county", "dispatcher supervisor leader"),
    "department": ("county", "dispatcher supervisor leader"),
    "second": ("county", "dispatcher supervisor leader"),
    "inspectors": ("county", "dispatcher leader"),
    "centre": ("county", "supervisor leader"),
    "government": ("county", "supervisor"),
    "next_village": ("town", "desk dispatcher supervisor leader"),
    "next_town": ("county", "dispatcher supervisor leader"),
    "next_centre": ("county", "dispatcher supervisor leader"),
}
STAFF = CAST


def _complaint(world: World, about: str) -> Case:
    place = NEXT_GRID if about.startswith("next") else BUILDING
    return world.report(about_unit=world.ids(about)[0], place_code=place)


@pytest.mark.parametrize("about", HEARD)
def test_who_sees_a_complaint(world: World, about: str) -> None:
    case, (tier, seen) = _complaint(world, about), HEARD[about]
    assert case.tier == tier
    assert {who for who in STAFF if world.sees(who, case)} == set(seen.split())


@pytest.mark.parametrize("about", HEARD)
def test_somebody_hears_it_and_can_act(world: World, about: str) -> None:
    case, (_tier, seen) = _complaint(world, about), HEARD[about]
    desk = next(who for who in ("desk", "dispatcher", "supervisor") if who in seen.split())
    assert queries.inbox(world[desk]).filter(pk=case.pk).exists()
    case = world.take(case, desk, "review", **{**REVIEW, "category": LITTER})
    unit = "third" if about != "government" else "inspectors"
    if about == "government":
        assert world.take(case, desk, "conclude", **CONCLUDE).state == "closed"
    else:
        assert world.take(case, desk, "dispatch", unit=world.ids(unit)[0]).state == "dispatched"


@pytest.mark.parametrize("about", ["village", "department", "centre", "government"])
def test_hidden_in_lists_objects_counts_inboxes_notices_and_the_merge_field(world: World, about: str) -> None:
    case = _complaint(world, about)
    work()
    hidden = [who for who in STAFF if who not in HEARD[about][1].split()]
    for who in hidden:
        actor = world[who]
        assert Case.objects.visible_to(actor).count() == 0, who
        assert not queries.inbox(actor).exists(), who
        with pytest.raises(NotFound):
            queries.find(actor, case.uuid)
        with pytest.raises(NotFound):
            world.take(case, actor, "remind")
    assert not Notice.objects.filter(subject=case.uuid, user__username__in=hidden).exists()
    assert not Job.objects.exists()


def test_not_found_by_its_code_in_the_merge_field(world: World) -> None:
    case, ordinary = _complaint(world, "centre"), world.report()
    with pytest.raises(Invalid):
        world.take(ordinary, "dispatcher", "merge", into=case.tracking_code)
    with pytest.raises(Invalid):
        world.take(ordinary, "dispatcher", "merge", into="00000000000" + "0")


@pytest.mark.parametrize(("about", "handler"), [("department", "department"), ("town", "village"), ("town", "town")])
def test_it_is_never_sent_to_the_unit_or_one_below_it(world: World, about: str, handler: str) -> None:
    case = world.take(_complaint(world, about), "dispatcher", "review", **{**REVIEW, "category": LITTER})
    with pytest.raises(NotAllowed):
        world.take(case, "dispatcher", "dispatch", unit=world.ids(handler)[0])
    with pytest.raises(NotAllowed):
        world.take(case, "dispatcher", "dispatch", unit=world.ids("third")[0], others=world.ids(handler))
    case = world.take(case, "dispatcher", "dispatch", unit=world.ids("third")[0])
    with pytest.raises(NotAllowed):
        world.take(case, "dispatcher", "whistle", units=world.ids(handler))


def test_the_subject_s_clerk_sees_nothing_though_the_unit_once_answered(world: World) -> None:
    case = world.take(world.handling("second"), "asked", "answer", note="已到")
    assert world.sees("asked", case)
    case = world.take(case, "dispatcher", "release", **REVIEW, about_unit=world.ids("second")[0])
    assert not world.sees("asked", case)


@pytest.mark.parametrize("state", ["handling", "done"])
def test_a_report_is_not_turned_into_a_complaint_about_whoever_is_handling_it(world: World, state: str) -> None:
    case = getattr(world, state)()
    for about in ("department", "government"):
        with pytest.raises(NotAllowed):
            world.take(case, "dispatcher", "release", **REVIEW, about_unit=world.ids(about)[0])
    assert world.sees("clerk", case)


def test_nor_about_a_unit_that_still_owes_an_answer(world: World) -> None:
    case = world.dispatched("second")
    with pytest.raises(NotAllowed):
        world.take(case, "dispatcher", "release", **REVIEW, about_unit=world.ids("second")[0])


def test_before_it_is_accepted_it_may_be_and_is_dispatched_anew(world: World) -> None:
    case = world.take(world.dispatched(), "dispatcher", "release", **REVIEW, about_unit=world.ids("department")[0])
    assert not world.sees("clerk", case)
    case = world.take(case, "dispatcher", "redispatch", unit=world.ids("third")[0], note="回避")
    assert world.take(case, "other", "accept").state == "handling"


def test_whoever_complains_of_their_own_unit_sees_their_own_complaint(world: World) -> None:
    case = world.report(by=world["grid"], place_code=GRID, about_unit=world.ids("village")[0])
    assert case.tier == "county"
    assert [who for who in ("grid", "village", "chief", "woodpecker") if world.sees(who, case)] == ["grid"]


def test_a_complaint_that_is_urgent_is_not_sent_to_whoever_is_on_duty(world: World) -> None:
    case = world.report(urgency="at_once", about_unit=world.ids("centre")[0])
    assert (case.state, case.lead_unit_id) == ("collected", None)


def test_a_superior_added_later_hides_at_once(world: World) -> None:
    case = _complaint(world, "second")
    assert world.sees("dispatcher", case)
    centre = world.unit("centre")
    Unit.objects.filter(pk=centre.pk).update(superior=world.unit("second"))
    from_now = Unit.objects.get(pk=centre.pk)
    assert from_now.superior == world.unit("second")
    raise_version("people")
    assert not world.sees("dispatcher", case)
