"""What a program sends arrives once, with its right and within its quota, and what is personal stays in the vault."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.support.loop import Loop
from wuzhi.cases.models import Case, Event
from wuzhi.core import clock
from wuzhi.demo.cast import GRID
from wuzhi.files.models import Attachment
from wuzhi.open311 import keys
from wuzhi.open311.models import ApiKey, KeyUse, Sent
from wuzhi.trust import vault

pytestmark = pytest.mark.django_db
PATH = "/open311/v2/requests.json"
CANARY = "CANARY-7391"


@pytest.fixture
def key() -> str:
    return keys.make(name="a city's app", days=30, most_a_day=5)[1]


def send(key: str, given: Mapping[str, Any] | None = None, **headers: str) -> Any:
    """A report of a dark lamp, but for what is given; headers by their names with a low line."""
    data = {"api_key": key, "service_code": "street-light", "address_id": GRID, "description": "dark", **(given or {})}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Client(headers={"Accept-Language": "en"}).post(PATH, data, headers=named)


def told(answer: Any) -> Any:
    return json.loads(answer.getvalue())


def test_a_report_is_a_case_and_its_id_is_the_public_one(loop: Loop, key: str) -> None:
    answer = send(key)
    assert answer.status_code == 200, answer.getvalue()
    [found] = told(answer)
    case = Case.objects.get()
    assert found["service_request_id"] == str(case.uuid)
    assert (case.process, case.area_code, case.category and case.category.code) == ("report", GRID, "street-light")
    given = {"api_key": key, "service_code": "street-light", "address_id": GRID}
    xml = Client().post("/open311/v2/requests.xml", given)
    assert b"<service_requests><request><service_request_id>" in xml.getvalue()


def test_places_are_a_point_a_code_or_a_village_s_name(loop: Loop, key: str) -> None:
    for place in ({"lat": "29.72", "long": "112.4"}, {"address_string": "桥南居委会"}, {"address_id": GRID}):
        assert send(key, {"address_id": "", **place}).status_code == 200
    assert Case.objects.count() == 3
    assert Case.objects.order_by("pk")[0].longitude == 112.4


@pytest.mark.parametrize(
    ("given", "code", "name"),
    [
        ({"api_key": ""}, 403, "api_key"),
        ({"api_key": "open311_wrong"}, 403, "api_key"),
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "none"}, 404, "service_code"),
        ({"address_id": ""}, 400, "lat, long, address_string, address_id"),
        ({"address_id": "", "lat": "29.7"}, 400, "lat, long"),
        ({"address_id": "", "lat": "x", "long": "y"}, 400, "lat, long, address_string, address_id"),
        ({"address_id": "", "lat": "0", "long": "0"}, 400, "lat, long, address_string, address_id"),
        ({"attribute[none]": "x"}, 400, "attribute[none]"),
        ({"attribute[urgency]": "never"}, 400, "attribute[urgency]"),
        ({"description": "x" * 10_001}, 400, "description"),
        ({"jurisdiction_id": "elsewhere"}, 404, "jurisdiction_id"),
    ],
)
def test_what_is_wrong_is_told_by_the_standard_s_names(
    loop: Loop, key: str, given: dict[str, str], code: int, name: str
) -> None:
    answer = send(key, given)
    assert answer.status_code == code
    error = told(answer)[0]
    assert (error["code"], error["description"].rpartition(": ")[0].split(": ")[0]) == (code, name)
    assert not Case.objects.exists()


def test_attributes_are_the_opening_s_fields(loop: Loop, key: str) -> None:
    assert send(key, {"attribute[urgency]": "today", "attribute[may_be_shown]": "true"}).status_code == 200
    case = Case.objects.get()
    assert (case.urgency, case.may_be_shown) == ("today", True)


def test_a_photo_comes_as_media_and_is_drawn_anew(loop: Loop, key: str) -> None:
    folder = io.BytesIO()
    Image.effect_noise((80, 60), 90).convert("RGB").save(folder, "jpeg")
    picture = SimpleUploadedFile("a.jpg", folder.getvalue(), content_type="image/jpeg")
    assert send(key, {"media": picture}).status_code == 200
    assert Attachment.objects.get().subject == Case.objects.get().uuid
    wrong = send(key, {"media": SimpleUploadedFile("a.jpg", b"no picture", content_type="image/jpeg")})
    assert (wrong.status_code, told(wrong)[0]["description"].split(":")[0]) == (400, "media")


def test_what_is_personal_is_in_the_vault_and_nowhere_else(loop: Loop, key: str) -> None:
    personal = dict.fromkeys(("first_name", "email", "phone", "device_id", "account_id"), CANARY)
    said = {"description": f"{CANARY} is my name", "media_url": f"http://{CANARY}/"}
    answer = send(key, personal | said)
    assert CANARY not in answer.getvalue().decode()
    case = Case.objects.get()
    for model in (Case, Event, Sent, ApiKey, KeyUse):
        assert CANARY not in str(list(model._default_manager.values()))
    assert case.words is not None
    viewer = loop.cast.actor("dispatcher")
    [words] = vault.reveal(viewer=viewer, uuids=[case.words], subject=case.uuid, purpose="handling").values()
    assert words == f"{CANARY} is my name\nmedia_url: http://{CANARY}/"


def test_the_same_request_sent_again_is_one(loop: Loop, key: str) -> None:
    first, again = (told(send(key, Idempotency_Key="once")) for _time in range(2))
    assert first == again
    assert Case.objects.count() == Sent.objects.count() == 1
    other = keys.make(name="another", days=1, most_a_day=5)[1]
    assert told(send(other, Idempotency_Key="once")) != first
    changed = send(key, {"description": "something else"}, Idempotency_Key="once")
    assert changed.status_code == 400


def test_a_token_stands_for_the_id_where_the_key_says_so(loop: Loop) -> None:
    key = keys.make(name="batch", days=1, most_a_day=5, by_token=True)[1]
    [found] = told(send(key))
    assert set(found) == {"token", "service_notice", "account_id"}
    answer = Client().get(f"/open311/v2/tokens/{found['token']}.json")
    assert told(answer) == [{"service_request_id": str(Case.objects.get().uuid), "token": found["token"]}]


def test_who_sent_it_sees_how_it_stands_before_it_is_public_and_nobody_else(loop: Loop, key: str) -> None:
    [found] = told(send(key))
    path = f"/open311/v2/requests/{found['service_request_id']}.json"
    assert Client().get(path).status_code == 404
    other = keys.make(name="another", days=1, most_a_day=5)[1]
    assert Client().get(path, {"api_key": other}).status_code == 404
    [own] = told(Client().get(path, {"api_key": key}))
    assert own["status"] == "open"
    assert own["description"] is None
    assert not {"lat", "address", "media_url"} & set(own)


def test_a_quota_holds_and_begins_anew_each_day(loop: Loop, key: str) -> None:
    assert [send(key).status_code for _time in range(6)] == [200] * 5 + [429]
    assert send(key)["Retry-After"]
    assert Case.objects.count() == 5
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        assert send(key).status_code == 200
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        assert send(key).status_code == 403


def test_keys_are_made_and_ended_by_a_command(loop: Loop) -> None:
    made, text = keys.make(name="app", days=1, most_a_day=1)
    assert text not in str(ApiKey.objects.values())
    assert keys.known(text) == made
    assert keys.end("app") == 1
    assert keys.known(text) is None
    assert keys.end("app") == 0
    for wrong in ({"name": " "}, {"days": 0}, {"days": 400}, {"most_a_day": 0}):
        with pytest.raises(ValidationError):
            keys.make(**{"name": "x", "days": 1, "most_a_day": 1, **wrong})  # type: ignore[arg-type]
