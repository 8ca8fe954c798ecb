"""The ground that somebody walks, to be taken along: outlines to tell a grid by, and buildings of their own areas."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import shapely
from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from wuzhi.areas.codes import LENGTHS, LOCAL_LENGTH, Level
from wuzhi.areas.directory import in_force
from wuzhi.areas.models import Area, AreaShape
from wuzhi.core import clock
from wuzhi.core.versions import Versioned

MOST_OUTLINES, MOST_LOCALS = 150, 500
_TOLERANCE = 0.00005  # degrees, about 5 m: a pin beside a border must not change sides
_DECIMALS = 6
_VILLAGE = LENGTHS[Level.VILLAGE]
_DEEPEST_FIRST = (Level.GRID, Level.VILLAGE, Level.TOWN)


@dataclass(frozen=True, slots=True)
class Ground:
    """An area with its outline (a GeoJSON geometry, WGS 84), or a building or hamlet with its point alone."""

    code: str
    name: str
    level: str
    own: bool
    longitude: float | None
    latitude: float | None
    outline: dict[str, Any] | None = None


_held: Versioned[dict[tuple[tuple[str, ...], str], list[Ground]]] = Versioned("areas", dict, daily=True)


def grounds(prefixes: Sequence[str]) -> list[Ground]:
    """The grids of the villages around these areas, or larger parts where those are too many; then what stands there.

    Names in the reader's language. At most four queries, none where it was asked before.
    """
    held, key = _held.fresh(), (tuple(sorted(prefixes)), get_language() or "")
    if key not in held:
        held[key] = [*_outlined(key[0]), *_standing(key[0])] if prefixes else []
    return held[key]


def _outlined(prefixes: Sequence[str]) -> list[Ground]:
    around = reduce(or_, (Q(area__code__startswith=prefix[:_VILLAGE]) for prefix in prefixes))
    rows: list[AreaShape] = []
    for level in _DEEPEST_FIRST:
        found = AreaShape.objects.filter(in_force(clock.today(), "area__"), around, area__level=level)
        rows = list(found.select_related("area").defer("source").order_by("area__code")[: MOST_OUTLINES + 1])
        if 0 < len(rows) <= MOST_OUTLINES:
            break
    borders = shapely.coverage_simplify([shapely.from_wkb(bytes(row.outline)) for row in rows], _TOLERANCE)
    return [_outline(row.area, border, prefixes) for row, border in zip(rows[:MOST_OUTLINES], borders, strict=False)]


def _outline(area: Area, border: Any, prefixes: Sequence[str]) -> Ground:
    middle = shapely.transform(border.representative_point(), lambda points: points.round(_DECIMALS))
    rounded = shapely.transform(border, lambda points: points.round(_DECIMALS))
    own = any(area.code.startswith(prefix) or prefix.startswith(area.code) for prefix in prefixes)
    return Ground(area.code, str(area), area.level, own, middle.x, middle.y, json.loads(shapely.to_geojson(rounded)))


def _standing(prefixes: Sequence[str]) -> list[Ground]:
    """Buildings, hamlets and the like within the areas themselves."""
    within = reduce(or_, (Q(grid_code__startswith=prefix) | Q(code__startswith=prefix) for prefix in prefixes))
    rows: QuerySet[Area] = Area.objects.filter(in_force(clock.today()), within).exclude(level__in=list(LENGTHS))
    return [
        Ground(row.code, str(row), row.level, True, row.longitude, row.latitude)
        for row in rows.order_by("code")[:MOST_LOCALS]
        if len(row.code) == LOCAL_LENGTH
    ]
