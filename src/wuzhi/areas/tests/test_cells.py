"""Squares of the map: a point lies in its own at every zoom, and a box is cut into no more than asked."""

from hypothesis import given
from hypothesis import strategies as st

from wuzhi.areas.cells import FINEST, Box, Square, cell_of, squares_in


@given(st.floats(-180, 180), st.floats(-85, 85), st.integers(0, FINEST))
def test_a_point_lies_in_its_square_at_every_zoom(longitude: float, latitude: float, zoom: int) -> None:
    cell = cell_of(longitude, latitude)
    assert cell is not None
    square = Square(cell >> 2 * (FINEST - zoom), zoom)
    assert square.first <= cell < square.after
    edges = square.box
    near = 1e-9
    assert edges.west - near <= longitude <= edges.east + near
    assert edges.south - near <= latitude <= edges.north + near
    assert squares_in(Box(longitude, latitude, longitude, latitude), zoom, 4) == [square]


@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(0, 360), st.floats(0, 180), st.integers(-3, 30))
def test_a_box_is_cut_into_no_more_squares_than_asked(
    west: float, south: float, wide: float, high: float, zoom: int
) -> None:
    found = squares_in(Box(west, south, west + wide, south + high), zoom, 600)
    assert 1 <= len(found) <= 600
    assert len({square.zoom for square in found}) == 1
    assert len(set(found)) == len(found)


def test_no_point_has_no_square() -> None:
    for longitude, latitude in ((None, 29.6), (112.0, None), (112.0, 89.0), (float("nan"), 29.6), (200.0, 29.6)):
        assert cell_of(longitude, latitude) is None
