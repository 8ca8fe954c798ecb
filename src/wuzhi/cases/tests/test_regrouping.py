"""Grids are split and merged while matters are open: each case follows to where it belongs, on record."""

from datetime import date
from typing import Any

import pytest
from shapely.geometry import box

from tests.support.invariants import check
from tests.support.world import LITTER, REVIEW, World, at
from wuzhi.areas.models import Area
from wuzhi.areas.regroup import regroup
from wuzhi.cases.clockwork import tick
from wuzhi.cases.models import Case
from wuzhi.cases.regrouping import follow_regroupings
from wuzhi.demo.cast import BUILDING, GRID, OTHER_GRID, VILLAGE

NORTH, SOUTH = f"{VILLAGE}011", f"{VILLAGE}012"
ON = date(2026, 3, 12)
IN_NORTH: dict[str, Any] = {"place_code": "", "place_longitude": "112.05", "place_latitude": "29.85"}
IN_SOUTH: dict[str, Any] = {"place_code": "", "place_longitude": "112.05", "place_latitude": "29.55"}


def _split(world: World) -> None:
    """The first grid becomes a northern and a southern one."""
    halves = [(NORTH, "北网格", box(112.0, 29.7, 112.1, 29.9)), (SOUTH, "南网格", box(112.0, 29.5, 112.1, 29.7))]
    regroup(actor=world["administrator"], on=ON, before=[GRID], after=halves)


def _merge(world: World) -> None:
    """The first and the second grid become one."""
    whole = [(NORTH, "大网格", box(112.0, 29.5, 112.2, 29.9))]
    regroup(actor=world["administrator"], on=ON, before=[GRID, OTHER_GRID], after=whole)


def _found(world: World, **place: Any) -> Case:
    """The grid worker's own find, so that it lies at the tier of the grid."""
    return world.report(by=world["grid"], category=LITTER, **place)


def _on_the_day() -> None:
    with at("2026-03-12 00:00"):
        follow_regroupings()


def test_a_split_takes_each_case_to_the_half_around_its_point(world: World) -> None:
    north, south = _found(world, **IN_NORTH), _found(world, **IN_SOUTH)
    _split(world)
    with at("2026-03-11 23:59"):
        assert follow_regroupings() == 0
    with at("2026-03-12 00:00"):
        assert (follow_regroupings(), follow_regroupings()) == (2, 0)
    for case, code in ((north, NORTH), (south, SOUTH)):
        case.refresh_from_db()
        assert (case.area_code, case.tier) == (code, "grid")
        assert case.area == Area.objects.get(code=code)
        assert world.kinds(case).count("relocate") == 1
        check(case)


def test_after_a_merger_there_is_one_place_to_go(world: World) -> None:
    cases = [_found(world, place_code=GRID), world.report(place_code=OTHER_GRID, category=LITTER)]
    _merge(world)
    _on_the_day()
    for case in cases:
        case.refresh_from_db()
        assert case.area_code == NORTH
        check(case)


def test_without_a_point_a_split_takes_it_to_the_village_and_its_tier(world: World) -> None:
    case = _found(world, place_code=GRID)
    _split(world)
    _on_the_day()
    case.refresh_from_db()
    assert (case.area_code, case.tier) == (VILLAGE, "village")
    assert world.sees("village", case)
    with at("2026-03-12 09:00"):
        assert world.take(case, "village", "solve", note="已扫净").state == "closed"


def test_a_case_at_a_building_follows_its_building(world: World) -> None:
    Area.objects.filter(code=BUILDING).update(grid_code=GRID, longitude=112.05, latitude=29.85)
    case = world.report(place_code=BUILDING)
    assert case.area_code == GRID
    _split(world)
    _on_the_day()
    case.refresh_from_db()
    assert Area.objects.get(code=BUILDING).grid_code == NORTH
    assert (case.area_code, case.place) == (NORTH, Area.objects.get(code=BUILDING))
    assert world.sees("chief", case)


def test_whoever_served_the_old_grid_sees_it_in_the_new_one_and_its_time_does_not_move(world: World) -> None:
    case = world.take(world.report(**IN_NORTH), "dispatcher", "review", **REVIEW)
    due = case.due_at
    _split(world)
    _on_the_day()
    case.refresh_from_db()
    with at("2026-03-12 09:00"):
        assert world.sees("grid", case)
    assert (case.state, case.due_at) == ("reviewed", due)


@pytest.mark.parametrize("end", ["withdraw", "merge"])
def test_what_has_ended_stays_where_it_was(world: World, end: str) -> None:
    case = world.report(place_code=GRID)
    into = world.report(place_code=OTHER_GRID)
    if end == "withdraw":
        world.take(case, "reporter", "withdraw")
    else:
        world.take(case, "dispatcher", "merge", into=into.tracking_code)
    _split(world)
    _on_the_day()
    case.refresh_from_db()
    assert case.area_code == GRID
    assert "relocate" not in world.kinds(case)


def test_a_case_reopened_after_the_regrouping_follows_then(world: World) -> None:
    case = world.done()
    case = world.take(case, "reporter", "call_back", answered="yes", solved="yes", satisfaction="4")
    _split(world)
    _on_the_day()
    with at("2026-03-13 09:00"):
        world.take(case, "reporter", "reopen", note="又坏")
        assert tick().moved == 1
    case.refresh_from_db()
    assert not case.area_code.startswith(GRID)
    check(case)


def test_a_closed_case_may_still_be_split_after_its_place_is_corrected(world: World) -> None:
    case = world.reviewed(**IN_NORTH)
    _split(world)
    _on_the_day()
    with at("2026-03-12 09:00"):
        case.refresh_from_db()
        world.take(case, "dispatcher", "split", note="另一处", category=LITTER)
    assert Case.objects.get(split_from=case).area_code == NORTH
