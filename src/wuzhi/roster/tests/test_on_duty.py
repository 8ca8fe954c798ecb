"""Who answers now: the nearest shift at this instant, else the county's centre, else nobody."""

import pytest
from django.db import IntegrityError, transaction

from tests.support.world import World, at, local
from wuzhi.core.versions import raise_version
from wuzhi.demo.cast import GRID, NEXT_GRID, NEXT_TOWN, TOWN
from wuzhi.demo.geography import COUNTY
from wuzhi.people.models import Unit
from wuzhi.roster.models import Shift
from wuzhi.roster.queries import unit_on_duty


def _shift(world: World, unit: str, code: str, *, ends: str = "2026-03-15 08:00") -> Shift:
    starts = local("2026-03-14 18:00")
    return Shift.objects.create(area_code=code, unit=world.unit(unit), starts=starts, ends=local(ends))


def _on_duty(code: str = GRID) -> int | None:
    found = unit_on_duty(code)
    return found.unit.id if found else None


@pytest.mark.parametrize(
    ("when", "unit"),
    [
        ("2026-03-14 17:59", "centre"),
        ("2026-03-14 18:00", "department"),
        ("2026-03-15 00:00", "department"),
        ("2026-03-15 07:59", "department"),
        ("2026-03-15 08:00", "centre"),
    ],
)
def test_a_shift_runs_over_midnight_to_the_minute(world: World, when: str, unit: str) -> None:
    _shift(world, "department", COUNTY)
    with at(when):
        assert _on_duty() == world.unit(unit).pk


def test_the_nearest_area_wins_and_the_next_town_s_is_none_of_ours(world: World) -> None:
    _shift(world, "department", COUNTY)
    _shift(world, "next_town", NEXT_TOWN)
    with at("2026-03-14 20:00"):
        assert _on_duty() == world.unit("department").pk
        _shift(world, "town", TOWN)
        assert _on_duty() == world.unit("town").pk
        assert _on_duty(NEXT_GRID) == world.unit("next_town").pk


def test_a_unit_that_is_gone_is_not_rung(world: World) -> None:
    _shift(world, "department", COUNTY)
    _shift(world, "town", TOWN)
    with at("2026-03-14 20:00"):
        Unit.objects.filter(pk=world.unit("town").pk).update(active=False)
        raise_version("people")
        assert _on_duty() == world.unit("department").pk
        Unit.objects.filter(code__in=[world.unit("department").code, world.unit("centre").code]).update(active=False)
        raise_version("people")
        assert unit_on_duty(GRID) is None


def test_a_shift_does_not_end_before_it_begins_and_one_called_off_never_holds(world: World) -> None:
    shift = _shift(world, "town", TOWN, ends="2026-03-14 18:00")
    with at("2026-03-14 18:00"):
        found = unit_on_duty(TOWN)
        assert found is not None
        assert not found.rostered
    with pytest.raises(IntegrityError), transaction.atomic():
        Shift.objects.filter(pk=shift.pk).update(ends=local("2026-03-14 17:59"))


def test_danger_with_nobody_on_duty_waits_at_the_desk(world: World) -> None:
    Unit.objects.filter(pk=world.unit("centre").pk).update(active=False)
    raise_version("people")
    case = world.report(category="gas-leak")
    assert (case.state, case.lead_unit_id, case.urgency) == ("collected", None, "at_once")
