"""Shifted coordinates come back to where they were."""

import math

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from wuzhi.areas.datum import Datum, bd09_to_gcj02, gcj02_to_bd09, gcj02_to_wgs84, place, wgs84_to_gcj02

METRES_A_DEGREE = 111_320
in_china = st.tuples(st.floats(74, 134), st.floats(18, 53))


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Close enough for distances of a few metres."""
    east = (one[0] - other[0]) * math.cos(math.radians(one[1]))
    return math.hypot(east, one[1] - other[1]) * METRES_A_DEGREE


@given(in_china)
def test_gcj02_round_trip(point: tuple[float, float]) -> None:
    assert metres(gcj02_to_wgs84(*wgs84_to_gcj02(*point)), point) < 0.01


@given(in_china)
def test_bd09_round_trip(point: tuple[float, float]) -> None:
    shifted = gcj02_to_bd09(*point)
    assert metres(bd09_to_gcj02(*shifted), point) < 0.01
    assert 500 < metres(shifted, point) < 1500


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
)
def test_reference_points(wgs84: tuple[float, float], gcj02: tuple[float, float]) -> None:
    """Shanghai, Shenzhen and Beijing as the reference points of eviltransform give them."""
    assert wgs84_to_gcj02(*wgs84) == pytest.approx(gcj02, abs=1e-9)
    assert gcj02_to_wgs84(*gcj02) == pytest.approx(wgs84, abs=1e-8)


def test_the_second_shift_at_a_reference_point() -> None:
    """Beijing, as the published converters agree; their own way back is one step, up to a metre off."""
    assert gcj02_to_bd09(116.404, 39.915) == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-11)
    assert metres(bd09_to_gcj02(116.404, 39.915), (116.39762729119315, 39.90865673957631)) < 1


def test_outside_the_region_nothing_is_shifted() -> None:
    assert wgs84_to_gcj02(2.35, 48.85) == (2.35, 48.85)
    assert gcj02_to_wgs84(2.35, 48.85) == (2.35, 48.85)


@pytest.mark.parametrize("datum", list(Datum))
def test_the_given_point_is_kept(datum: Datum) -> None:
    placed = place(112.4, 29.72, datum)
    assert (placed.given_longitude, placed.given_latitude, placed.given_datum) == (112.4, 29.72, datum)
    moved = metres((placed.longitude, placed.latitude), (112.4, 29.72))
    assert moved == 0 if datum is Datum.WGS84 else moved > 300


def test_bd09_takes_both_steps() -> None:
    truth = (112.4, 29.72)
    placed = place(*gcj02_to_bd09(*wgs84_to_gcj02(*truth)), Datum.BD09)
    assert metres((placed.longitude, placed.latitude), truth) < 1


@pytest.mark.parametrize(
    ("x", "y", "datum"),
    [
        (math.nan, 0, "wgs84"),
        (0, math.inf, "gcj02"),
        (-math.inf, 0, "wgs84"),
        (180.01, 0, "wgs84"),
        (0, -90.01, "bd09"),
        (112.0, 29.0, "mercator"),
    ],
)
def test_what_is_no_point_is_refused(x: float, y: float, datum: str) -> None:
    with pytest.raises(ValidationError):
        place(x, y, datum)


@given(st.floats(-180, 180), st.floats(-90, 90), st.sampled_from(Datum))
def test_any_point_on_earth_is_placed(x: float, y: float, datum: Datum) -> None:
    placed = place(x, y, datum)
    assert math.isfinite(placed.longitude)
    assert metres((placed.longitude, placed.latitude), (x, y)) < 5000
