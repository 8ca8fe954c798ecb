"""Rosters planned in the browser: looked at first, saved whole, by those who may; shifts changed and called off."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.support.world import World, at, local
from wuzhi.core import history
from wuzhi.demo.cast import NEXT_TOWN, TOWN
from wuzhi.demo.geography import COUNTY
from wuzhi.notices.models import Notice
from wuzhi.people.models import Leave, Post
from wuzhi.roster import actions
from wuzhi.roster.models import Exchange, Roster, Shift
from wuzhi.roster.rights import may_plan
from wuzhi.roster.tests.conftest import Desk


def _address(world: World, code: str = COUNTY) -> str:
    return f"/duty/plan?area={code}&unit={world.unit('department').pk}"


def _data(**more: Any) -> dict[str, Any]:
    pattern = {"kind": "duty", "covers": "all", "evening": "18:00", "morning": "08:00"}
    days = {"first": "2026-03-16", "last": "2026-03-31"}
    return {**pattern, **days, "turn_clerk": 1, "turn_second": 2, "turn_third": 3, **more}


def _seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found, page
    return found.group(1)


def test_a_plan_is_looked_at_then_saved_and_everyone_in_it_is_told(desk: Desk) -> None:
    client, address = desk.client("dispatcher"), _address(desk.world)
    page = client.post(address, _data(preview="1")).content.decode()
    assert Shift.objects.count() == 0, "looking saves nothing"
    assert "16 shifts would be on the roster" in page
    assert client.post(address, _data(save="1", seen="stale")).status_code == 200
    assert Shift.objects.count() == 0, "what was not looked at is not saved"
    answer = client.post(address, _data(save="1", seen=_seen(page)))
    assert answer.status_code == 302
    assert answer["Location"] == f"/duty/month?area={COUNTY}&month=2026-03"
    assert Shift.objects.count() == 16
    assert Roster.objects.get().people == ["clerk", "second", "third"]
    first = Shift.objects.earliest("starts")
    assert (first.starts, first.ends) == (local("2026-03-16 18:00"), local("2026-03-17 08:00"))
    told = set(Notice.objects.filter(template="roster.planned").values_list("user__username", flat=True))
    assert told == {"clerk", "second", "third"}
    assert "A new roster holds shifts of yours" in desk.client("second").get("/notices").content.decode()
    assert [change.verb for change in history.of(first)] == ["added"]
    following = client.get(address).context["form"].initial
    assert (following["first"], following["last"]) == (date(2026, 4, 1), date(2026, 4, 30))
    assert following["turn_third"] == 3


def test_what_was_planned_meanwhile_is_not_planned_twice(desk: Desk) -> None:
    client, address = desk.client("dispatcher"), _address(desk.world)
    seen = _seen(client.post(address, _data(preview="1")).content.decode())
    desk.shift("clerk", "2026-03-20 18:00", "2026-03-21 08:00")
    page = client.post(address, _data(save="1", seen=seen)).content.decode()
    assert "Something has changed since you looked" in page
    assert Shift.objects.count() == 1
    client.post(address, _data(save="1", seen=_seen(page)))
    assert Shift.objects.count() == 16, "the shift that was there stays, the rest is filled around it"


def test_who_is_on_leave_has_no_turn(desk: Desk) -> None:
    post = Post.objects.get(user=desk.people["second"])
    Leave.objects.create(post=post, stand_in=desk.people["third"], starts=date(2026, 3, 16), ends=date(2026, 4, 2))
    client, address = desk.client("dispatcher"), _address(desk.world)
    seen = _seen(client.post(address, _data(preview="1")).content.decode())
    client.post(address, _data(save="1", seen=seen))
    assert set(Shift.objects.values_list("user__username", flat=True)) == {"clerk", "third"}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"last": "2026-03-01"}, "at most a year"),
        ({"last": "2028-03-01"}, "at most a year"),
        ({"evening": "07:00"}, "lies after the morning"),
        ({"turn_clerk": "", "turn_second": "", "turn_third": ""}, "at least one person"),
        ({"turn_clerk": "first"}, "whole number"),
        ({"first": "soon"}, "valid date"),
    ],
)
def test_a_plan_that_makes_no_sense_is_explained(desk: Desk, wrong: dict[str, str], words: str) -> None:
    answer = desk.client("dispatcher").post(_address(desk.world), _data(preview="1", **wrong))
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_who_may_plan_is_one_rule(desk: Desk) -> None:
    world = desk.world
    department, next_town = world.unit("department"), world.unit("next_town")
    assert may_plan(world["dispatcher"], TOWN, department)
    assert may_plan(world["administrator"], NEXT_TOWN, department)
    assert may_plan(world["desk"], NEXT_TOWN, next_town)
    assert not may_plan(world["desk"], NEXT_TOWN, department), "a town's desk does not roster the county's people"
    assert not may_plan(world["desk"], TOWN)
    for who in ("clerk", "leader", "supervisor", "grid", "anyone", "clock"):
        assert not may_plan(world[who], COUNTY), who
    facts: dict[str, Any] = {"starts": local("2026-03-14 18:00"), "ends": local("2026-03-15 08:00")}
    with pytest.raises(PermissionDenied):
        actions.add_shift(actor=world["clerk"], area_code=COUNTY, unit=department, **facts)
    assert desk.client("clerk").get(_address(world)).status_code == 403
    assert "city management" not in desk.client("desk").get(f"/duty/plan?area={NEXT_TOWN}").content.decode().lower()


def test_two_shifts_at_once_are_refused_with_the_reason(desk: Desk) -> None:
    actor, department = desk.world["dispatcher"], desk.world.unit("department")
    desk.shift("clerk", "2026-03-14 18:00", "2026-03-15 08:00")
    spans: dict[str, Any] = {"starts": local("2026-03-15 07:00"), "ends": local("2026-03-15 20:00")}
    with pytest.raises(ValidationError, match=r"has a shift then already: 03-14 18:00–03-15 08:00"):
        actions.add_shift(actor=actor, area_code=TOWN, unit=department, user=desk.people["clerk"], **spans)
    with pytest.raises(ValidationError, match="name a stand-in"):
        actions.add_shift(actor=actor, area_code=COUNTY, unit=department, user=desk.people["second"], **spans)
    touching: dict[str, Any] = {"starts": local("2026-03-15 08:00"), "ends": local("2026-03-15 20:00")}
    assert actions.add_shift(actor=actor, area_code=COUNTY, unit=department, user=desk.people["clerk"], **touching)


def test_a_shift_is_changed_and_called_off_and_those_concerned_are_told(desk: Desk) -> None:
    shift = desk.shift("clerk", "2026-03-14 18:00", "2026-03-15 08:00")
    client = desk.client("dispatcher")
    page = client.get(f"/duty/shifts/{shift.pk}")
    facts = {**page.context["form"].initial, "user": desk.people["second"].pk, "stand_in": desk.people["third"].pk}
    facts |= {"starts": "2026-03-14T18:00", "ends": "2026-03-15T09:00"}
    assert client.post(f"/duty/shifts/{shift.pk}", facts).status_code == 302
    shift.refresh_from_db()
    assert (shift.user, shift.stand_in, shift.ends) == (
        desk.people["second"], desk.people["third"], local("2026-03-15 09:00")
    )  # fmt: skip
    told = set(Notice.objects.filter(template="roster.changed").values_list("user__username", flat=True))
    assert told == {"clerk", "second"}
    late = client.post(f"/duty/shifts/{shift.pk}", facts)
    assert "Someone else has changed this shift meanwhile" in late.content.decode()
    with at("2026-03-10 09:01"):
        assert client.post(f"/duty/shifts/{shift.pk}/call-off").status_code == 302
    shift.refresh_from_db()
    assert shift.called_off
    assert Notice.objects.filter(template="roster.called_off", user=desk.people["second"]).exists()
    assert [change.verb for change in history.of(shift)] == ["changed", "changed"]
    assert desk.client("desk").get(f"/duty/shifts/{shift.pk}").status_code == 404, "not theirs to plan"


def test_a_changed_shift_is_no_longer_asked_for(desk: Desk) -> None:
    shift = desk.shift("clerk", "2026-03-14 18:00", "2026-03-15 08:00")
    Exchange.objects.create(
        shift=shift, asker=desk.people["clerk"], asked=desk.people["second"], asked_at=local("2026-03-10 08:00")
    )
    actions.call_off(actor=desk.world["dispatcher"], shift=shift)
    assert Exchange.objects.get().answer == "withdrawn"


def test_a_shift_under_way_that_is_called_off_ends_now(desk: Desk) -> None:
    shift = desk.shift("clerk", "2026-03-09 18:00", "2026-03-10 12:00")
    assert actions.call_off(actor=desk.world["dispatcher"], shift=shift)
    shift.refresh_from_db()
    assert (shift.starts, shift.ends) == (local("2026-03-09 18:00"), local("2026-03-10 09:00"))


def test_how_long_a_ring_waits_is_a_setting_with_history(desk: Desk) -> None:
    admin = desk.world["administrator"]
    assert actions.set_ring_limit(actor=admin, area_code="", minutes=10)
    assert not actions.set_ring_limit(actor=admin, area_code="", minutes=10)
    for minutes in (0, 121):
        with pytest.raises(ValidationError):
            actions.set_ring_limit(actor=admin, area_code="", minutes=minutes)
    with pytest.raises(PermissionDenied):
        actions.set_ring_limit(actor=desk.world["dispatcher"], area_code="", minutes=7)
