"""Public matters made by the loop's own steps, for the tests of this module."""

from typing import Any

from tests.support.world import LAMP, World
from wuzhi.cases.models import Case

POINT: dict[str, Any] = {"place_code": "", "place_longitude": "112.05", "place_latitude": "29.6"}
RELEASED = {"category": LAMP, "urgency": "ordinary", "summary": "路灯不亮", "release": "on"}


def public(world: World, summary: str = "路灯不亮", **data: Any) -> Case:
    """A report that its reporter allowed to be shown and a reviewer released."""
    case = world.report(may_be_shown="on", **data)
    return world.take(case, "dispatcher", "review", **{**RELEASED, "summary": summary})


def take_back(world: World, case: Case) -> Case:
    """The reviewer thinks again."""
    return world.take(case, "dispatcher", "release", **{**RELEASED, "release": ""})
