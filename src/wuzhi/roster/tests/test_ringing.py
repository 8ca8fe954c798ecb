"""What is urgent rings whoever is on duty, then the next, until one has heard; nobody else, and no longer."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connections

from tests.support.databases import FreshDatabase
from tests.support.world import GAS, World, at, local
from wuzhi.cases.clockwork import tick
from wuzhi.cases.models import Case
from wuzhi.core.versions import forget_stamps
from wuzhi.demo.cast import GRID
from wuzhi.demo.geography import COUNTY
from wuzhi.notices.jobs import work
from wuzhi.notices.models import Notice
from wuzhi.people.models import Leave, Post
from wuzhi.roster import ringing
from wuzhi.roster.actions import set_ring_limit
from wuzhi.roster.models import Kind, Ring, Shift
from wuzhi.roster.tests.conftest import Desk

NIGHT = ("2026-03-14 18:00", "2026-03-15 08:00")


@pytest.fixture
def gas(desk: Desk) -> Iterator[Case]:
    """Gas on Saturday night; the clerk has the shift, the second stands in."""
    desk.shift("clerk", *NIGHT, stand_in="second")
    with at("2026-03-14 23:00"):
        case = desk.world.report(category=GAS, place_code=GRID)
        work()
        yield case


def rung(case: Case) -> set[str]:
    """Who is being rung."""
    found = Notice.objects.filter(subject=case.uuid, urgent=True, read_at=None)
    return set(found.values_list("user__username", flat=True))


def passing(minute: str) -> None:
    with at(f"2026-03-14 23:{minute}"):
        tick()


def heard(desk: Desk, case: Case, who: str) -> bool:
    notice = Notice.objects.get(subject=case.uuid, user=desk.world.user(who))
    return ringing.hear(actor=desk.world[who], notice_id=notice.pk)


def test_whoever_has_the_shift_is_rung_and_nobody_else(gas: Case) -> None:
    assert rung(gas) == {"clerk"}
    told = Notice.objects.filter(subject=gas.uuid, urgent=False).values_list("user__username", flat=True)
    assert "clerk" not in told, "one notice of one event, however it came"


def test_what_is_not_urgent_rings_nobody(desk: Desk) -> None:
    desk.shift("clerk", *NIGHT)
    with at("2026-03-14 23:00"):
        case = desk.world.report()
        work()
    assert rung(case) == set()
    assert Ring.objects.count() == 0


def test_a_shift_without_a_person_rings_the_unit(desk: Desk) -> None:
    desk.shift("", *NIGHT)
    with at("2026-03-14 23:00"):
        case = desk.world.report(category=GAS)
        work()
    assert rung(case) == {"clerk", "second", "third"}


def test_on_leave_the_stand_in_of_the_post_is_rung(desk: Desk) -> None:
    desk.shift("clerk", *NIGHT)
    post = Post.objects.get(user=desk.people["clerk"])
    Leave.objects.create(post=post, stand_in=desk.people["third"], starts=date(2026, 3, 14), ends=date(2026, 3, 16))
    with at("2026-03-14 23:00"):
        case = desk.world.report(category=GAS)
        work()
    assert rung(case) == {"third"}


def test_unheard_it_rings_the_stand_in_then_the_dispatchers_then_the_leader_on_duty(desk: Desk, gas: Case) -> None:
    passing("04")
    assert rung(gas) == {"clerk"}
    passing("05")
    assert rung(gas) == {"clerk", "second"}
    passing("09")
    assert rung(gas) == {"clerk", "second"}
    passing("10")
    assert rung(gas) == {"clerk", "second", "dispatcher"}
    passing("15")
    assert rung(gas) == {"clerk", "second", "dispatcher", "leader"}
    passing("59")
    assert Ring.objects.get().next_at is None, "there is nobody left to ring"
    assert rung(gas) == {"clerk", "second", "dispatcher", "leader"}, "and it rings until someone hears"


def test_a_leader_s_shift_names_who_is_rung_last_and_never_who_handles(desk: Desk) -> None:
    world = desk.world
    desk.shift("clerk", *NIGHT)
    starts, ends = (local(text) for text in NIGHT)
    facts = {"unit": world.unit("inspectors"), "user": world.user("supervisor"), "kind": Kind.LEADER}
    Shift.objects.create(area_code=COUNTY, starts=starts, ends=ends, **facts)
    with at("2026-03-14 23:00"):
        case = world.report(category=GAS)
        work()
    assert case.assignee == world.user("clerk")
    for minute in ("05", "10", "15"):
        passing(minute)
    assert "supervisor" in rung(case)
    assert "leader" not in rung(case)


def test_the_minutes_are_those_of_the_nearest_setting(desk: Desk) -> None:
    set_ring_limit(actor=desk.world["administrator"], area_code="", minutes=30)
    set_ring_limit(actor=desk.world["administrator"], area_code="421081001", minutes=2)
    desk.shift("clerk", *NIGHT, stand_in="second")
    with at("2026-03-14 23:00"):
        case = desk.world.report(category=GAS)
        work()
    passing("02")
    assert rung(case) == {"clerk", "second"}


def test_a_worker_that_comes_late_still_rings_the_first(desk: Desk) -> None:
    desk.shift("clerk", *NIGHT, stand_in="second")
    with at("2026-03-14 23:00"):
        case = desk.world.report(category=GAS)
    passing("05")
    assert rung(case) == {"second"}
    with at("2026-03-14 23:06"):
        work()
    assert rung(case) == {"clerk", "second"}


def test_heard_stops_it_for_the_unit_and_is_no_step(desk: Desk, gas: Case) -> None:
    passing("05")
    passing("10")
    with at("2026-03-14 23:11"):
        assert heard(desk, gas, "second")
        assert heard(desk, gas, "second"), "heard twice is heard once"
    assert rung(gas) == set()
    ring = Ring.objects.get()
    assert (ring.heard_by, ring.heard_at) == (desk.people["second"], local("2026-03-14 23:11"))
    revision = gas.revision
    gas.refresh_from_db()
    assert (gas.revision, gas.state) == (revision, "dispatched")
    passing("30")
    assert rung(gas) == set()


def test_a_dispatcher_who_hears_stops_the_climb_and_their_own_room_alone(desk: Desk, gas: Case) -> None:
    passing("05")
    passing("10")
    with at("2026-03-14 23:11"):
        heard(desk, gas, "dispatcher")
    passing("40")
    assert rung(gas) == {"clerk", "second"}, "who has the matter still must hear"


def test_nobody_hears_what_does_not_ring_for_them(desk: Desk, gas: Case) -> None:
    notice = Notice.objects.get(subject=gas.uuid, urgent=True)
    assert not ringing.hear(actor=desk.world["dispatcher"], notice_id=notice.pk)
    assert desk.client("dispatcher").post(f"/rings/{notice.pk}/heard").status_code == 404
    assert rung(gas) == {"clerk"}


def test_taking_it_on_ends_the_ringing_and_a_look_does_not(desk: Desk, gas: Case) -> None:
    desk.client("clerk").get(f"/cases/{gas.uuid}")
    desk.client("clerk").post("/notices/read")
    assert rung(gas) == {"clerk"}, "reading all is not hearing"
    with at("2026-03-14 23:03"):
        desk.world.take(gas, "clerk", "accept")
    assert rung(gas) == set()
    passing("30")
    assert rung(gas) == set()
    assert Ring.objects.get().over_at == local("2026-03-14 23:03")


def test_the_clock_s_reminder_does_not_silence_it(desk: Desk, gas: Case) -> None:
    passing("48")
    assert "remind" in desk.world.kinds(gas)
    assert "clerk" in rung(gas)


def test_two_clocks_at_once_ring_each_once(fresh_database: FreshDatabase) -> None:
    with fresh_database.connected():
        forget_stamps()
        desk = Desk(World())
        desk.shift("clerk", *NIGHT, stand_in="second")
        with at("2026-03-14 23:00"):
            case = desk.world.report(category=GAS)
            work()

        def turn(_number: int) -> int:
            try:
                with at("2026-03-14 23:05"):
                    return ringing.go_on()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as pool:
            done = list(pool.map(turn, range(4)))
        assert sum(done) == 1, done
        assert rung(case) == {"clerk", "second"}
        assert Ring.objects.get().stage == 1
