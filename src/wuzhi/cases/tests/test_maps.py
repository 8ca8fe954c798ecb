"""What maps ask for."""

import json

import pytest

from tests.support.loop import Loop
from wuzhi.demo.cast import GRID


def test_outlines_are_simplified_tagged_and_public(loop: Loop) -> None:
    client = loop.client()
    answer = client.get("/areas/421081.geojson")
    found = json.loads(answer.content)
    assert {one["properties"]["level"] for one in found["features"]} == {"county", "town", "village"}
    assert client.get("/areas/421081.geojson", headers={"if-none-match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("code", ["42", "999999", "x", "421081001001E0001"])
def test_what_is_no_county_or_below_is_404(loop: Loop, code: str) -> None:
    assert loop.client().get(f"/areas/{code}.geojson").status_code == 404


def test_a_point_is_named_or_said_to_be_outside(loop: Loop) -> None:
    client = loop.client()
    inside = client.get("/areas/at", {"longitude": "112.05", "latitude": "29.6"}).json()
    assert inside["code"].startswith(GRID)
    assert "Qiaonan" in inside["name"]
    assert "outside" in client.get("/areas/at", {"longitude": "0", "latitude": "0"}).json()


@pytest.mark.parametrize("point", [{}, {"longitude": "nan", "latitude": "1"}, {"longitude": "1e9", "latitude": "x"}])
def test_no_point_is_told(loop: Loop, point: dict[str, str]) -> None:
    answer = loop.client().get("/areas/at", point)
    assert answer.status_code == 400
    assert answer.json()["error"]
