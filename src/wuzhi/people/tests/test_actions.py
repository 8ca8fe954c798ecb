"""Adding and changing who works here: rights, sentences, and caches that notice."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from wuzhi.demo import cast as casting
from wuzhi.demo.geography import COUNTY
from wuzhi.people import actions
from wuzhi.people.actor import CLOCK, person
from wuzhi.people.models import Post, Role, Unit
from wuzhi.people.units import units

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> casting.Cast:
    return casting.build_cast()


def _name_of(unit: Unit) -> str:
    found = units.fresh().get(unit.pk)
    return found.name if found else ""


def test_a_changed_unit_is_seen_at_once(cast: casting.Cast) -> None:
    unit = cast.units[f"{COUNTY}-cg"]
    assert _name_of(unit) == unit.name
    assert actions.change_unit(actor=cast.actor("administrator"), unit=unit, name="城管执法局")
    assert not actions.change_unit(actor=cast.actor("administrator"), unit=unit, name="城管执法局")
    assert _name_of(unit) == "城管执法局"


def test_a_refused_change_leaves_the_row_as_it_was(cast: casting.Cast) -> None:
    top = cast.units[f"{COUNTY}-zf"]
    below = cast.units[f"{casting.VILLAGE}-committee"]
    with pytest.raises(ValidationError):
        actions.change_unit(actor=actions.operator("test"), unit=top, superior=below)
    assert top.superior is None
    assert Unit.objects.get(pk=top.pk).superior is None
    with pytest.raises(ValidationError):
        actions.change_unit(actor=actions.operator("test"), unit=top, sittings="18:00-08:00")


def test_a_post_gives_its_rights_and_its_end_takes_them(cast: casting.Cast) -> None:
    by = cast.actor("administrator")
    user = actions.add_user(actor=by, username="new.one", name="新网格员")
    assert not user.has_usable_password()
    assert not person(user).seats
    unit, area = cast.units[f"{casting.VILLAGE}-committee"], cast.areas[casting.GRID]
    post = actions.add_post(
        actor=by, user=user, unit=unit, role=Role.GRID_WORKER, areas=[area], starts=date(2020, 1, 1)
    )
    assert person(user).serves(casting.MICROGRID, Role.GRID_WORKER)
    assert actions.end_post(actor=by, post=post, on=date(2020, 2, 1))
    assert not person(user).seats


def test_a_post_that_ends_too_soon_or_lacks_an_area_is_refused(cast: casting.Cast) -> None:
    facts: dict[str, Any] = {
        "actor": actions.operator("test"),
        "user": cast.users["grid"],
        "unit": cast.units[f"{casting.VILLAGE}-committee"],
        "role": Role.GRID_WORKER,
        "starts": date(2026, 1, 1),
    }
    before = Post.objects.count()
    with pytest.raises(ValidationError):
        actions.add_post(**facts, areas=[])
    with pytest.raises(ValidationError):
        actions.add_post(**facts, areas=[cast.areas[casting.GRID]], ends=date(2026, 1, 1))
    assert Post.objects.count() == before


def test_nobody_else_may(cast: casting.Cast) -> None:
    for actor in (CLOCK, cast.actor("dispatcher"), actions.operator("")):
        with pytest.raises(PermissionDenied):
            actions.add_user(actor=actor, username="new.one", name="某人")
