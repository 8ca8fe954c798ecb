"""The API says and does what the pages do, and refuses in the same words."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.support.loop import WORDS, Loop
from wuzhi.api import tokens
from wuzhi.api.models import Token
from wuzhi.cases.models import Case, Event
from wuzhi.core import clock
from wuzhi.demo.cast import GRID
from wuzhi.files.models import Attachment
from wuzhi.people.actor import ANYONE
from wuzhi.people.models import Post
from wuzhi.trust.models import Access

ROOT = "/api/v1"
CONTACT = "0716-0000000"


def _post(client: Client, path: str, body: Any, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(f"{ROOT}{path}", json.dumps(body), content_type="application/json", headers=named)


def _step(client: Client, case: Case, step: str, data: Any, **headers: str) -> Any:
    return _post(client, f"/cases/{case.uuid}/steps/{step}", {"data": data}, **headers)


def test_a_list_is_the_page_s(loop: Loop) -> None:
    case = loop.report()
    found = loop.client("dispatcher").get(f"{ROOT}/cases").json()
    assert [(one["uuid"], one["state"], one["place_code"]) for one in found["cases"]] == [
        (str(case.uuid), "collected", GRID)
    ]
    assert found["after"] == ""
    assert loop.client("clerk").get(f"{ROOT}/cases").json()["cases"] == []
    assert loop.client("dispatcher").get(f"{ROOT}/counts").json()[0]["number"] == 1


@pytest.mark.parametrize("query", ["tab=none", "sort=sideways", "unit=99999", "since=yesterday", "category=none"])
def test_a_criterion_that_can_t_be_read_is_told(loop: Loop, query: str) -> None:
    answer = loop.client("dispatcher").get(f"{ROOT}/cases?{query}")
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [query.partition("=")[0]]


def test_a_list_goes_on_where_the_page_ended(loop: Loop) -> None:
    made = {str(loop.report().uuid) for _number in range(51)}
    client = loop.client("dispatcher")
    first = client.get(f"{ROOT}/cases").json()
    second = client.get(f"{ROOT}/cases", {"after": first["after"]}).json()
    assert (len(first["cases"]), len(second["cases"]), second["after"]) == (50, 1, "")
    assert {one["uuid"] for page in (first, second) for one in page["cases"]} == made


def test_a_case_offers_exactly_the_open_steps_with_their_forms(loop: Loop) -> None:
    case = loop.reviewed()
    answer = loop.client("dispatcher").get(f"{ROOT}/cases/{case.uuid}")
    found = answer.json()
    assert answer["ETag"] == f'"{case.revision}"' == f'"{found["revision"]}"'
    assert answer["Cache-Control"] == "no-store"
    dispatch = next(one for one in found["steps"] if one["key"] == "dispatch")
    assert "unit" in dispatch["form"]["required"]
    units = {one["const"] for one in dispatch["form"]["properties"]["unit"]["oneOf"]}
    assert str(loop.cast.units["421081-cg"].pk) in units
    assert [one["kind"] for one in found["timeline"]] == ["collect", "review"]


def test_no_answer_holds_what_was_written_before_the_look_is_on_the_record(loop: Loop) -> None:
    case, client = loop.report(), loop.client("dispatcher")
    shown = client.get(f"{ROOT}/cases/{case.uuid}").content.decode() + client.get(f"{ROOT}/cases").content.decode()
    assert WORDS not in shown
    assert CONTACT not in shown
    assert not Access.objects.exists()
    found = _post(client, f"/cases/{case.uuid}/look", {"purpose": "handling"}).json()
    assert [(one["event"], one["field"], one["text"]) for one in found["texts"]] == [(1, "words", WORDS)]
    assert found["contact"] is None
    assert Access.objects.get().purpose == "handling"
    found = _post(client, f"/cases/{case.uuid}/look", {"purpose": "call_back", "contact": True}).json()
    assert found["contact"] == CONTACT


def test_a_look_needs_a_purpose_and_the_contact_whoever_handles_it(loop: Loop) -> None:
    case = loop.report()
    assert _post(loop.client("dispatcher"), f"/cases/{case.uuid}/look", {"purpose": "curious"}).status_code == 422
    refused = _post(loop.client("leader"), f"/cases/{case.uuid}/look", {"purpose": "handling", "contact": True})
    assert refused.status_code == 403
    assert _post(loop.client("clerk"), f"/cases/{case.uuid}/look", {"purpose": "handling"}).status_code == 404
    assert not Access.objects.exists()


def test_a_case_is_opened_once_under_a_key(loop: Loop) -> None:
    client, key = loop.client("grid"), str(uuid4())
    body = {"process": "report", "data": {"words": WORDS, "place": {"code": GRID}}}
    first, again = (_post(client, "/cases", body, idempotency_key=key) for _time in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["uuid"] == again.json()["uuid"]
    assert (first.json()["replayed"], again.json()["replayed"]) == (False, True)
    assert first["Location"].endswith(f"{ROOT}/cases/{Case.objects.get().uuid}")
    other = _post(client, "/cases", {**body, "data": {**body["data"], "words": "别的"}}, idempotency_key=key)  # type: ignore[dict-item]
    assert other.status_code == 409
    assert Case.objects.count() == 1


def test_what_is_missing_or_unknown_is_named(loop: Loop) -> None:
    client = loop.client("grid")
    for data, fields in (
        ({"words": WORDS}, {"place"}),
        ({"words": WORDS, "place": {"code": "999999999999"}}, {"place"}),
        ({"words": WORDS, "place": {"code": GRID, "height": 3}}, {"place"}),
        ({"words": {"a": 1}, "place": "here", "colour": "red"}, {"words", "place", "colour"}),
        ({"words": "\ud800", "place": {"code": GRID}}, {"words"}),
    ):
        answer = _post(client, "/cases", {"process": "report", "data": data})
        assert answer.status_code == 422, data
        assert answer["Content-Type"] == "application/problem+json"
        assert {one["field"] for one in answer.json()["errors"]} == fields
    assert _post(client, "/cases", {"process": "nothing", "data": {}}).status_code == 404
    assert not Case.objects.exists()


def test_a_step_is_taken_of_the_case_as_it_was_seen(loop: Loop) -> None:
    case, client = loop.reviewed(), loop.client("dispatcher")
    data = {"unit": loop.cast.units["421081-cg"].pk}
    assert _step(client, case, "dispatch", data).status_code == 428
    stale = _step(client, case, "dispatch", data, if_match=f'"{case.revision - 1}"')
    assert (stale.status_code, stale.json()["revision"]) == (412, case.revision)
    assert Event.objects.filter(case=case).count() == case.revision
    key = str(uuid4())
    for replayed in (False, True):
        done = _step(client, case, "dispatch", data, if_match=f'"{case.revision}"', idempotency_key=key)
        assert done.status_code == 200, done.content
        assert (done.json()["replayed"], done.json()["case"]["state"]) == (replayed, "dispatched")
    assert Event.objects.filter(case=case).count() == case.revision + 1


def test_a_step_that_is_not_open_is_refused_in_words(loop: Loop) -> None:
    case = loop.reviewed()
    refused = _step(loop.client("dispatcher"), case, "accept", {}, if_match="*")
    assert refused.status_code == 403
    assert refused.json()["detail"]
    assert _step(loop.client("dispatcher"), case, "no-such-step", {}, if_match="*").status_code == 404
    assert _step(loop.client("clerk"), case, "accept", {}, if_match="*").status_code == 404
    invalid = _step(loop.client("dispatcher"), case, "dispatch", {"unit": 10**9}, if_match="*")
    assert (invalid.status_code, invalid.json()["errors"][0]["field"]) == (422, "unit")


def test_yes_and_no_are_booleans(loop: Loop) -> None:
    case = loop.done()
    offered = loop.client("dispatcher").get(f"{ROOT}/cases/{case.uuid}").json()["steps"]
    kinds = {json.dumps(field) for step in offered for field in step["form"]["properties"].values()}
    assert any('"type": "boolean"' in kind for kind in kinds)


def test_a_photo_comes_as_a_part_beside_the_body(loop: Loop) -> None:
    body = json.dumps({"process": "report", "data": {"words": WORDS, "place": {"code": GRID}}})
    picture = SimpleUploadedFile("a.jpg", b"no picture", content_type="image/jpeg")
    answer = loop.client("grid").post(f"{ROOT}/cases", {"body": body, "picture": picture})
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (422, ["picture"])
    answer = loop.client("grid").post(f"{ROOT}/cases", {"body": body})
    assert answer.status_code == 201


def test_a_large_photo_is_taken_from_a_session_and_from_a_key(loop: Loop) -> None:
    """Larger than a body may be in memory; and a session's token is looked for before the body is read."""
    folder = io.BytesIO()
    Image.effect_noise((1500, 1200), 90).convert("RGB").save(folder, "png")
    assert folder.tell() > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    client = Client(enforce_csrf_checks=True)
    client.force_login(loop.cast.users["grid"])
    csrf = client.get(f"{ROOT}/me").json()["csrf"]
    _row, key = tokens.make(actor=loop.cast.actor("grid"), name="camera", days=1)
    for asking, headers in ((client, {"X-CSRFToken": csrf}), (Client(), {"Authorization": f"Bearer {key}"})):
        body = json.dumps({"process": "report", "data": {"words": WORDS, "place": {"code": GRID}}})
        picture = SimpleUploadedFile("a.png", folder.getvalue(), content_type="image/png")
        answer = asking.post(f"{ROOT}/cases", {"body": body, "picture": picture}, headers=headers)
        assert answer.status_code == 201, answer.content
    assert Attachment.objects.count() == 2


