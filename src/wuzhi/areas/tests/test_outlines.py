"""Outlines by code: valid polygons in degrees, or a sentence."""

import pytest
import shapely

from wuzhi.areas.actions import Report
from wuzhi.areas.models import AreaShape
from wuzhi.areas.tests.conftest import Import, Square

pytestmark = pytest.mark.usefixtures("small")


def test_outlines_are_set_once(import_outlines: Import, square: Square) -> None:
    pair = [("421081", square(112, 29)), (421081001, square(112, 29, 0.5))]
    assert import_outlines(*pair) == Report(added=2)
    assert import_outlines(*pair) == Report(unchanged=2)
    pair[0] = ("421081", square(112, 29, 2.0))
    assert import_outlines(*pair) == Report(changed=1, unchanged=1)
    assert shapely.from_wkb(bytes(AreaShape.objects.get(area__code="421081").outline)).area == 4.0


def test_the_same_ring_begun_elsewhere_is_no_change(import_outlines: Import, square: Square) -> None:
    shape = square(112, 29)
    import_outlines(("421081", shape))
    ring: list[object] = shape["coordinates"][0]
    turned = {"type": "Polygon", "coordinates": [[*ring[2:], *ring[1:3]]]}
    assert import_outlines(("421081", turned)) == Report(unchanged=1)


def test_crossed_rings_are_mended(import_outlines: Import) -> None:
    bow_tie = {"type": "Polygon", "coordinates": [[[112, 29], [113, 30], [113, 29], [112, 30], [112, 29]]]}
    assert import_outlines(("421081", bow_tie)).added == 1
    kept = shapely.from_wkb(bytes(AreaShape.objects.get(area__code="421081").outline))
    assert kept.is_valid
    assert kept.area == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (None, "Polygon or a MultiPolygon"),
        ({"type": "Point", "coordinates": [112, 29]}, "Polygon or a MultiPolygon"),
        ({"type": "Polygon"}, "can't be read"),
        ({"type": "Polygon", "coordinates": [[["a", "b"]]]}, "can't be read"),
        ({"type": "Polygon", "coordinates": [[[112, 29], [113, 30]]]}, "can't be read"),
        ({"type": "Polygon", "coordinates": []}, "empty"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [2, 2], [0, 0]]]}, "encloses nothing"),
        (
            {"type": "Polygon", "coordinates": [[[4e5, 3e6], [5e5, 3e6], [5e5, 4e6], [4e5, 3e6]]]},
            "in degrees",
        ),
        ({"type": "Polygon", "coordinates": [[[112, 29], [float("nan"), 29], [1, 3], [112, 29]]]}, "outline"),
        ({"type": "Polygon", "coordinates": [[[112, 29], [1e999, 29], [1, 3], [112, 29]]]}, "outline"),
    ],
)
def test_what_is_no_outline(import_outlines: Import, square: Square, geometry: object, reason: str) -> None:
    report = import_outlines(("421081001", square(112, 29)), ("421081", geometry))
    assert [line for line, _reason in report.errors] == [2]
    assert reason in report.errors[0][1]
    assert not AreaShape.objects.exists()


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("421083", "No area in force"),
        ("421081", "already in feature 1"),
        (None, "none of the properties"),
        ("x" * 600, "500"),
    ],
)
def test_what_is_no_code(import_outlines: Import, square: Square, code: object, reason: str) -> None:
    report = import_outlines(("421081", square(112, 29)), (code, square(112, 29)))
    assert [line for line, _reason in report.errors] == [2]
    assert reason in report.errors[0][1]
