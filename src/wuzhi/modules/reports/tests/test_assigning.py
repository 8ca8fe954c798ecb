"""A person of the unit is named: who may, who is told, who acts while that person is away, and nothing is lost."""

from datetime import date

import pytest
from django.test import Client

from tests.support.world import World, at
from wuzhi.cases import queries
from wuzhi.cases.actions import act
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import Invalid, NotAllowed
from wuzhi.cases.screens import describe, timeline
from wuzhi.cases.screens.rows import row_of
from wuzhi.core.versions import raise_version
from wuzhi.demo.cast import GRID, VILLAGE
from wuzhi.notices import jobs
from wuzhi.notices.models import Notice
from wuzhi.people.models import Leave, Post, Role


def _assigned(world: World) -> Case:
    colleague = world.colleague()
    return world.take(world.handling(), "clerk", "assign", person=colleague.pk)


def _waits_for(world: World, who: str, case: Case) -> bool:
    return queries.inbox(world[who]).filter(pk=case.pk).exists()


def test_the_person_is_named_told_and_shown_as_who_must_act(world: World) -> None:
    case = _assigned(world)
    jobs.work()
    assert case.assignee_id == world.colleague().pk
    assert str(world.colleague()) in row_of(case).who
    assert Notice.objects.filter(user=world.colleague(), template="assign", subject=case.uuid).count() == 1
    entry = timeline.entries(case, world.events(case))[-1]
    assert [fact.text for fact in entry.facts] == [str(world.colleague())]


def test_whoever_reported_it_reads_the_unit_and_no_name(world: World) -> None:
    case = _assigned(world)
    assert describe.awaited(case) == str(world.unit("department"))
    page = Client().get(f"/t/{case.tracking_code}", follow=True).content.decode()
    assert world.colleague().name not in page
    assert world.colleague().name_en not in page


def test_the_unit_still_sees_it_and_may_act(world: World) -> None:
    case = _assigned(world)
    assert _waits_for(world, "clerk", case)
    assert world.take(case, "clerk", "progress", note="我先去看了").state == "handling"


def test_only_people_of_the_unit_can_be_named(world: World) -> None:
    case = world.handling()
    for who in ("asked", "grid", "dispatcher", "leader"):
        with pytest.raises(Invalid):
            world.take(case, "clerk", "assign", person=world.user(who).pk)


def test_it_is_left_to_the_whole_unit_again(world: World) -> None:
    case = world.take(_assigned(world), "clerk", "unassign")
    assert case.assignee_id is None
    with pytest.raises(NotAllowed):
        world.take(case, "clerk", "unassign")


def test_the_same_person_is_not_named_twice(world: World) -> None:
    case = _assigned(world)
    with pytest.raises(NotAllowed, match="has it already"):
        world.take(case, "clerk", "assign", person=world.colleague().pk)


def test_a_grid_worker_takes_it_on_and_names_nobody_else(world: World) -> None:
    committee = world.unit("village")
    post = Post.objects.get(user=world.user("grid"), role=Role.GRID_WORKER)
    assert post.unit.code == f"{VILLAGE}-committee"
    case = world.report(place_code=GRID, category="exposed-rubbish")
    review = {"category": "exposed-rubbish", "urgency": "ordinary"}
    case = world.take(case, "dispatcher", "review", **review)
    case = world.take(case, "dispatcher", "dispatch", unit=str(committee.pk))
    with pytest.raises(Invalid):
        world.take(case, "grid", "assign", person=world.user("chief").pk)
    assert world.take(case, "grid", "assign", person=world.user("grid").pk).assignee_id == world.user("grid").pk


def test_the_stand_in_of_the_named_person_acts_and_is_told(world: World) -> None:
    case = _assigned(world)
    post = Post.objects.get(user=world.colleague())
    Leave.objects.create(post=post, stand_in=world.user("other"), starts=date(2026, 3, 10), ends=date(2026, 3, 12))
    raise_version("people")
    assert world.sees("other", case)
    assert _waits_for(world, "other", case)
    assert "stand-in" in row_of(case).who or "代理" in row_of(case).who
    act(actor=world["other"], case_uuid=case.uuid, step_key="progress", data={"note": "代为到场"})
    case = world.take(case, "dispatcher", "remind")
    world.take(case, "clerk", "unassign")
    case = world.take(case, "clerk", "assign", person=world.colleague().pk)
    jobs.work()
    told = set(Notice.objects.filter(template="assign", subject=case.uuid).values_list("user__username", flat=True))
    assert "other" in told
    with at("2026-03-12 09:00"):
        assert not world.sees("other", case)


def test_a_stand_in_elsewhere_does_not_see_it(world: World) -> None:
    """Who stands in for another post of the same person has that post's work, not this one's."""
    case = _assigned(world)
    second = Post.objects.create(
        user=world.colleague(), unit=world.unit("third"), role=Role.CLERK, starts=date(2026, 1, 1)
    )
    Leave.objects.create(post=second, stand_in=world.user("asked"), starts=date(2026, 3, 10), ends=date(2026, 3, 12))
    raise_version("people")
    assert not world.sees("asked", case)


def test_who_has_left_is_not_shown_and_the_unit_goes_on(world: World) -> None:
    case = _assigned(world)
    Post.objects.filter(user=world.colleague()).update(ends=date(2026, 3, 10))
    raise_version("people")
    assert str(world.colleague()) not in row_of(case).who
    assert row_of(case).who
    assert not world.sees("colleague", case)
    assert world.take(case, "clerk", "report_done", note="已修好").state == "callback"


def test_another_unit_starts_with_nobody_named(world: World) -> None:
    case = _assigned(world)
    case = world.take(case, "dispatcher", "redispatch", unit=world.ids("third")[0], note="改派")
    assert case.assignee_id is None