def test_processes_are_those_that_may_be_opened(loop: Loop) -> None:
    found = {one["key"]: one for one in loop.client("grid").get(f"{ROOT}/processes").json()}
    assert {"report", "errand"} <= set(found)
    assert {"place", "words"} <= set(found["report"]["form"]["properties"])
    assert found["report"]["form"]["properties"]["place"]["type"] == "object"


def test_a_session_needs_its_csrf_token_and_a_key_needs_none(loop: Loop) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(loop.cast.users["grid"])
    body = {"process": "report", "data": {"words": WORDS, "place": {"code": GRID}}}
    refused = _post(client, "/cases", body)
    assert (refused.status_code, "X-CSRFToken" in refused.json()["detail"]) == (403, True)
    token = client.get(f"{ROOT}/me").json()["csrf"]
    assert _post(client, "/cases", body, X_CSRFToken=token).status_code == 201
    _row, text = tokens.make(actor=loop.cast.actor("grid"), name="phone", days=30)
    bare = Client(enforce_csrf_checks=True)
    assert _post(bare, "/cases", body, authorization=f"Bearer {text}").status_code == 201
    assert _post(bare, "/cases", body).status_code == 401


def test_a_key_has_its_person_s_rights_of_the_moment_and_ends(loop: Loop) -> None:
    actor = loop.cast.actor("grid")
    row, text = tokens.make(actor=actor, name=" phone ", days=30)
    assert text not in json.dumps(list(Token.objects.values()), default=str)
    headers = {"authorization": f"Bearer {text}"}
    assert Client().get(f"{ROOT}/me", headers=headers).json()["roles"] == ["grid_worker"]
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert Client().get(f"{ROOT}/me", headers=headers).status_code == 401
    Post.objects.filter(user=loop.cast.users["grid"]).update(ends="2020-01-01")
    assert Client().get(f"{ROOT}/me", headers=headers).status_code == 403
    assert not tokens.end(actor=loop.cast.actor("clerk"), pk=row.pk)
    assert tokens.end(actor=actor, pk=row.pk)
    assert Client().get(f"{ROOT}/me", headers=headers).status_code == 401
    assert tokens.holder("wuzhi_") is tokens.holder("other") is None


