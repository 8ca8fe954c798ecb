"""Cutting a polygon into parts that tile it exactly: made-up territory that has no gaps and no overlaps."""

import math
import random
from collections.abc import Sequence

import shapely
from shapely import affinity
from shapely.geometry import LineString, MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import split

_HALVINGS = 9  # the cut is within 1/512 of the width
_TURNS = (0.0, 0.35, -0.35, 0.8, -0.8)  # radians tried in turn until both parts hang together
_FAR = 10.0  # degrees, longer than any county


def tile(outline: BaseGeometry, weights: Sequence[float], dice: random.Random) -> list[BaseGeometry]:
    """As many parts as weights, with areas about in their proportion, in the order of the weights.

    The outline is halved again and again across its longer side; both halves of a cut share its very points.
    """
    if len(weights) == 1:
        return [outline]
    middle = len(weights) // 2
    share = sum(weights[:middle]) / sum(weights)
    first, second = _cut(outline, share, dice)
    return tile(first, weights[:middle], dice) + tile(second, weights[middle:], dice)


def in_reading_order(parts: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """West to east, then north to south, by the middle of each: the order in which grids are numbered."""
    return sorted(parts, key=lambda part: (round(part.centroid.x, 6), -part.centroid.y))


def _cut(outline: BaseGeometry, share: float, dice: random.Random) -> tuple[BaseGeometry, BaseGeometry]:
    across = _long_direction(outline) + dice.uniform(-0.15, 0.15)
    for turn in _TURNS:
        parts = _cut_across(outline, across + turn, share)
        if all(isinstance(part, Polygon) for part in parts):
            return parts
    return _cut_across(outline, across, share)


def _cut_across(outline: BaseGeometry, angle: float, share: float) -> tuple[BaseGeometry, BaseGeometry]:
    """The part that lies first along `angle` (radians) with `share` of the area, and the rest."""
    middle = outline.centroid
    level = affinity.rotate(outline, -angle, origin=middle, use_radians=True)
    west, south, east, north = level.bounds
    low, high = west, east
    for _halving in range(_HALVINGS):
        at = (low + high) / 2
        if shapely.clip_by_rect(level, west, south, at, north).area < share * outline.area:
            low = at
        else:
            high = at
    line = LineString([((low + high) / 2, middle.y - _FAR), ((low + high) / 2, middle.y + _FAR)])
    side = box(middle.x - 2 * _FAR, middle.y - _FAR, (low + high) / 2, middle.y + _FAR)
    cut = affinity.rotate(line, angle, origin=middle, use_radians=True)
    first_side = affinity.rotate(side, angle, origin=middle, use_radians=True)
    pieces = [piece for part in shapely.get_parts(outline) for piece in split(part, cut).geoms]
    first = [piece for piece in pieces if first_side.contains(piece.representative_point())]
    rest = [piece for piece in pieces if not first_side.contains(piece.representative_point())]
    return _one(first), _one(rest)


def _one(pieces: list[BaseGeometry]) -> BaseGeometry:
    return pieces[0] if len(pieces) == 1 else MultiPolygon([part for part in pieces if isinstance(part, Polygon)])


def _long_direction(outline: BaseGeometry) -> float:
    corners = shapely.get_coordinates(outline.minimum_rotated_rectangle)
    sides = [corners[1] - corners[0], corners[2] - corners[1]]
    longer = max(sides, key=lambda side: float(math.hypot(*side)))
    angle = math.atan2(longer[1], longer[0])
    return angle - math.pi if angle > math.pi / 2 else angle + math.pi if angle <= -math.pi / 2 else angle
