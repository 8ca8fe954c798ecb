"""Reporting without an account and without JavaScript: nothing typed is lost, one report however often it is sent."""

import io
import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests.support.loop import WORDS, Loop
from wuzhi.cases.actions import open_case
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import Invalid
from wuzhi.demo.cast import GRID
from wuzhi.demo.tone import tone
from wuzhi.files.models import Attachment
from wuzhi.people.actor import ANYONE

MOST_QUERIES = 12


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(out, "JPEG")
    return SimpleUploadedFile("photo.jpg", out.getvalue(), "image/jpeg")


def hidden_key(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_report_by_the_villages_name_with_a_photo(loop: Loop) -> None:
    client = loop.client()
    key = hidden_key(client.get("/report").content.decode())
    data = {"words": WORDS, "place_name": "桥南", "key": key, "picture": photo()}
    answer = client.post("/report", data)
    case = Case.objects.get()
    assert answer.status_code == 302
    assert case.area_code == "421081001001"
    assert Attachment.objects.filter(subject=case.uuid).count() == 1
    page = client.get(answer.headers["Location"]).content.decode()
    assert re.search(r'class="wz-code" id="code">\w{4}-\w{4}-\w{4}<', page)
    assert "By when" in page


def test_a_point_is_enough(loop: Loop) -> None:
    data = {"words": WORDS, "place_longitude": "112.05", "place_latitude": "29.6", "place_datum": "wgs84"}
    assert loop.client().post("/report", data).status_code == 302
    assert Case.objects.get().area_code.startswith(GRID)


def test_queries_of_a_report(loop: Loop) -> None:
    client = loop.client()
    client.post("/report", {"words": WORDS, "place_code": GRID, "key": uuid4()})
    with CaptureQueriesContext(connection) as captured:
        answer = client.post("/report", {"words": WORDS, "place_code": GRID, "contact": "1", "key": uuid4()})
    assert answer.status_code == 302
    assert len([one for one in captured if "SAVEPOINT" not in one["sql"]]) <= MOST_QUERIES


def test_a_double_click_is_one_report(loop: Loop) -> None:
    client = loop.client()
    data = {"words": WORDS, "place_code": GRID, "key": str(uuid4())}
    first, second = client.post("/report", data), client.post("/report", data)
    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.count() == 1


def test_a_used_key_with_other_words_is_told_and_gets_a_new_one(loop: Loop) -> None:
    client = loop.client()
    data = {"words": WORDS, "place_code": GRID, "key": str(uuid4())}
    client.post("/report", data)
    answer = client.post("/report", {**data, "words": "另一件事,也很重要"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "另一件事,也很重要" in page
    assert hidden_key(page) != data["key"]


def test_several_villages_of_a_name_become_a_choice(loop: Loop) -> None:
    answer = loop.client().post("/report", {"words": WORDS, "place_name": "居委会", "contact": "保留我"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert len(re.findall(r'type="radio" name="place_code" value="\d+"', page)) > 1
    assert WORDS in page
    assert "保留我" in page


def test_the_towns_villages_are_listed_without_losing_a_word(loop: Loop) -> None:
    answer = loop.client().post("/report", {"words": WORDS, "town": "421081001", "show_town": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="place_code" value="421081001001"' in page
    assert WORDS in page
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        {"words": "灯坏了"},
        {"category": "street-light"},
        {"category": "street-light", "words": "坏"},
        {"category": "other", "words": "说不清的事"},
    ],
)
def test_a_kind_or_a_few_words_are_enough(loop: Loop, data: dict[str, str]) -> None:
    assert loop.client().post("/report", {**data, "place_name": "桥南"}).status_code == 302
    case = Case.objects.get()
    page = loop.client("dispatcher").get(f"/cases/{case.uuid}").content.decode()
    assert ("Nothing was written." in page) == ("words" not in data)
    assert "were erased" not in page


def test_who_can_not_write_says_it_aloud(loop: Loop) -> None:
    voice = SimpleUploadedFile("voice.ogg", tone(4), "audio/ogg")
    assert loop.client().post("/report", {"place_name": "桥南", "recording": voice}).status_code == 302
    page = loop.client("dispatcher").get(f"/cases/{Case.objects.get().uuid}").content.decode()
    assert "Please listen to the recording." in page


def test_a_picture_alone_does_not_say_what_it_is_about(loop: Loop) -> None:
    answer = loop.client().post("/report", {"place_code": GRID, "picture": photo()})
    assert answer.status_code == 422
    assert "Please write a few words" in answer.content.decode()


def test_a_broken_recording_is_told_beside_its_field_which_is_unfolded(loop: Loop) -> None:
    broken = SimpleUploadedFile("voice.m4a", b"no voice", "audio/mp4")
    page = loop.client().post("/report", {"words": WORDS, "place_code": GRID, "recording": broken}).content.decode()
    assert re.search(r"<details class=\"wz-fold-part\" open>.*id=\"id_recording_error\"", page, re.DOTALL)
    assert WORDS in page


def test_optional_things_lie_folded_and_open_with_what_they_hold(loop: Loop) -> None:
    page = loop.client().get("/report").content.decode()
    assert page.count("wz-fold-part") == 3
    assert 'wz-fold-part" open' not in page
    answer = loop.client().post("/report", {"contact": "保留我", "place_code": GRID}).content.decode()
    assert re.search(r"wz-fold-part\" open>(?:(?!</details>).)*保留我", answer, re.DOTALL)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"place_code": GRID}, "words"),
        ({"place_code": GRID, "words": " ", "category": "other"}, "words"),
        ({"words": WORDS}, "place_name"),
        ({"words": WORDS, "place_name": "没有这个村"}, "place_name"),
        ({"words": WORDS, "place_longitude": "0", "place_latitude": "0"}, "place_name"),
        ({"words": "很" * 20_000, "place_code": GRID}, "words"),
        ({"words": "a\x00b", "place_code": GRID}, "words"),
        ({"words": WORDS, "place_code": GRID, "category": "nonsense"}, "category"),
        ({"words": WORDS, "place_code": GRID, "urgency": "now"}, "urgency"),
    ],
)
def test_bad_input_is_a_sentence_beside_its_field(loop: Loop, data: dict[str, str], field: str) -> None:
    answer = loop.client().post("/report", data)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Case.objects.exists()


def test_a_broken_picture_keeps_the_chosen_place(loop: Loop) -> None:
    broken = SimpleUploadedFile("p.jpg", b"no picture", "image/jpeg")
    answer = loop.client().post("/report", {"words": WORDS, "place_code": GRID, "picture": broken})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'value="{GRID}" id="[^"]+" checked', page)
    assert "A photo or recording must be chosen again" in page


