"""Who has the work is told of it: stand-ins, and whoever does the dispatchers' work where they may not."""

from datetime import date

import pytest

from tests.support.world import PAUSE, REVIEW, World, at
from wuzhi.cases import queries
from wuzhi.cases.models import Case
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
