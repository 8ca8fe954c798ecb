"""The made-up part of the demo county tiles the real outline, level by level, the same every time."""

from collections import Counter

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from wuzhi.areas.codes import Level, covers
from wuzhi.areas.directory import AreaFacts, directory
from wuzhi.areas.locate import Locator, locator
from wuzhi.areas.models import Area, AreaShape
from wuzhi.areas.queries import name_path
from wuzhi.areas.tests.conftest import ON
from wuzhi.demo.geography import GRIDS, MICROGRIDS, OUTLINE_SOURCE, SYNTHETIC, load_geography, make_geography

ROWS = make_geography()
OUTLINES = {row.code: row.outline for row in ROWS if row.outline is not None}
COUNTY = OUTLINES["421081"]
WEST, SOUTH, EAST, NORTH = COUNTY.bounds
LOCATOR = Locator(
    (AreaFacts(0, row.code, row.name, row.name_en, row.level, row.parent_code), row.outline)
    for row in ROWS
    if row.outline is not None
)
MICRO_TREE = shapely.STRtree([OUTLINES[row.code] for row in ROWS if row.level is Level.MICROGRID])


def test_counts_and_labels() -> None:
    counts = Counter(row.level for row in ROWS)
    assert (counts[Level.TOWN], counts[Level.VILLAGE]) == (15, 203)
    assert (counts[Level.GRID], counts[Level.MICROGRID]) == (GRIDS, MICROGRIDS) == (239, 1240)
    assert all(counts[level] for level in (Level.ESTATE, Level.BUILDING, Level.HAMLET, Level.GROUP))
    for row in ROWS:
        above_town = row.level in {Level.PROVINCE, Level.CITY, Level.COUNTY}
        assert row.synthetic is not above_town
        if row.outline is not None:
            assert row.source == (OUTLINE_SOURCE if above_town else SYNTHETIC)


def test_every_parent_has_children_and_comes_first() -> None:
    seen = {""}
    for row in ROWS:
        assert row.parent_code in seen
        assert row.code not in seen
        seen.add(row.code)
    parents = {row.parent_code for row in ROWS}
    childless = [row.code for row in ROWS if row.level in {Level.VILLAGE, Level.GRID} and row.code not in parents]
    assert childless == []


def test_it_is_the_same_every_time() -> None:
    assert make_geography() == ROWS
    assert make_geography(seed=1) != ROWS


@pytest.mark.parametrize("length", [9, 12, 15, 17])
def test_children_tile_their_parent(length: int) -> None:
    parts = [outline for code, outline in OUTLINES.items() if len(code) == length]
    assert all(part.is_valid and part.area for part in parts)
    assert sum(part.area for part in parts) == pytest.approx(COUNTY.area, rel=1e-12)
    assert shapely.union_all(parts).symmetric_difference(COUNTY).area < 1e-12 * COUNTY.area


def test_grids_are_numbered_from_west_to_east() -> None:
    wests: dict[str, list[float]] = {}
    for row in ROWS:
        if row.level in {Level.GRID, Level.MICROGRID} and row.outline is not None:
            wests.setdefault(row.parent_code, []).append(round(row.outline.centroid.x, 6))
    assert all(found == sorted(found) for found in wests.values())


@given(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))
def test_a_point_of_the_county_is_in_exactly_one_micro_grid_of_each_of_its_areas(x: float, y: float) -> None:
    found = LOCATOR.locate(x, y)
    if not shapely.contains_xy(COUNTY, x, y):
        assert found is None or COUNTY.touches(shapely.Point(x, y))
        return
    assert found is not None
    assert found.level is Level.MICROGRID
    holding = MICRO_TREE.query(shapely.Point(x, y), predicate="intersects")
    inside = MICRO_TREE.query(shapely.Point(x, y), predicate="within")
    assert len(inside) == 1 or len(holding) > 1  # more than one on a border only
    for length in (6, 9, 12, 15):
        assert shapely.distance(OUTLINES[found.code[:length]], shapely.Point(x, y)) < 1e-12


def test_places_stand_on_their_micro_grid() -> None:
    places = [row for row in ROWS if row.grid_code]
    assert len({row.code[:12] for row in places}) == 4
    for row in places:
        assert row.longitude is not None
        assert row.latitude is not None
        assert covers(row.code[:12], row.grid_code)
        assert shapely.intersects_xy(OUTLINES[row.grid_code], row.longitude, row.latitude)
        assert "示范" in row.name


@pytest.mark.django_db
def test_loading() -> None:
    made = load_geography(ROWS, ON)
    assert Area.objects.count() == len(made) == len(ROWS) == len(directory(ON))
    assert AreaShape.objects.count() == len(OUTLINES) == 1 + 15 + 203 + 239 + 1240
    village = made["421081001001"]
    assert village.longitude is not None
    assert village.latitude is not None
    found = locator(ON).locate(village.longitude, village.latitude)
    assert found is not None
    assert covers(village.code, found.code)
    assert name_path(found.code).startswith("Xiulin · Qiaonan Community · Grid")
    assert directory(ON).get("421081001001B0001") is not None