@pytest.mark.parametrize("words", [b"%ED%A0%80%ED%B0%80", b"%FF%FE"])
def test_bytes_that_are_no_text_are_no_server_error(loop: Loop, words: bytes) -> None:
    body = b"place_code=" + GRID.encode() + b"&words=" + words
    answer = Client().post("/report", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {302, 422}


def test_a_complaint_about_an_office_needs_words(loop: Loop) -> None:
    data = {"place_code": GRID, "category": "street-light", "about_unit": str(loop.cast.units["421081-cg"].pk)}
    assert loop.client().post("/report", data).status_code == 422
    assert loop.client().post("/report", {**data, "words": "推诿三次"}).status_code == 302


def test_at_once_says_the_numbers_again(loop: Loop) -> None:
    answer = loop.client().post("/report", {"words": WORDS, "place_code": GRID, "urgency": "at_once"}, follow=True)
    assert 'href="tel:119"' in answer.content.decode()


def test_a_dispatcher_adds_the_number_of_12345(loop: Loop) -> None:
    client = loop.client("dispatcher")
    data = {"words": WORDS, "place_code": GRID, "external_source": "12345", "external_due_at": "2030-01-01T09:00"}
    page = client.post("/report", {**data, "external_number": "WH-77"}, follow=True).content.decode()
    case = Case.objects.get()
    assert (case.external_source, case.external_number) == ("12345", "WH-77")
    assert f"/cases/{case.uuid}" in page
    assert "WH-77" in client.get(f"/cases/{case.uuid}").content.decode()


def test_a_resident_can_set_no_external_number(loop: Loop) -> None:
    assert "external_number" not in loop.client().get("/report").content.decode()
    loop.client().post("/report", {"words": WORDS, "place_code": GRID, "external_number": "forged"})
    assert Case.objects.get().external_number == ""


def test_the_receipt_of_another_process_or_code_is_404(loop: Loop) -> None:
    case = loop.report()
    assert loop.client().get(f"/errands/done/{case.tracking_code}").status_code == 404
    assert loop.client().get("/report/done/nonsense").status_code == 404


def test_the_queue_is_the_dispatchers_oldest_due_first_without_words(loop: Loop) -> None:
    first, second, _gone = loop.report(), loop.reviewed(), loop.handling()
    Case.objects.filter(pk=second.pk).update(due_at=first.due_at.replace(year=2000) if first.due_at else None)
    page = loop.client("dispatcher").get("/review").content.decode()
    assert 0 < page.index(str(second.uuid)) < page.index(str(first.uuid))
    assert WORDS not in page
    assert str(_gone.uuid) not in page
    assert loop.client("clerk").get("/review").status_code == 403


def test_a_grid_worker_chooses_the_own_grid(loop: Loop) -> None:
    assert f'name="place_code" value="{GRID}"' in loop.client("grid").get("/report").content.decode()
    assert 'type="radio" name="place_code"' not in loop.client().get("/report").content.decode()


@pytest.mark.parametrize(("who", "kept"), [("clerk", "12345"), ("woodpecker", ""), ("grid", ""), ("", "")])
def test_only_desks_take_matters_over_from_other_systems(loop: Loop, who: str, kept: str) -> None:
    actor = loop.cast.actor(who) if who else ANYONE
    data = {"words": WORDS, "place_code": GRID, "external_source": "12345", "external_number": "WH-78"}
    assert open_case(actor=actor, process_key="report", data=data).case.external_source == kept


@pytest.mark.parametrize("summary", ["路灯\u202e不亮", "路灯\u2066不亮"])
def test_a_released_line_reads_in_one_direction(loop: Loop, summary: str) -> None:
    with pytest.raises(Invalid):
        loop.take(loop.report(), "dispatcher", "review", category="street-light", urgency="ordinary", summary=summary)
