"""A point is in the smallest area that holds it, or in none."""

import math
from datetime import date, timedelta

import numpy as np
import pytest
import shapely
from django.core.exceptions import ValidationError

from wuzhi.areas import regroup
from wuzhi.areas.codes import level_of, prefixes_of
from wuzhi.areas.directory import AreaFacts
from wuzhi.areas.locate import Locator, locator
from wuzhi.areas.models import Area
from wuzhi.areas.tests.conftest import Import, Square
from wuzhi.core import clock


def facts(code: str) -> AreaFacts:
    """An area named by its code."""
    return AreaFacts(0, code, code, "", level_of(code), (["", *prefixes_of(code)])[-2])


@pytest.fixture
def squares() -> Locator:
    """A county of 2 × 1 with two towns: a village in a corner of the western one, a hole in the other."""
    hole = shapely.box(1.4, 0.4, 1.6, 0.6)
    return Locator(
        [
            (facts("421081"), shapely.box(0, 0, 2, 1)),
            (facts("421081002"), shapely.box(1, 0, 2, 1) - hole),
            (facts("421081001"), shapely.box(0, 0, 1, 1)),
            (facts("421081001001"), shapely.box(0, 0, 0.5, 0.5)),
            (facts("421081001001B0001"), shapely.box(0, 0, 0.1, 0.1)),
            (facts("421081003"), shapely.Polygon()),
        ]
    )


@pytest.mark.parametrize(
    ("x", "y", "code"),
    [
        (0.25, 0.25, "421081001001"),
        (0.05, 0.05, "421081001001"),
        (0.75, 0.75, "421081001"),
        (1.2, 0.5, "421081002"),
        (1.5, 0.5, "421081"),
        (1.0, 0.9, "421081001"),
        (0.5, 0.5, "421081001001"),
        (2.0, 1.0, "421081002"),
        (0.0, 0.0, "421081001001"),
        (2.0001, 0.5, ""),
        (-179.0, -89.0, ""),
        (math.nan, 0.5, ""),
        (0.5, math.inf, ""),
    ],
)
def test_table_of_points(squares: Locator, x: float, y: float, code: str) -> None:
    found = squares.locate(x, y)
    assert (found.code if found else "") == code
    assert squares.locate_many([x], [y]).tolist() == [code]


def test_bulk_equals_one_by_one(squares: Locator) -> None:
    lots = np.random.default_rng(7)
    x, y = lots.uniform(-0.2, 2.2, 70_000), lots.uniform(-0.2, 1.2, 70_000)
    bulk = squares.locate_many(x, y)
    for at in range(0, 70_000, 701):
        one = squares.locate(float(x[at]), float(y[at]))
        assert bulk[at] == (one.code if one else "")
    assert squares.locate_many([], []).tolist() == []


def test_bulk_wants_equal_lengths(squares: Locator) -> None:
    with pytest.raises(ValueError, match="equal length"):
        squares.locate_many([1.0, 2.0], [1.0])


def test_no_outline_at_all_is_outside() -> None:
    assert Locator([]).locate(112.4, 29.7) is None
    assert Locator([]).locate_many([112.4], [29.7]).tolist() == [""]


def test_locator_follows_the_rows(small: None, import_outlines: Import, square: Square) -> None:
    assert locator().locate(112.5, 29.5) is None
    import_outlines(("421081", square(112, 29)))
    found = locator().locate(112.5, 29.5)
    assert found is not None
    assert (found.code, found.name) == ("421081", "石首市")
    import_outlines(("421081001001001", square(112, 29, 0.6)))
    nearer = locator().locate(112.5, 29.5)
    assert nearer is not None
    assert nearer.name == "第一网格"


class Orderer:
    """Whoever orders."""

    reference = "person:1"


def test_a_regrouping_takes_hold_by_its_date_alone(small: None, import_outlines: Import, square: Square) -> None:
    import_outlines(("421081001001001", square(112, 29)))
    on = clock.today() + timedelta(days=3)
    new = shapely.box(112, 29, 113, 30)
    regroup.regroup(actor=Orderer(), on=on, before=["421081001001001"], after=[("421081001001007", "新网格", new)])
    codes = {day: locator(on + timedelta(days=day)).locate(112.5, 29.5) for day in (-3, -1, 0, 1)}
    assert {day: found and found.code for day, found in codes.items()} == {
        -3: "421081001001001",
        -1: "421081001001001",
        0: "421081001001007",
        1: "421081001001007",
    }
    assert locator(date(1999, 1, 1)).locate(112.5, 29.5) is None
    assert Area.objects.get(code="421081001001007").valid_from == on
    with pytest.raises(ValidationError):
        regroup.regroup(actor=Orderer(), on=on, before=["421081001001001"], after=[("421081001001008", "x", None)])
