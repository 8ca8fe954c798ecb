"""The cast is built in few statements and means what it says."""

import pytest
from django.contrib.auth import authenticate
from pytest_django import DjangoAssertNumQueries, Settings

from wuzhi.areas.codes import Level
from wuzhi.areas.locate import locator
from wuzhi.cases.catalogue import catalogue, may_handle
from wuzhi.core import clock
from wuzhi.demo import cast as casting
from wuzhi.demo.staff import PROPERTY
from wuzhi.people.actor import person
from wuzhi.people.models import Post, Role
from wuzhi.people.units import units

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 60


@pytest.fixture
def cast() -> casting.Cast:
    return casting.build_cast()


def test_it_is_built_in_few_statements(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(MOST_STATEMENTS):
        casting.build_cast()


def test_every_role_is_played_and_has_its_post_in_force(cast: casting.Cast) -> None:
    roles = {seat.role for name in cast.users for seat in person(cast.users[name]).seats}
    assert roles == set(Role.values)
    assert Post.objects.in_force(clock.today()).count() == len(casting.CAST)


def test_the_outsider_serves_the_next_town_only(cast: casting.Cast) -> None:
    outsider, grid = cast.actor("outsider"), cast.actor("grid")
    assert outsider.serves(casting.NEXT_GRID, Role.GRID_WORKER)
    assert not outsider.serves(casting.GRID, Role.GRID_WORKER)
    assert grid.serves(casting.MICROGRID, Role.GRID_WORKER)


def test_points_fall_into_the_made_up_boxes(cast: casting.Cast) -> None:
    grid = cast.areas[casting.OTHER_GRID]
    assert grid.longitude is not None
    assert grid.latitude is not None
    found = locator().locate(grid.longitude, grid.latitude)
    assert found is not None
    assert found.code == casting.OTHER_GRID
    assert locator().locate(113.5, 29.7) is None


def test_every_category_has_a_handler_with_the_authority(cast: casting.Cast) -> None:
    for category in cast.categories.values():
        unit = catalogue.fresh().route(category.pk, casting.MICROGRID)
        assert unit is not None, category.code
        assert may_handle(unit, category.authority), category.code


def test_the_most_specific_route_wins(cast: casting.Cast) -> None:
    light = cast.categories["estate-light"].pk
    own = catalogue.fresh().route(light, casting.GRID)
    next_door = catalogue.fresh().route(light, casting.NEXT_GRID)
    assert own is not None
    assert next_door is not None
    assert own.name == PROPERTY[casting.VILLAGE][0]
    assert next_door.code == f"{casting.NEXT_VILLAGE}-committee"


def test_complaints_climb_to_the_county_office(cast: casting.Cast) -> None:
    committee = cast.units[f"{casting.VILLAGE}-committee"]
    levels = [found.level for pk in units.fresh().chain(committee.pk) if (found := units.fresh().get(pk))]
    assert levels == [Level.VILLAGE, Level.TOWN, Level.COUNTY]


def test_the_printed_password_signs_the_cast_in(cast: casting.Cast) -> None:
    assert authenticate(username="dispatcher", password=casting.PASSWORD) == cast.users["dispatcher"]
    assert authenticate(username="dispatcher", password="another") is None


def test_with_keys_of_its_own_nobody_gets_the_demo_password(settings: Settings) -> None:
    settings.SECRET_KEY = "x" * 60
    cast = casting.build_cast()
    assert not any(user.has_usable_password() for user in cast.users.values())


def test_it_is_found_again(cast: casting.Cast) -> None:
    again = casting.read_cast()
    assert again.users == cast.users
    assert set(again.areas) == set(cast.areas)
