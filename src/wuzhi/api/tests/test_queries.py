"""What an answer of the API costs, however much there is."""

import json

import pytest

from tests.support.asked import asked_by
from tests.support.loop import Loop

pytestmark = pytest.mark.django_db
SIGNED_IN = 3  # session, user, posts
LIST, CASE, COUNTS, ME = 2, 5, 1, 0


def test_answers_cost_the_same_however_much_there_is(loop: Loop) -> None:
    case, client = loop.handling(), loop.client("dispatcher")
    costs = {"cases?tab=all": LIST, f"cases/{case.uuid}": CASE, "counts": COUNTS, "me": ME}
    for _more in range(2):
        loop.handling()
        loop.report()
        for path, most in costs.items():
            found = asked_by(client, f"/api/v1/{path}")
            assert len(found) <= SIGNED_IN + most, (path, found)


def test_a_description_is_made_from_the_code(loop: Loop) -> None:
    found = json.loads(loop.client().get("/api/v1/openapi.json").content)
    assert found["openapi"] == "3.1.0"
    refused = found["paths"]["/api/v1/cases/{uuid}/steps/{step}"]["post"]["responses"]
    assert list(refused["412"]["content"]) == ["application/problem+json"]
    assert {"application/json", "multipart/form-data"} == set(
        found["paths"]["/api/v1/cases"]["post"]["requestBody"]["content"]
    )
