"""Phones in China report shifted coordinates: brought to WGS 84 at the door, and the given ones kept."""

import math
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_A = 6378245.0  # Krasovsky 1940, the ellipsoid on which the GCJ-02 shift is defined
_EE = 0.00669342162296594323
_BD_TURN = math.pi * 3000 / 180
_SHIFTED_REGION = (72.004, 0.8293, 137.8347, 55.8271)  # degrees: west, south, east, north
_ROUNDS = 10
_CLOSE = 1e-9  # degrees, about 0.1 mm


class Datum(StrEnum):
    """The coordinate systems that a point may be given in."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


@dataclass(frozen=True, slots=True)
class Placed:
    """A point in WGS 84 degrees, beside what was given."""

    longitude: float
    latitude: float
    given_longitude: float
    given_latitude: float
    given_datum: Datum


def place(longitude: float, latitude: float, datum: str = Datum.WGS84) -> Placed:
    """The point in WGS 84, within 1 m. Raises ValidationError, in words, where it is no point on Earth."""
    try:
        given = Datum(datum)
    except ValueError as error:
        raise ValidationError(_("Coordinates are in WGS 84, GCJ-02 or BD-09.")) from error
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        raise ValidationError(_("A coordinate must be a number."))
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValidationError(_("Longitude is between -180 and 180 degrees, latitude between -90 and 90."))
    if given is Datum.BD09:
        found = gcj02_to_wgs84(*bd09_to_gcj02(longitude, latitude))
    elif given is Datum.GCJ02:
        found = gcj02_to_wgs84(longitude, latitude)
    else:
        found = longitude, latitude
    return Placed(*found, longitude, latitude, given)


def wgs84_to_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    """The published shift; outside the region where it applies the point stays."""
    west, south, east, north = _SHIFTED_REGION
    if not (west <= longitude <= east and south <= latitude <= north):
        return longitude, latitude
    x, y = longitude - 105.0, latitude - 35.0
    radians = math.radians(latitude)
    magic = 1 - _EE * math.sin(radians) ** 2
    along_meridian = _A * (1 - _EE) / (magic * math.sqrt(magic))
    along_parallel = _A / math.sqrt(magic) * math.cos(radians)
    return (
        longitude + math.degrees(_shift_east(x, y) / along_parallel),
        latitude + math.degrees(_shift_north(x, y) / along_meridian),
    )


def gcj02_to_wgs84(longitude: float, latitude: float) -> tuple[float, float]:
    """The inverse by fixed-point iteration: the shift has none in closed form, and one step is metres off."""
    x, y = longitude, latitude
    for _round in range(_ROUNDS):
        shifted = wgs84_to_gcj02(x, y)
        east, north = shifted[0] - longitude, shifted[1] - latitude
        x, y = x - east, y - north
        if abs(east) < _CLOSE and abs(north) < _CLOSE:
            break
    return x, y


def bd09_to_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    """The inverse of Baidu's second shift, iterated for the same reason."""
    x, y = longitude - 0.0065, latitude - 0.006
    for _round in range(_ROUNDS):
        shifted = gcj02_to_bd09(x, y)
        east, north = shifted[0] - longitude, shifted[1] - latitude
        x, y = x - east, y - north
        if abs(east) < _CLOSE and abs(north) < _CLOSE:
            break
    return x, y


def gcj02_to_bd09(longitude: float, latitude: float) -> tuple[float, float]:
    """Baidu's second shift on top of GCJ-02."""
    radius = math.hypot(longitude, latitude) + 0.00002 * math.sin(latitude * _BD_TURN)
    angle = math.atan2(latitude, longitude) + 0.000003 * math.cos(longitude * _BD_TURN)
    return radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006


def _ripple(value: float, first: float, second: float, lengths: tuple[float, float]) -> float:
    waves = first * math.sin(value * math.pi / lengths[0]) + second * math.sin(value * math.pi / lengths[1])
    return waves * 2 / 3


def _short_waves(x: float) -> float:
    return (20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)) * 2 / 3


def _shift_east(x: float, y: float) -> float:
    plane = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    return plane + _short_waves(x) + _ripple(x, 20, 40, (1, 3)) + _ripple(x, 150, 300, (12, 30))


def _shift_north(x: float, y: float) -> float:
    plane = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    return plane + _short_waves(x) + _ripple(y, 20, 40, (1, 3)) + _ripple(y, 160, 320, (12, 30))
