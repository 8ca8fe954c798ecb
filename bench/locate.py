"""Points located a second on one core over the demo county, beside a bare STRtree query on the same outlines.

python bench/locate.py
"""

import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import django
import numpy as np
import shapely
from numpy.typing import NDArray

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuzhi.settings.test")
django.setup()

from wuzhi.areas.directory import AreaFacts  # noqa: E402  models need their settings first
from wuzhi.areas.locate import Locator  # noqa: E402
from wuzhi.demo.geography import COUNTY, make_geography  # noqa: E402

Points = NDArray[np.float64]
POINTS = 500_000
ROUNDS = 5
SINGLES = 5_000


def median_seconds(work: Callable[[], object]) -> float:
    """The median of ROUNDS runs after one that warms up."""
    work()
    taken = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def bare_query(tree: shapely.STRtree, points: Any) -> object:
    """The floor: every outline of every level that holds the points, none chosen."""
    return tree.query(points, predicate="intersects")


def bulk(name: str, locator: Locator, tree: shapely.STRtree, x: Points, y: Points) -> None:
    """Points a second in one call."""
    ours = len(x) / median_seconds(lambda: locator.locate_many(x, y))
    bare = len(x) / median_seconds(lambda: bare_query(tree, shapely.points(x, y)))
    missed = int((locator.locate_many(x, y) == "").sum())
    print(f"bulk, {len(x):,} points {name} ({missed:,} outside every area):")
    print(f"  locate_many    {ours:>12,.0f} points/s")
    print(f"  STRtree.query  {bare:>12,.0f} points/s (floor)")


def single(locator: Locator, tree: shapely.STRtree, x: Points, y: Points) -> None:
    """Microseconds a call, one point each."""
    ours = median_seconds(lambda: [locator.locate(a, b) for a, b in zip(x, y, strict=True)])
    bare = median_seconds(lambda: [bare_query(tree, shapely.Point(a, b)) for a, b in zip(x, y, strict=True)])
    each = 1e6 / len(x)
    print(f"single point: locate {ours * each:.1f} µs, STRtree.query {bare * each:.1f} µs (floor)")


def main() -> None:
    """Prints one line a figure."""
    rows = [row for row in make_geography() if row.outline is not None]
    facts = [AreaFacts(0, row.code, row.name, row.name_en, row.level, row.parent_code) for row in rows]
    outlines = [row.outline for row in rows if row.outline is not None]
    begun = time.perf_counter()
    locator = Locator(zip(facts, outlines, strict=True))
    built = (time.perf_counter() - begun) * 1000
    print(f"{len(outlines)} outlines, locator built in {built:.0f} ms; medians of {ROUNDS} rounds, one core")
    tree = shapely.STRtree(outlines)
    county = next(row.outline for row in rows if row.code == COUNTY)
    west, south, east, north = shapely.bounds(county)
    lots = np.random.default_rng(421081)
    x, y = lots.uniform(west, east, 3 * POINTS), lots.uniform(south, north, 3 * POINTS)
    inside = np.flatnonzero(shapely.contains_xy(county, x, y))[:POINTS]
    bulk("inside the county", locator, tree, x[inside], y[inside])
    bulk("in its bounding box", locator, tree, x[:POINTS], y[:POINTS])
    single(locator, tree, x[inside[:SINGLES]], y[inside[:SINGLES]])


if __name__ == "__main__":
    main()
