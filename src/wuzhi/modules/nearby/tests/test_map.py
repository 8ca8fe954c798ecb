"""The map counts exactly what is public, at every zoom, and says no more than fits into an answer."""

import json
import random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.support.world import World
from wuzhi.areas.cells import cell_of
from wuzhi.cases.models import Case
from wuzhi.modules.nearby import views
from wuzhi.modules.nearby.tests.scene import POINT, public

AROUND = {"west": 111.5, "south": 29.0, "east": 112.8, "north": 30.2}
WORDS = {name: str(edge) for name, edge in AROUND.items()}
ALL_ZOOMS = range(23)


def _ask(**asked: float | str) -> dict[str, Any]:
    answer = Client().get(reverse("nearby:squares"), {name: str(one) for name, one in {**AROUND, **asked}.items()})
    assert answer.status_code == 200
    assert len(answer.content) < 200_000
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
def scattered(world: World) -> int:
    """Seventy public matters about the county, five without a point, and some that are not public."""
    first, dice = public(world, **POINT), random.Random(1)
    columns = [field.attname for field in Case._meta.concrete_fields if not field.unique]
    rows = []
    for number in range(80):
        row = Case(**{name: getattr(first, name) for name in columns})
        point = (dice.uniform(111.6, 112.7), dice.uniform(29.1, 30.1))
        row.longitude, row.latitude = point
        row.cell = cell_of(*point) if number >= 5 else None
        row.public = number < 74
        rows.append(row)
    Case.objects.bulk_create(rows)
    return 1 + 74 - 5


@pytest.mark.django_db
def test_every_zoom_counts_every_matter_once(scattered: int) -> None:
    for zoom in ALL_ZOOMS:
        found = _ask(zoom=zoom)
        assert found["total"] == scattered, zoom
        assert sum(one[2] for one in found["squares"]) + len(found["matters"]) == scattered, zoom
        assert len(found["matters"]) <= views.MOST_SINGLE


@pytest.mark.django_db
def test_few_matters_are_shown_themselves(world: World, scattered: int) -> None:
    found = _ask(zoom=17, west=112.0499, east=112.0501, south=29.5999, north=29.6001)
    assert found["squares"] == []
    first = Case.objects.filter(public=True).order_by("pk")[0]
    one = found["matters"][0]
    assert one["url"] == reverse("nearby:matter", args=[first.uuid])
    assert set(one) == {"longitude", "latitude", "title", "state", "ended", "url"}


@pytest.mark.django_db
def test_a_square_opens_the_list_that_it_counts(scattered: int) -> None:
    squares = _ask(zoom=4)["squares"]
    assert squares
    for longitude, _latitude, count, name in squares:
        assert 110 < longitude < 114
        page = Client(headers={"accept-language": "en"}).get("/nearby/", {"square": name}).content.decode()
        assert (f"{count} matters" if count != 1 else "1 matter") in page, name


@pytest.mark.django_db
def test_the_map_is_narrowed_as_the_list_is(scattered: int) -> None:
    assert _ask(zoom=9, state="open")["total"] == scattered
    assert _ask(zoom=9, state="ended")["total"] == 0
    first = Case.objects.filter(public=True).select_related("category").order_by("pk")[0]
    assert first.category is not None
    assert _ask(zoom=9, kind=first.category.kind)["total"] == scattered
    assert _ask(zoom=9, q=first.summary[:2])["total"] == scattered
    assert [_ask(zoom=9, q=words)["total"] for words in ("桥墩", "灯", "，")] == [0, 0, 0]
    assert _ask(zoom=9, kind="hazards" if first.category.kind != "hazards" else "order")["total"] == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [
        {"west": "x"}, {"west": "NaN"}, {"east": "1e999"}, {"west": "5", "east": "4"}, {"south": "5", "north": "4"},
        {"zoom": ""}, {"zoom": "NaN"}, {"zoom": "inf"},
    ],
)  # fmt: skip
def test_what_is_no_box_is_refused(world: World, asked: dict[str, str]) -> None:
    answer = Client().get(reverse("nearby:squares"), {**WORDS, "zoom": "9", **asked})
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert Client().get(reverse("nearby:squares")).status_code == 400


@pytest.mark.django_db
def test_the_whole_world_at_the_closest_zoom_is_a_small_answer(scattered: int) -> None:
    found = _ask(west=-500, south=-90, east=500, north=90, zoom=99)
    assert found["total"] == scattered
    assert len(json.dumps(found)) < 100 * views.MOST_SQUARES


@pytest.mark.django_db
def test_a_matter_whose_place_is_corrected_moves_on_the_map(world: World) -> None:
    case = public(world, **POINT)
    assert case.cell == cell_of(112.05, 29.6) == Case.objects.get(pk=case.pk).cell
    assert public(world).cell is None, "known by its building alone"
    review = {"category": "street-light", "urgency": "ordinary", "summary": "路灯", "release": "on"}
    moved = {**POINT, "place_longitude": "112.06", "place_latitude": "29.61"}
    world.take(case, "dispatcher", "release", **review, **moved)
    assert Case.objects.get(pk=case.pk).cell == cell_of(112.06, 29.61)
