"""Whatever is sent, the answer is a clear refusal in the reader's language, never a 500, and nothing half-written."""

import re
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse
from PIL import Image

from tests.support.databases import FreshDatabase
from tests.support.world import MEDICINE, World
from wuzhi.cases.models import Case, Event, EventBody, IdempotencyKey, Task
from wuzhi.demo.cast import GRID, VILLAGE
from wuzhi.demo.tone import tone
from wuzhi.files.models import Attachment
from wuzhi.files.tests.test_pictures import _bomb
from wuzhi.modules.reports.models import Report
from wuzhi.notices.models import Job, Notice
from wuzhi.people.models import Post, User
from wuzhi.trust.models import Secret
from wuzhi.wsgi import application

WRITTEN: tuple[type[Model], ...] = (
    Case, Event, EventBody, Task, Report, Secret, Attachment, Job, Notice, IdempotencyKey, User, Post,
)  # fmt: skip
LANGUAGES = {"zh-hans": re.compile("[一-鿿]{4}"), "en": re.compile(r"[A-Za-z]+ [a-z]+ [a-z]+")}
GOOD: Mapping[str, Mapping[str, str]] = {
    "reports:report": {"words": "路灯坏了", "place_code": GRID},
    "errands:ask": {"words": "取药", "place_code": VILLAGE, "category": MEDICINE, "contact": "138"},
}
NASTY: Mapping[str, Mapping[str, Any]] = {
    "nothing": {"words": "", "place_code": "", "category": "", "contact": ""},
    "no words": {"words": ""},
    "only blanks": {"words": " \t\r\n　"},
    "too many words": {"words": "长" * 10_001},
    "NUL": {"words": "路灯\x00坏了"},
    "unknown category": {"category": "no-such-thing"},
    "another process's category": {"category": "fetch-medicine' OR 1=1 --"},
    "unknown place": {"place_code": "999999999999"},
    "a place of letters": {"place_code": "../../etc/passwd"},
    "too long a place": {"place_code": "4" * 200},
    "NUL in the place": {"place_code": "", "place_name": "桥\x00南"},
    "unknown village": {"place_code": "", "place_name": "没有这个村"},
    "too long a village": {"place_code": "", "place_name": "村" * 500},
    "at sea": {"place_longitude": "150.0", "place_latitude": "0.0"},
    "next door": {"place_longitude": "113.5", "place_latitude": "29.7"},
    "no number": {"place_longitude": "NaN", "place_latitude": "29.7"},
    "endless": {"place_longitude": "1e999", "place_latitude": "-inf"},
    "off the earth": {"place_longitude": "1e308", "place_latitude": "29.7"},
    "no point": {"place_longitude": "x", "place_latitude": "{}"},
    "unknown datum": {"place_longitude": "112.05", "place_latitude": "29.6", "place_datum": "mars"},
    "long contact": {"contact": "1" * 81},
    "NUL in the contact": {"contact": "138\x00"},
}
FOR_REPORTS: Mapping[str, Mapping[str, Any]] = {
    "unknown urgency": {"urgency": "yesterday"},
    "unknown unit": {"about_unit": "99999999999999999999999999"},
    "a unit of letters": {"about_unit": "x"},
    "a unit of another script": {"about_unit": "²"},
    "a negative unit": {"about_unit": "-1"},
}
FILES: Mapping[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "text": "不是照片".encode,
    "script": lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "cut": lambda: _png()[:60],
    "bomb": lambda: _bomb(6400, 6400),
    "five megabytes": lambda: _png() + bytes(5_000_001),
}


def _png() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "PNG")
    return out.getvalue()


def rows() -> dict[str, int]:
    """How many rows there are of everything that a refusal must not write."""
    return {model.__name__: model._default_manager.count() for model in WRITTEN}


