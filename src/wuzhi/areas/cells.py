"""Squares of the world as numbers: those that lie in a larger square are one range of an index."""

import math
from dataclasses import dataclass

FINEST = 18  # about 130 m at 30° north: no public map says more exactly where a matter is
WIDEST_LATITUDE = 85.0511  # beyond it the map's projection has no squares
_SPREAD = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the world in degrees, WGS 84."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Square:
    """One of the 4^zoom squares into which web maps cut the world. `number` interleaves its column and its row."""

    number: int
    zoom: int

    @property
    def first(self) -> int:
        """The first of the finest cells in it."""
        return self.number << 2 * (FINEST - self.zoom)

    @property
    def after(self) -> int:
        """The cell after the last one in it."""
        return (self.number + 1) << 2 * (FINEST - self.zoom)

    @property
    def middle(self) -> tuple[float, float]:
        """Longitude and latitude of its middle."""
        column, row = _parted(self.number)
        return _longitude(column + 0.5, self.zoom), _latitude(row + 0.5, self.zoom)

    @property
    def box(self) -> Box:
        """Its edges."""
        column, row = _parted(self.number)
        west, east = _longitude(column, self.zoom), _longitude(column + 1, self.zoom)
        return Box(west, _latitude(row + 1, self.zoom), east, _latitude(row, self.zoom))


def cell_of(longitude: float | None, latitude: float | None) -> int | None:
    """The finest cell that holds a point in degrees; None where there is no point, or the map ends before it."""
    if longitude is None or latitude is None:
        return None
    if not (abs(latitude) <= WIDEST_LATITUDE and abs(longitude) <= 180):
        return None
    return _woven(_column(longitude, FINEST), _row(latitude, FINEST))


def squares_in(box: Box, zoom: int, most: int) -> list[Square]:
    """The squares that touch a box; larger ones than asked for where those would be more than `most` (at least 4)."""
    level = min(max(zoom, 0), FINEST)
    while True:
        columns = range(_column(box.west, level), _column(box.east, level) + 1)
        rows = range(_row(box.north, level), _row(box.south, level) + 1)
        if len(columns) * len(rows) <= most or not level:
            return [Square(_woven(column, row), level) for row in rows for column in columns]
        level -= 1


def _column(longitude: float, zoom: int) -> int:
    return _held((longitude + 180) / 360, zoom)


def _row(latitude: float, zoom: int) -> int:
    lean = math.radians(min(max(latitude, -WIDEST_LATITUDE), WIDEST_LATITUDE))
    return _held((1 - math.asinh(math.tan(lean)) / math.pi) / 2, zoom)


def _held(share: float, zoom: int) -> int:
    return min(max(int(share * (1 << zoom)), 0), (1 << zoom) - 1)


def _longitude(column: float, zoom: int) -> float:
    return column / (1 << zoom) * 360 - 180


def _latitude(row: float, zoom: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / (1 << zoom)))))


def _woven(column: int, row: int) -> int:
    """The bits of both by turns (Morton): neighbours mostly have numbers nearby."""
    return _spread(column) | _spread(row) << 1


def _parted(number: int) -> tuple[int, int]:
    return _gathered(number), _gathered(number >> 1)


def _spread(bits: int) -> int:
    for shift, mask in _SPREAD:
        bits = (bits | bits << shift) & mask
    return bits


def _gathered(bits: int) -> int:
    bits &= _SPREAD[-1][1]
    for (shift, _own), (_more, mask) in zip(reversed(_SPREAD), [*reversed(_SPREAD[:-1]), (0, 0xFFFFFFFF)], strict=True):
        bits = (bits | bits >> shift) & mask
    return bits
