"""Every right comes from a post in force: seats, stand-ins, scopes, and what complaints hide."""

from datetime import date

from tests.support.world import World, at
from wuzhi.demo.cast import GRID, NEXT_GRID
from wuzhi.people.actor import ANYONE, CLOCK, person, reporter
from wuzhi.people.models import Leave, Post, Role


def test_references_tell_kinds_apart(world: World) -> None:
    clerk = world["clerk"]
    assert clerk.reference == f"person:{world.user('clerk').pk}"
    assert [ANYONE.reference, CLOCK.reference, reporter(7).reference] == ["anyone", "clock", "reporter:7"]
    assert reporter(clerk.user_id or 0).reference != clerk.reference


def test_a_post_over_several_areas_is_one_seat(world: World) -> None:
    post = Post.objects.get(user=world.user("grid"))
    post.areas.add(world.cast.areas[NEXT_GRID])
    (seat,) = world["grid"].seats
    assert seat.prefixes == (GRID, NEXT_GRID)
    assert world["grid"].serves(NEXT_GRID + "01", Role.GRID_WORKER)
    assert not world["grid"].serves(NEXT_GRID, Role.CHIEF)


def test_several_stand_ins_and_leaves_give_one_seat_each(world: World) -> None:
    post = Post.objects.get(user=world.user("clerk"))
    for begins, ends in ((date(2026, 3, 9), date(2026, 3, 12)), (date(2026, 3, 10), date(2026, 3, 11))):
        Leave.objects.create(post=post, stand_in=world.user("asked"), starts=begins, ends=ends)
    seats = {(seat.role, seat.unit_id, seat.stood_in) for seat in world["asked"].seats}
    second, department = world.unit("second").pk, world.unit("department").pk
    assert seats == {("clerk", second, False), ("clerk", department, True)}
    assert len(world["asked"].seats) == 2
    assert [seat.stood_in for seat in world["clerk"].seats] == [False]


def test_an_inactive_person_has_no_seat_even_standing_in(world: World) -> None:
    post, asked = Post.objects.get(user=world.user("clerk")), world.user("asked")
    Leave.objects.create(post=post, stand_in=asked, starts="2026-03-09", ends="2026-03-12")
    asked.is_active = False
    asked.save()
    assert person(asked).seats == ()


def test_only_an_administrator_in_force_configures(world: World) -> None:
    administrator = world.user("administrator")
    assert administrator.is_staff
    assert administrator.has_perm("anything")
    Post.objects.filter(user=administrator).update(ends=date(2026, 3, 12))
    with at("2026-03-12 00:00"):
        assert not administrator.is_staff
        assert not administrator.has_module_perms("cases")
    assert not any(world.user(name).is_superuser for name in ("dispatcher", "leader", "supervisor"))


def test_complaints_that_are_hidden_from_a_person(world: World) -> None:
    names = {world.unit(name).pk: name for name in ("village", "town", "government", "centre", "department")}
    hidden = {who: {names.get(unit) for unit in world[who].complained_of} for who in ("grid", "clerk", "dispatcher")}
    assert hidden == {
        "grid": {"village", "town", "government"},
        "clerk": {"department", "government"},
        "dispatcher": {"centre", "government"},
    }
    assert world["supervisor"].complained_of == {world.unit("inspectors").pk}
    assert ANYONE.complained_of == CLOCK.complained_of == frozenset()