@pytest.fixture(params=LANGUAGES)
def reader(request: pytest.FixtureRequest, world: World) -> Iterator[Client]:
    """A visitor whose browser asks for a language; what is written is counted before and after."""
    client = Client(headers={"accept-language": request.param}, raise_request_exception=True)
    client.language = request.param  # type: ignore[attr-defined]  # carried along
    before = rows()
    yield client
    assert rows() == before


def _refused(client: Client, answer: Any, *statuses: int) -> None:
    """A refusal with a sentence in the reader's language."""
    assert answer.status_code in (statuses or (400, 403, 404, 409, 422)), answer.status_code
    language: str = client.language  # type: ignore[attr-defined]  # carried along
    page = re.sub(r"<[^>]*>", " ", answer.content.decode())
    assert LANGUAGES[language].search(page)
    assert "Traceback" not in page
    if "<html" in answer.content.decode():
        assert re.search(rf'<html[^>]*lang="{language}"', answer.content.decode(), re.IGNORECASE)


@pytest.mark.parametrize("what", NASTY)
@pytest.mark.parametrize("page", GOOD)
def test_public_forms(reader: Client, page: str, what: str) -> None:
    data = {**GOOD[page], **NASTY[what]}
    _refused(reader, reader.post(reverse(page), data), 422)


@pytest.mark.parametrize("what", FOR_REPORTS)
def test_what_only_reports_ask(reader: Client, what: str) -> None:
    _refused(reader, reader.post(reverse("reports:report"), {**GOOD["reports:report"], **FOR_REPORTS[what]}), 422)


@pytest.mark.parametrize("what", FILES)
def test_pictures(reader: Client, what: str) -> None:
    picture = SimpleUploadedFile("现场.png", FILES[what](), "image/png")
    _refused(reader, reader.post(reverse("reports:report"), {**GOOD["reports:report"], "picture": picture}), 422)


RECORDINGS: Mapping[str, Callable[[], bytes]] = {
    **{name: FILES[name] for name in ("empty", "text", "script")},
    "a photo": _png,
    "telephone": lambda: b"#!AMR\n" + bytes(200),
    "cut": lambda: tone(2)[:90],
    "endless": lambda: tone(200),
    "five megabytes": lambda: tone(2) + bytes(5_000_001),
}


@pytest.mark.parametrize("what", RECORDINGS)
def test_recordings(reader: Client, what: str) -> None:
    recording = SimpleUploadedFile("现场.m4a", RECORDINGS[what](), "audio/mp4")
    _refused(reader, reader.post(reverse("reports:report"), {**GOOD["reports:report"], "recording": recording}), 422)


CODECS = ("utf-7", "base64", "idna", "unicode_escape", "rot13", "utf-16", "punycode", "undefined", "no-such-codec")


def _served(path: str, body: bytes, kind: str, query: str = "") -> tuple[str, bytes]:
    """Status and page as the server itself asks the program, with whatever content type it was sent."""
    environ = RequestFactory().generic("POST" if body else "GET", path, body, kind, QUERY_STRING=query).environ
    answers: list[str] = []
    content = b"".join(application({**environ, "CONTENT_TYPE": kind}, lambda status, *_rest: answers.append(status)))
    return answers[0], content


