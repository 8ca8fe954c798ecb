"""One rule of sight: lists, objects, relations, inboxes and counts agree for whoever asks."""

from datetime import date

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.world import CAST, GAS, UNITS, World, at
from wuzhi.areas.codes import covers
from wuzhi.cases import queries
from wuzhi.cases.models import Case, Task
from wuzhi.cases.outcomes import NotFound
from wuzhi.cases.visibility import Relation, _relations, condition, is_seen, register, relations_of
from wuzhi.demo.cast import BUILDING, GRID, MICROGRID, NEXT_GRID, NEXT_TOWN, NEXT_VILLAGE, TOWN, VILLAGE
from wuzhi.demo.geography import COUNTY
from wuzhi.people.actor import ANYONE, CLOCK, Actor, ActorKind, Seat, person, reporter
from wuzhi.people.models import Leave, Post, Role, Unit
from wuzhi.people.units import units

CODES = (COUNTY, TOWN, NEXT_TOWN, VILLAGE, NEXT_VILLAGE, GRID, NEXT_GRID, MICROGRID, BUILDING)


def _a_little_of_everything(world: World) -> list[Case]:
    found = [world.report(place_code=code) for code in (BUILDING, GRID, VILLAGE, NEXT_GRID, TOWN)]
    found += [world.report(about_unit=unit, place_code=BUILDING) for unit in world.ids("village", "centre", "second")]
    found += [world.report(about_unit=unit, place_code=NEXT_GRID) for unit in world.ids("next_village", "government")]
    found += [world.report(by=world["grid"], place_code=GRID), world.report(category=GAS)]
    found += [world.dispatched("second"), world.done(), world.errand(), world.errand(by=world["chief"])]
    found.append(world.take(world.errand(), "grid", "take"))
    return found


@st.composite
def _seats(draw: st.DrawFn) -> tuple[Seat, ...]:
    """Seats as posts give them: any role in any unit (by its place in UNITS) over any areas."""
    seats = []
    for number in range(draw(st.integers(0, 3))):
        prefixes = tuple(draw(st.lists(st.sampled_from(CODES), max_size=2, unique=True)))
        unit = draw(st.integers(0, len(UNITS) - 1))
        seats.append(Seat(number, draw(st.sampled_from(Role.values)), unit, prefixes, draw(st.booleans())))
    return tuple(seats)


def _actor(world: World, seats: tuple[Seat, ...], user: str) -> Actor:
    real = [world.unit(name).pk for name in UNITS]
    seated = tuple(Seat(s.post_id, s.role, real[s.unit_id], s.prefixes, s.stood_in) for s in seats)
    return Actor(ActorKind.PERSON, world.user(user).pk, user, seated)


def _found(actor: Actor, case: Case) -> bool:
    try:
        return queries.find(actor, case.uuid).pk == case.pk
    except NotFound:
        return False


def _agree(actor: Actor) -> set[int]:
    """Asserts that all ways to ask give one answer; the cases that the actor sees."""
    listed = set(Case.objects.visible_to(actor).values_list("pk", flat=True))
    assert Case.objects.visible_to(actor).count() == len(listed)
    assert {case.pk for case in queries.load(actor)} == listed
    judged = Case.objects.with_relations(actor)
    assert {case.pk for case in judged if is_seen(case)} == listed
    assert {case.pk for case in judged if queries.open_steps(case, actor)} <= listed
    assert set(queries.inbox(actor).values_list("pk", flat=True)) <= listed
    for case in judged:
        assert relations_of(case) == {
            key for key in _relations if Case.objects.filter(condition(key, actor), pk=case.pk).exists()
        }
    return listed


@settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(seats=_seats(), user=st.sampled_from(CAST))
def test_whoever_asks_every_way_of_asking_agrees(world: World, seats: tuple[Seat, ...], user: str) -> None:
    if not Case.objects.exists():
        _a_little_of_everything(world)
    actor = _actor(world, seats, user)
    seen = _agree(actor)
    for case in Case.objects.select_related("about_unit"):
        if case.pk in seen:
            assert _has_a_reason(actor, case), (actor, case.pk)
            assert case.collector_id == actor.user_id or _may_hear(actor, case), (actor, case.pk)


def _has_a_reason(actor: Actor, case: Case) -> bool:
    """Written apart from the relations: a post over the place or in a unit that is or was asked, or one's own."""
    if actor.user_id in {case.collector_id, case.assignee_id}:
        return bool(actor.seats)
    asked = set(Task.objects.filter(case=case).values_list("unit_id", flat=True)) | {case.lead_unit_id}
    local = {case.place.code} if case.place else set()
    return any(
        (seat.unit_id in asked and seat.role == Role.CLERK)
        or any(covers(prefix, case.area_code) or prefix in local for prefix in seat.prefixes)
        for seat in actor.seats
        if seat.role != Role.ADMINISTRATOR
    )


