"""Fixtures of these tests: a department with three people who can take turns."""

from collections.abc import Mapping

import pytest
from django.test import Client

from tests.support.world import World, local
from wuzhi.core.versions import raise_version
from wuzhi.demo.geography import COUNTY
from wuzhi.demo.staff import Member, load_members
from wuzhi.people.models import Role, User
from wuzhi.roster.limits import FAMILY
from wuzhi.roster.models import Shift

MORE = (
    Member("second", "示范城管经办二", "Second clerk", Role.CLERK, f"{COUNTY}-cg", (COUNTY,)),
    Member("third", "示范城管经办三", "Third clerk", Role.CLERK, f"{COUNTY}-cg", (COUNTY,)),
)


class Desk:
    """The department's people, their shifts and their browsers."""

    def __init__(self, world: World) -> None:
        self.world = world
        more = load_members(MORE, world.cast.units, world.cast.areas, {})
        self.people: Mapping[str, User] = {"clerk": world.user("clerk"), **more}
        world._users.update(more)

    def shift(self, who: str, starts: str, ends: str, stand_in: str = "", code: str = COUNTY) -> Shift:
        """A stored shift of the department."""
        raise_version(FAMILY)
        return Shift.objects.create(
            area_code=code,
            unit=self.world.unit("department"),
            user=self.people.get(who),
            stand_in=self.people.get(stand_in),
            starts=local(starts),
            ends=local(ends),
        )

    def client(self, who: str) -> Client:
        """A browser of one of the cast, in English."""
        client = Client()
        client.cookies["django_language"] = "en"
        client.force_login(self.world.user(who))
        return client


@pytest.fixture
def desk(world: World) -> Desk:
    """The department on an ordinary Tuesday morning."""
    return Desk(world)