@pytest.mark.parametrize("codec", CODECS)
def test_a_charset_of_the_sender_s_choice_is_not_followed(fresh_database: FreshDatabase, codec: str) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="code"\r\n\r\n+2D0- \\ud83d\r\n--b--\r\n'
    with fresh_database.connected():
        for kind in ("text/html", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"):
            for charset in (f"charset={codec}", f'\tCharset = "{codec}"', f"charset*=utf-8''{codec}"):
                assert _served("/", b"", f"{kind} ; {charset}", "q=+2D0-")[0] == "200 OK", (kind, charset)
        status, page = _served("/sign-in", body, f"multipart/form-data; boundary=b; charset={codec}")
    assert status.startswith("403")  # the form's token is missing; that it was read at all is what counts
    assert b"Traceback" not in page


@pytest.mark.parametrize("page", GOOD)
def test_bodies_that_are_no_form(reader: Client, page: str) -> None:
    address = reverse(page)
    many = "&".join(f"f{number}=1" for number in range(10_000))
    form = "application/x-www-form-urlencoded"
    for body, kind in (
        (many, form),
        ("words=" + "x" * 1_100_000, form),
        ('{"words": ["路灯"]}', "application/json"),
        ("{", "application/json"),
        ("%", form),
        ("=&=&&==", form),
        ("words=%ED%A0%BD&place_code=%ff%fe", form),
        ("no boundary", "multipart/form-data"),
        ("--b\r\nbroken", "multipart/form-data; boundary=b"),
        ("", "multipart/form-data; boundary=" + "b" * 300),
        (b"\xff\xfe\x00", "text/plain"),
    ):
        _refused(reader, reader.post(address, body, content_type=kind), 400, 422)


@pytest.mark.parametrize("page", [*GOOD, "cases:track", "people:sign_in"])
def test_a_form_without_its_token(reader: Client, page: str) -> None:
    language: str = reader.language  # type: ignore[attr-defined]  # carried along
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": language})
    _refused(reader, strict.post(reverse(page), dict(GOOD.get(page, {}))), 403)


@pytest.mark.parametrize("page", [*GOOD, "cases:track", "cases:inbox", "core:home", "areas:at", "cases:notices"])
def test_wrong_methods(reader: Client, page: str) -> None:
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
        assert reader.generic(method, reverse(page)).status_code in {405, 302, 200, 501}, method


@pytest.mark.parametrize(
    "address",
    [
        "/t/%00", "/t/" + "A" * 3000, "/t/..%2f..%2fetc", "/t/K7M2-99XA-4TRC", "/t/%ED%A0%BD", "/t/%F0%9F%98%80",
        "/cases/00000000-0000-0000-0000-000000000000x", "/cases/%00", "/areas/%00.geojson", "/areas/².geojson",
        "/files/x", "/files/" + "~" * 200, "/report/done/%0d%0aSet-Cookie:x=1", "/nothing/here", "/county/%20",
        "/?q=%00", "/report?x=%00", "/areas/at?longitude=%00&latitude=1", "/errands/done/1",
    ],
)  # fmt: skip
def test_addresses(reader: Client, address: str) -> None:
    _refused(reader, reader.get(address), 400, 404)


@pytest.mark.parametrize(
    "query",
    ["", *(f"?longitude={number}&latitude=1" for number in ("x", "nan", "1e400", "200", ""))],
)
def test_points_that_are_none(reader: Client, query: str) -> None:
    answer = reader.get(reverse("areas:at") + query)
    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.mark.parametrize("page", ["-1", "0", "x", "9" * 40, "²", "1e3", "100000", "%00"])
def test_pages_of_lists(world: World, page: str) -> None:
    client = Client()
    client.force_login(world.user("dispatcher"))
    for name in ("cases:inbox", "cases:notices", "reports:review_queue", "insight:county"):
        for key in ("page", "tab", "day"):
            assert client.get(f"{reverse(name)}?{key}={page}").status_code in {200, 400}, (name, key)


@pytest.mark.parametrize("code", ["", "x", "\x00", "9" * 5000, "K7M2-99XA-4TR", "😀", b"\xed\xa0\xbd"])
def test_tracking_codes(reader: Client, code: str | bytes) -> None:
    _refused(reader, reader.post(reverse("cases:track"), {"code": code}), 422)


@pytest.mark.parametrize("key", ["", "x", "\x00", "0" * 400, "{}"])
def test_a_key_that_is_none_is_a_new_one(world: World, key: str) -> None:
    answer = Client().post(reverse("reports:report"), {**GOOD["reports:report"], "key": key})
    assert answer.status_code == 302
