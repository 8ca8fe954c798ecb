"""What is taken along is what its person may see and do, costs the same however much there is, and holds no words."""

from __future__ import annotations

import gzip
import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.support.asked import asked_by
from tests.support.loop import WORDS, Loop
from wuzhi.cases.models import Case
from wuzhi.demo.cast import GRID, VILLAGE

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"
SIGNED_IN, AREA = 3, 10  # two lists, their loading, history, names


def _area(client: Client) -> Any:
    return client.get(f"{ROOT}/area").json()


def test_a_grid_worker_takes_along_what_waits_and_what_is_open_near(loop: Loop) -> None:
    waiting, handled = loop.report(), loop.handling()
    elsewhere = loop.report(place_code="421081002001001")
    found = _area(loop.client("grid"))
    listed = {one["uuid"]: one["mine"] for one in found["cases"]}
    assert str(handled.uuid) in listed
    assert str(elsewhere.uuid) not in listed
    inbox = [one["uuid"] for one in loop.client("grid").get(f"{ROOT}/cases").json()["cases"]]
    assert [uuid for uuid, mine in listed.items() if mine] == inbox
    assert str(waiting.uuid) in listed
    assert WORDS not in json.dumps(found, ensure_ascii=False)


def test_its_cases_are_those_of_the_api_and_their_steps_name_their_forms(loop: Loop) -> None:
    case = loop.reviewed()
    client = loop.client("dispatcher")
    found = _area(client)
    along = next(one for one in found["cases"] if one["uuid"] == str(case.uuid))
    alone = client.get(f"{ROOT}/cases/{case.uuid}").json()
    told = [{**step, "form": found["forms"][step["form"]]} for step in along["steps"]]
    assert told == alone["steps"]
    assert {key: along[key] for key in alone if key != "steps"} == {key: alone[key] for key in alone if key != "steps"}


def test_what_has_ended_and_what_others_may_not_see_stays_away(loop: Loop) -> None:
    withdrawn = loop.take(loop.report(), "reporter", "withdraw")
    found = _area(loop.client("grid"))
    assert str(withdrawn.uuid) not in {one["uuid"] for one in found["cases"]}
    assert loop.client().get(f"{ROOT}/area").status_code == 401


def test_the_ground_is_the_village_s_grids_and_one_s_own_buildings(loop: Loop) -> None:
    found = _area(loop.client("grid"))["grounds"]
    outlined = [one for one in found if one["outline"]]
    assert {one["code"][:12] for one in outlined} == {VILLAGE}
    assert [one["code"] for one in outlined if one["own"]] == [GRID]
    assert {one["outline"]["type"] for one in outlined} <= {"Polygon", "MultiPolygon"}
    standing = [one for one in found if not one["outline"]]
    assert standing
    assert all(one["own"] and one["code"].startswith(VILLAGE) for one in standing)


def test_what_may_be_ended_where_it_is_taken_in(loop: Loop) -> None:
    found = {one["key"]: one for one in _area(loop.client("grid"))["processes"]}
    assert [step["key"] for step in found["report"]["on_the_spot"]] == ["solve"]
    assert [step["key"] for step in found["errand"]["on_the_spot"]] == ["take", "done"]
    assert found["report"]["on_the_spot"][0]["form"]["required"] == ["note"]


def test_the_same_is_not_sent_again_and_is_packed(loop: Loop) -> None:
    loop.report()
    client = loop.client("grid")
    first = client.get(f"{ROOT}/area")
    assert client.get(f"{ROOT}/area", headers={"if-none-match": first["ETag"]}).status_code == 304
    packed = client.get(f"{ROOT}/area", headers={"accept-encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == first.content
    loop.report()
    assert client.get(f"{ROOT}/area", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_its_queries_do_not_grow(loop: Loop) -> None:
    loop.handling()
    costs: dict[str, list[int]] = {name: [] for name in ("grid", "clerk", "dispatcher", "woodpecker")}
    for _more in range(3):
        for name, found in costs.items():
            found.append(len(asked_by(loop.client(name), f"{ROOT}/area")))
        loop.handling()
        loop.report()
    for name, found in costs.items():
        assert max(found[1:]) == min(found[1:]) <= SIGNED_IN + AREA, (name, found)


def test_two_accounts_have_two_names_that_stay(loop: Loop) -> None:
    names = [loop.client(name).get(f"{ROOT}/me").json()["account"] for name in ("grid", "grid", "outsider")]
    assert names[0] == names[1] != names[2]
    assert _area(loop.client("grid"))["account"] == names[0]


def test_a_step_sent_again_is_answered_where_the_case_has_left_one_s_sight(loop: Loop) -> None:
    unit = loop.cast.units["421081-cg"].pk
    case = loop.take(loop.reviewed(), "dispatcher", "dispatch", unit=unit)
    reason = next(one["const"] for one in _reasons(loop, case))
    body = json.dumps({"data": {"reason": reason, "note": "不属于我局"}})
    headers = {"If-Match": "*", "Idempotency-Key": str(uuid4())}

    def send() -> Any:
        path = f"{ROOT}/cases/{case.uuid}/steps/object"
        return loop.client("clerk").post(path, body, content_type="application/json", headers=headers)

    assert send().status_code == 200
    other = next(one.pk for key, one in loop.cast.units.items() if key.startswith("421081-") and one.pk != unit)
    loop.take(case, "dispatcher", "uphold_objection", note="改派")
    loop.take(case, "dispatcher", "dispatch", unit=other)
    assert loop.client("clerk").get(f"{ROOT}/cases/{case.uuid}").status_code == 404
    again = send()
    assert (again.status_code, again.json()["replayed"], again.json()["case"]) == (200, True, None)


def _reasons(loop: Loop, case: Case) -> Any:
    steps = loop.client("clerk").get(f"{ROOT}/cases/{case.uuid}").json()["steps"]
    return next(one for one in steps if one["key"] == "object")["form"]["properties"]["reason"]["oneOf"]


def test_out_of_sight_a_wrong_field_tells_nothing(loop: Loop) -> None:
    case = Case.objects.get(pk=loop.report(place_code="421081002001001").pk)
    body = json.dumps({"data": {"no_such_field": 1}})
    answer = loop.client("grid").post(
        f"{ROOT}/cases/{case.uuid}/steps/escalate", body, content_type="application/json", headers={"If-Match": "*"}
    )
    assert answer.status_code == 404