@pytest.mark.parametrize(("name", "days"), [("", 1), ("x" * 61, 1), ("a\x00", 1), ("a", 0), ("a", 400)])
def test_a_key_has_a_name_and_an_end(loop: Loop, name: str, days: int) -> None:
    with pytest.raises(ValidationError):
        tokens.make(actor=loop.cast.actor("grid"), name=name, days=days)
    with pytest.raises(PermissionDenied):
        tokens.make(actor=ANYONE, name="a", days=1)


def test_nobody_has_many_keys(loop: Loop) -> None:
    actor = loop.cast.actor("grid")
    for number in range(tokens.MOST):
        tokens.make(actor=actor, name=str(number), days=1)
    with pytest.raises(ValidationError, match="20 keys"):
        tokens.make(actor=actor, name="one more", days=1)


@pytest.mark.parametrize(
    "body", ["{", "[" * 100_000, "[]", "3", "null", '{"process": 3}', '{"process": "report", "data": NaN}']
)
def test_what_is_no_body_is_a_sentence(loop: Loop, body: str) -> None:
    answer = loop.client("grid").post(f"{ROOT}/cases", body, content_type="application/json")
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["title"]


def test_a_refusal_speaks_the_reader_s_language(loop: Loop) -> None:
    answer = loop.client("grid", "zh-hans").get(f"{ROOT}/cases/{uuid4()}")
    assert (answer.status_code, answer.json()["title"]) == (404, "未找到")