def _may_hear(actor: Actor, case: Case) -> bool:
    """Nobody in the unit or below it, except a supervisor where it is the highest unit of all."""
    if case.about_unit_id is None:
        return True
    if case.about_unit_id in actor.unit_ids:
        return False
    above = {seat.role for seat in actor.seats if case.about_unit_id in units.fresh().chain(seat.unit_id)}
    highest = case.about_unit is not None and case.about_unit.superior_id is None
    return not above or (highest and above == {Role.SUPERVISOR})


def test_the_cast_sees_what_it_may_and_strangers_nothing(world: World) -> None:
    cases = _a_little_of_everything(world)
    for who in CAST:
        _agree(world[who])
    assert _agree(world["administrator"]) == set()
    assert _agree(ANYONE) == set()
    assert _agree(CLOCK) == {case.pk for case in cases}
    assert _agree(reporter(cases[0].pk)) == {cases[0].pk}
    assert _agree(reporter(-1)) == set()
    assert _agree(Actor(ActorKind.PERSON, None, "someone")) == set()
    assert _agree(Actor(ActorKind.REPORTER)) == set()


def test_a_post_that_has_ended_shows_nothing_from_that_day(world: World) -> None:
    case = world.dispatched()
    Post.objects.filter(user=world.user("clerk")).update(ends=date(2026, 3, 12))
    for day, seen in (("2026-03-11 23:59", True), ("2026-03-12 00:00", False)):
        with at(day):
            assert world.sees("clerk", case) is seen
            assert _found(world["clerk"], case) is seen


def test_a_post_that_has_not_begun_shows_nothing_until_that_day(world: World) -> None:
    case = world.dispatched()
    Post.objects.filter(user=world.user("clerk")).update(starts=date(2026, 3, 12))
    for day, seen in (("2026-03-11 23:59", False), ("2026-03-12 00:00", True)):
        with at(day):
            assert world.sees("clerk", case) is seen


def test_a_collector_whose_posts_have_ended_sees_nothing(world: World) -> None:
    case = world.report(by=world["woodpecker"], place_code=GRID)
    assert world.sees("woodpecker", case)
    Post.objects.filter(user=world.user("woodpecker")).update(ends=date(2026, 3, 10))
    assert not world.sees("woodpecker", case)


@pytest.mark.parametrize("gone", ["user", "unit"])
def test_whoever_is_made_inactive_sees_nothing(world: World, gone: str) -> None:
    case = world.dispatched()
    user = world.user("clerk")
    if gone == "user":
        user.is_active = False
        user.save()
    else:
        Unit.objects.filter(pk=world.unit("department").pk).update(active=False)
    assert not Case.objects.visible_to(person(user)).filter(pk=case.pk).exists()


def test_a_stand_in_sees_during_the_leave_only(world: World) -> None:
    case = world.dispatched()
    post = Post.objects.get(user=world.user("clerk"))
    leave = Leave(post=post, stand_in=world.user("outsider"), starts=date(2026, 3, 11), ends=date(2026, 3, 13))
    leave.save()
    for day, seen in (
        ("2026-03-10 23:59", False),
        ("2026-03-11 00:00", True),
        ("2026-03-12 23:59", True),
        ("2026-03-13 00:00", False),
    ):
        with at(day):
            assert world.sees("outsider", case) is seen, day
            assert world.sees("clerk", case), day
    Post.objects.filter(pk=post.pk).update(ends=date(2026, 3, 12))
    with at("2026-03-12 09:00"):
        assert not world.sees("outsider", case)


def test_a_stand_in_for_whom_a_complaint_is_about_does_not_see_it(world: World) -> None:
    case = world.report(about_unit=world.ids("second")[0])
    assert world.sees("dispatcher", case)
    post = Post.objects.get(user=world.user("asked"))
    Leave.objects.create(post=post, stand_in=world.user("dispatcher"), starts="2026-03-10", ends="2026-03-11")
    assert not world.sees("dispatcher", case)


def test_a_relation_that_nobody_registered_opens_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.report()
    monkeypatch.setattr("wuzhi.cases.visibility._relations", dict(_relations))
    assert not Case.objects.filter(condition("no such relation", CLOCK)).exists()
    register(Relation("all", lambda actor: Q()))
    assert not world.sees("outsider", Case.objects.get())  # the process does not name it
