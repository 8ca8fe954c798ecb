"""A point in the datum of a phone: the case lies where it is, and what was given stays beside it as it was given."""

from math import cos, dist, radians

import pytest
from django.test import Client
from django.urls import reverse

from tests.support.world import REVIEW, World
from wuzhi.areas import datum
from wuzhi.cases.actions import open_case
from wuzhi.cases.models import Case
from wuzhi.demo.cast import MICROGRID
from wuzhi.people.actor import ANYONE

# A point in the micro-grid; areas' own tests hold the conversions against published pairs.
WGS84 = (112.05, 29.6)
METRES = 111_320


def _given(system: str) -> tuple[float, float]:
    """The same point as a phone with that system would send it."""
    gcj02 = datum.wgs84_to_gcj02(*WGS84)
    found = {"wgs84": WGS84, "gcj02": gcj02, "bd09": datum.gcj02_to_bd09(*gcj02)}[system]
    return round(found[0], 6), round(found[1], 6)


def _sent(system: str) -> dict[str, str]:
    longitude, latitude = _given(system)
    return {
        "words": "路灯坏了",
        "place_longitude": str(longitude),
        "place_latitude": str(latitude),
        "place_datum": system,
    }


def _is_right(case: Case, system: str) -> None:
    longitude, latitude = _given(system)
    assert case.given_place == {"longitude": longitude, "latitude": latitude, "datum": system}
    assert case.longitude is not None
    assert case.latitude is not None
    east = (case.longitude - WGS84[0]) * METRES * cos(radians(WGS84[1]))
    assert dist((east, (case.latitude - WGS84[1]) * METRES), (0, 0)) < 2
    assert case.area_code == MICROGRID


def test_the_systems_differ_by_what_maps_differ() -> None:
    for system, least in (("gcj02", 300), ("bd09", 800)):
        longitude, latitude = _given(system)
        away = dist(((longitude - WGS84[0]) * METRES * cos(radians(WGS84[1])), (latitude - WGS84[1]) * METRES), (0, 0))
        assert least < away < 3000, system


@pytest.mark.parametrize("system", ["wgs84", "gcj02", "bd09"])
def test_through_the_action(world: World, system: str) -> None:
    case = open_case(actor=ANYONE, process_key="report", data=_sent(system)).case
    _is_right(Case.objects.get(pk=case.pk), system)


@pytest.mark.parametrize("system", ["wgs84", "gcj02", "bd09"])
def test_through_the_page(world: World, system: str) -> None:
    assert Client().post(reverse("reports:report"), _sent(system)).status_code == 302
    _is_right(Case.objects.get(), system)


def test_a_corrected_place_brings_its_own_and_a_review_without_one_keeps_it(world: World) -> None:
    case = open_case(actor=ANYONE, process_key="report", data=_sent("bd09")).case
    case = world.take(case, "dispatcher", "review", **REVIEW)
    _is_right(Case.objects.get(pk=case.pk), "bd09")
    corrected = {key: value for key, value in _sent("gcj02").items() if key.startswith("place_")}
    world.take(case, "dispatcher", "release", **REVIEW, **corrected)
    _is_right(Case.objects.get(pk=case.pk), "gcj02")
