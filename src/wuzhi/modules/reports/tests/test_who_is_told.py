"""Who has the work is told of it: stand-ins, and whoever does the dispatchers' work where they may not."""

from datetime import date

import pytest

from tests.support.world import LITTER, OBJECT, PAUSE, REVIEW, World, at
from wuzhi.cases import queries
from wuzhi.cases.clockwork import tick
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import NotAllowed
from wuzhi.demo.cast import BUILDING, VILLAGE
from wuzhi.notices.jobs import work
from wuzhi.notices.models import Notice
from wuzhi.people.models import Leave, Post


def _told(case: Case, kind: str) -> set[str]:
    work()
    found = Notice.objects.filter(subject=case.uuid, template=kind)
    return set(found.values_list("user__username", flat=True))


def _away(world: World, who: str, stand_in: str) -> None:
    post = Post.objects.get(user=world.user(who))
    leave = {"starts": date(2026, 3, 10), "ends": date(2026, 3, 12)}
    Leave.objects.create(post=post, stand_in=world.user(stand_in), **leave)


def test_the_stand_in_is_told_and_whoever_is_away_is_left_in_peace(world: World) -> None:
    _away(world, "clerk", "other")
    assert _told(world.dispatched(), "dispatch") == {"other"}
    with at("2026-03-12 09:00"):
        assert _told(world.dispatched(), "dispatch") == {"clerk"}


def test_of_a_complaint_about_the_centre_the_supervisor_is_told(world: World) -> None:
    about = world.report(about_unit=world.ids("centre")[0])
    assert _told(about, "collect") == {"supervisor"}
    ordinary = world.report(about_unit=world.ids("department")[0])
    assert "supervisor" not in _told(ordinary, "collect")


@pytest.mark.parametrize("asks", [True, False])
def test_a_request_in_such_a_case_waits_in_the_supervisor_s_inbox(world: World, asks: bool) -> None:
    case = world.take(world.report(about_unit=world.ids("centre")[0]), "supervisor", "review", **REVIEW)
    case = world.take(case, "supervisor", "dispatch", unit=world.ids("department")[0])
    case = world.take(case, "clerk", "accept")
    if asks:
        case = world.take(case, "clerk", "ask_pause", **PAUSE)
        assert _told(case, "ask_pause") == {"supervisor"}
    assert queries.inbox(world["supervisor"]).filter(pk=case.pk).exists() is asks
    assert not queries.inbox(world["dispatcher"]).filter(pk=case.pk).exists()


def test_a_desk_is_not_told_of_what_stands_in_its_queue_and_a_grid_worker_is(world: World) -> None:
    assert _told(world.report(), "collect") == set()
    found = world.report(by=world["chief"], place_code=BUILDING, category=LITTER)
    found = world.take(found, "chief", "escalate")
    with at("2026-03-10 11:30"):
        tick()
        found.refresh_from_db()
        assert found.tier == "grid"
        assert "grid" in _told(found, "overdue")


def test_an_errand_that_names_only_the_village_tells_its_grid_workers(world: World) -> None:
    assert "grid" in _told(world.errand(place_code=VILLAGE), "ask")


def test_a_whistle_for_the_unit_that_leads_calls_nobody_and_says_so(world: World) -> None:
    case = world.handling()
    with pytest.raises(NotAllowed, match="leads already"):
        world.take(case, "dispatcher", "whistle", units=world.ids("department"))
    case = world.take(case, "dispatcher", "whistle", units=world.ids("department", "third"))
    assert [task.unit for task in case.tasks.all()] == [world.unit("third")]


def test_a_desk_is_not_told_of_each_callback_nor_reminded_of_what_a_unit_has(world: World) -> None:
    case = world.handling()
    assert _told(world.take(case, "dispatcher", "remind"), "remind") == {"clerk"}
    done = world.take(case, "clerk", "report_done", note="修好了")
    assert "dispatcher" not in _told(done, "report_done")
    assert queries.inbox(world["dispatcher"]).filter(pk=done.pk).exists(), "it stands in their queue"
    objected = world.take(world.dispatched(), "clerk", "object", **OBJECT)
    assert "dispatcher" in _told(objected, "object"), "what must be decided is told"
