"""Tracking without an account: quick, without names, and the same answer for every wrong code."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.datastructures import MultiValueDict
from PIL import Image

from tests.support.loop import WORDS, Loop
from wuzhi.cases.actions import open_case
from wuzhi.cases.models import Case
from wuzhi.core.ids import show_tracking_code
from wuzhi.demo.cast import VILLAGE
from wuzhi.people.actor import ANYONE
from wuzhi.trust.models import Access

MOST_QUERIES = 5


def address(case: Case) -> str:
    return f"/t/{show_tracking_code(case.tracking_code)}"


def test_five_queries_and_no_look_into_the_vault(loop: Loop) -> None:
    case = loop.report()
    client = loop.client()
    client.get(address(case))
    with CaptureQueriesContext(connection) as captured:
        page = client.get(address(case)).content.decode()
    assert len(captured) <= MOST_QUERIES
    assert "collected" in page
    assert WORDS not in page
    assert not Access.objects.exists()


def test_units_are_named_and_people_are_not(loop: Loop) -> None:
    page = loop.client(language="zh-hans").get(address(loop.handling())).content.decode()
    assert loop.cast.units["421081-cg"].name in page
    assert loop.cast.users["clerk"].name not in page
    assert loop.cast.users["dispatcher"].name not in page


def test_the_question_is_shown_where_it_waits_for_an_answer(loop: Loop) -> None:
    case = loop.take(loop.handling(), "clerk", "ask_reporter", question="是哪一盏灯?")
    assert "是哪一盏灯?" in loop.client().get(address(case)).content.decode()
    answer = loop.client().post(address(case) + "/steps/reply", {"reply": "第三盏", "revision": case.revision})
    assert answer.headers["Location"] == address(case)
    case.refresh_from_db()
    assert case.state == "handling"


def test_notes_between_officials_are_never_shown(loop: Loop) -> None:
    unit = loop.cast.units["421081-cg"].pk
    case = loop.take(loop.reviewed(), "dispatcher", "dispatch", unit=unit, note="内部备注")
    case = loop.take(case, "clerk", "accept", note="内部说明")
    case = loop.take(case, "clerk", "report_done", note="灯已修好")
    page = loop.client().get(address(case) + "?read=1").content.decode()
    assert "灯已修好" in page
    assert "内部" not in page


def _photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "grey").save(out, "JPEG")
    return SimpleUploadedFile("photo.jpg", out.getvalue())


@pytest.mark.parametrize("release_picture", [True, False])
def test_the_reporter_sees_what_was_released_to_the_public(loop: Loop, release_picture: bool) -> None:
    asked = {"words": "路灯坏了", "place_code": VILLAGE, "category": "street-light", "may_be_shown": "yes"}
    case = open_case(actor=ANYONE, process_key="report", data=asked, files=MultiValueDict({"picture": [_photo()]})).case
    assert "路灯不亮" not in loop.client().get(address(case)).content.decode()
    review = {"category": "street-light", "urgency": "ordinary", "summary": "路灯不亮", "release": "yes"}
    loop.take(case, "dispatcher", "review", **review, release_picture="yes" if release_picture else "")
    page = loop.client().get(address(case)).content.decode()
    assert "路灯不亮" in page
    pictures = re.findall(r'<img src="(/files/[^"]+)"', page)
    assert [loop.client().get(url).status_code for url in pictures] == ([200] if release_picture else [])


def test_calling_back_closes(loop: Loop) -> None:
    case = loop.done()
    data = {"answered": "yes", "solved": "yes", "satisfaction": "5", "revision": case.revision}
    page = loop.client().post(address(case) + "/steps/call_back", data, follow=True).content.decode()
    assert "Thank you" in page
    assert "closed" in page


def test_an_incomplete_callback_marks_its_fields_and_keeps_the_rest(loop: Loop) -> None:
    case = loop.done()
    answer = loop.client().post(address(case) + "/steps/call_back", {"answered": "yes", "note": "师傅很及时"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "师傅很及时" in page
    assert 'id="id_call_back_solved_error"' in page


def test_a_step_of_officials_is_not_the_reporters(loop: Loop) -> None:
    case = loop.handling()
    assert loop.client().post(address(case) + "/steps/report_done", {"note": "x"}).status_code == 403


def test_a_merged_report_shows_where_it_went(loop: Loop) -> None:
    target, case = loop.report(), loop.report()
    loop.take(case, "dispatcher", "merge", into=target.tracking_code)
    page = loop.client().get(address(case)).content.decode()
    assert "together with another report" in page
    assert target.tracking_code not in page


@pytest.mark.parametrize("code", ["000000000000", "K7M2-99XA-4TRD", "x", "%2e%2e", "路灯"])
def test_wrong_codes_get_one_and_the_same_answer(loop: Loop, code: str) -> None:
    answer = loop.client().get(f"/t/{code}")
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()


def test_the_form_tells_a_slip_of_the_pen(loop: Loop) -> None:
    client = loop.client()
    answer = client.post("/track", {"code": "K7M2 99XA"})
    assert answer.status_code == 422
    assert "12 letters and digits" in answer.content.decode()
    case = loop.report()
    assert client.post("/track", {"code": f" {case.tracking_code.lower()} "}).headers["Location"] == address(case)


def test_a_voice_can_be_recorded_where_the_answer_may_be_spoken(loop: Loop) -> None:
    asked = loop.take(loop.handling(), "clerk", "ask_reporter", question="哪一盏？")
    for client, path in ((loop.client(), address(asked)), (loop.client("dispatcher"), f"/cases/{asked.uuid}")):
        page = client.get(path).content.decode()
        assert page.count("data-record ") == 1, path
        assert "record.js" in page
    page = loop.client().get(address(loop.done())).content.decode()
    assert "data-record " not in page
    assert "record.js" not in page
