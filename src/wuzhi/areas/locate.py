"""A point falls into the smallest area that holds it, or into none: never into the nearest."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from wuzhi.areas.codes import LENGTHS
from wuzhi.areas.directory import AreaFacts, Epochs, in_force, read_facts
from wuzhi.areas.models import AreaShape
from wuzhi.core import clock
from wuzhi.core.versions import Versioned

_NOWHERE = -1
_BLOCK = 65_536


class _Layer:
    """The outlines of one level, in the order of codes, prepared and indexed."""

    def __init__(self, outlines: list[BaseGeometry], positions: list[int]) -> None:
        self.outlines = np.array(outlines, dtype=object)
        self.positions = np.array(positions, dtype=np.int64)
        self._tree = shapely.STRtree(outlines)
        shapely.prepare(self.outlines)
        # GEOS builds its indexes at first use, not safely where two threads are first: use each once now.
        bounds = shapely.bounds(self.outlines)
        middles = (bounds[:, :2] + bounds[:, 2:]) / 2
        self.find(middles[:, 0], middles[:, 1])

    def find(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
        """For every point the position of the first outline (lowest code) that holds it, border included."""
        points, outlines = self._tree.query(shapely.points(x, y))
        held = shapely.intersects_xy(self.outlines[outlines], x[points], y[points])
        points, outlines = points[held], outlines[held]
        lowest = np.full(x.shape, len(self.positions), dtype=np.int64)
        np.minimum.at(lowest, points, outlines)
        found = lowest < len(self.positions)
        lowest[found] = self.positions[lowest[found]]
        lowest[~found] = _NOWHERE
        return lowest


class Locator:
    """Outlines by level, deepest first. Degrees, WGS 84. Safe to share between threads.

    Only the spine takes part (province to micro-grid): what a matter is dispatched by. Where two areas of one
    level both hold a point, as on a border, the lowest code wins.
    """

    def __init__(self, areas: Iterable[tuple[AreaFacts, BaseGeometry]]) -> None:
        depth = {level: number for number, level in enumerate(LENGTHS)}
        taking_part = [pair for pair in areas if pair[0].level in depth and not pair[1].is_empty]
        ordered = sorted(taking_part, key=lambda pair: (-depth[pair[0].level], pair[0].code))
        self.facts = [facts for facts, _outline in ordered]
        self._codes = np.array([facts.code for facts in self.facts] + [""])
        by_level: dict[str, tuple[list[BaseGeometry], list[int]]] = defaultdict(lambda: ([], []))
        for position, (facts, outline) in enumerate(ordered):
            outlines, positions = by_level[facts.level]
            outlines.append(outline)
            positions.append(position)
        self._layers = [_Layer(outlines, positions) for outlines, positions in by_level.values()]
        self._box = shapely.total_bounds([outline for _facts, outline in ordered]) if ordered else None

    def locate(self, longitude: float, latitude: float) -> AreaFacts | None:
        """The smallest area that holds the point; None outside them all, at sea, or where it is no number."""
        position = int(self._find(np.array([longitude], dtype=float), np.array([latitude], dtype=float))[0])
        return None if position == _NOWHERE else self.facts[position]

    def locate_many(self, longitudes: ArrayLike, latitudes: ArrayLike) -> NDArray[np.str_]:
        """The codes, '' outside. Two arrays of equal length n give one of length n; ValueError otherwise."""
        x, y = np.asarray(longitudes, dtype=float), np.asarray(latitudes, dtype=float)
        if x.shape != y.shape or x.ndim != 1:
            raise ValueError("longitudes and latitudes are two flat arrays of equal length")
        found = np.empty(x.shape, dtype=np.int64)
        for start in range(0, len(x), _BLOCK):  # blocks stay in the processor's cache
            block = slice(start, start + _BLOCK)
            found[block] = self._find(x[block], y[block])
        codes: NDArray[np.str_] = self._codes[found]
        return codes

    def _find(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
        found = np.full(x.shape, _NOWHERE, dtype=np.int64)
        if self._box is None:
            return found
        west, south, east, north = self._box
        left = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
        for layer in self._layers:
            if not len(left):
                break
            found[left] = layer.find(x[left], y[left])
            left = left[found[left] == _NOWHERE]
        return found


def read_locator(day: date) -> Locator:
    """A locator of the areas in force on a local day that have an outline."""
    facts = {one.id: one for one in read_facts(day)}
    rows = AreaShape.objects.filter(in_force(day, "area__")).values_list("area_id", "outline")
    return Locator((facts[area], shapely.from_wkb(bytes(outline))) for area, outline in rows if area in facts)


_locators = Versioned("areas", lambda: Epochs(read_locator))


def locator(day: date | None = None) -> Locator:
    """The locator of this process, as of the newest committed rows, for today or another local day."""
    return _locators.fresh().on(day or clock.today())
