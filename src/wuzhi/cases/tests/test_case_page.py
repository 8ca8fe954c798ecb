"""The case page: what it shows to whom, its steps, and that no refusal loses what was typed."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.loop import WORDS, Loop
from wuzhi.cases.models import Case
from wuzhi.core.ids import show_number
from wuzhi.trust.models import Access

MOST_QUERIES = 19


def address(case: Case, step: str = "") -> str:
    return f"/cases/{case.uuid}" + (f"/steps/{step}" if step else "")


def test_words_are_shown_and_the_look_is_recorded_once(loop: Loop) -> None:
    case = loop.handling()
    page = loop.client("clerk").get(address(case)).content.decode()
    assert WORDS in page
    assert "0716-0000000" not in page
    looks = Access.objects.filter(subject=case.uuid)
    assert [(look.purpose, look.kinds) for look in looks] == [("handling", "words")]


def test_queries_are_bounded(loop: Loop) -> None:
    case = loop.done()
    client = loop.client("dispatcher")
    client.get(address(case))
    with CaptureQueriesContext(connection) as captured:
        client.get(address(case))
    assert len(captured) <= MOST_QUERIES


def test_out_of_sight_is_404_for_page_step_and_contact(loop: Loop) -> None:
    case = loop.report()
    client = loop.client("outsider")
    assert client.get(address(case)).status_code == 404
    assert client.post(address(case, "solve"), {"note": "x"}).status_code == 404
    assert client.post(address(case) + "/contact", {"purpose": "handling"}).status_code == 404
    assert not Access.objects.filter(subject=case.uuid).exists()


def test_the_page_offers_exactly_the_open_steps(loop: Loop) -> None:
    case = loop.handling()

    def offered(username: str) -> set[str]:
        page = loop.client(username).get(address(case)).content.decode()
        return set(re.findall(r'id="step-(\w+)"', page))

    assert {"report_done", "progress", "ask_reporter"} <= offered("clerk")
    assert "report_done" not in offered("dispatcher")
    assert "supervise" in offered("supervisor")
    assert offered("leader") == set()


def test_the_routed_unit_is_suggested(loop: Loop) -> None:
    case = loop.reviewed()
    page = loop.client("dispatcher").get(address(case)).content.decode()
    unit = loop.cast.units["421081-cg"]
    assert f'<option value="{unit.pk}" selected>' in page
    assert page.index("with the authority") < page.index("without the authority")


def test_a_step_is_taken_once_however_often_it_is_sent(loop: Loop) -> None:
    case = loop.handling()
    client = loop.client("clerk")
    seen = case.revision
    data = {"note": "进展顺利", "revision": seen, "key": str(uuid4())}
    for _time in range(2):
        answer = client.post(address(case, "progress"), data)
        assert answer.headers["Location"] == address(case)
    case.refresh_from_db()
    assert case.revision == seen + 1


def test_a_lost_race_is_told_and_keeps_the_words(loop: Loop) -> None:
    case = loop.handling()
    data = {"note": "这段话不能丢", "revision": case.revision - 1, "key": str(uuid4())}
    answer = loop.client("clerk").post(address(case, "progress"), data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Someone else has acted on this case meanwhile" in page
    assert "这段话不能丢" in page


def test_words_for_a_step_that_has_gone_are_still_shown(loop: Loop) -> None:
    case = loop.handling()
    loop.take(case, "clerk", "report_done", note="done")
    data = {"note": "刚写好的进展", "revision": case.revision}
    answer = loop.client("clerk").post(address(case, "progress"), data)
    assert answer.status_code == 409
    assert "What you had written" in answer.content.decode()
    assert "刚写好的进展" in answer.content.decode()


def test_errors_stand_beside_their_field(loop: Loop) -> None:
    case = loop.handling()
    answer = loop.client("clerk").post(address(case, "ask_extension"), {"days": "999", "note": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="999"' in page
    assert 'id="id_ask_extension_days_error"' in page
    assert 'id="id_ask_extension_note_error"' in page


def test_a_unit_below_the_authority_is_refused_with_a_sentence(loop: Loop) -> None:
    case = loop.reviewed()
    village = loop.cast.units["421081001001-committee"].pk
    answer = loop.client("dispatcher").post(address(case, "dispatch"), {"unit": village, "note": "请处理"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "lacks the authority" in page
    assert "请处理" in page


def test_unknown_steps_and_get_requests(loop: Loop) -> None:
    case = loop.handling()
    client = loop.client("clerk")
    assert client.post(address(case, "fly")).status_code == 404
    assert client.get(address(case, "progress")).headers["Location"] == address(case)


@pytest.mark.parametrize("revision", ["", "x", "-1", "99999999999999999999"])
def test_a_strange_revision_is_no_server_error(loop: Loop, revision: str) -> None:
    case = loop.handling()
    answer = loop.client("clerk").post(address(case, "progress"), {"note": "x", "revision": revision})
    assert answer.status_code in {302, 409}


def test_the_contact_needs_a_purpose_and_goes_on_record(loop: Loop) -> None:
    case = loop.handling()
    client = loop.client("clerk")
    assert "0716-0000000" not in client.post(address(case) + "/contact", follow=True).content.decode()
    page = client.post(address(case) + "/contact", {"purpose": "call_back"}).content.decode()
    assert "0716-0000000" in page
    assert Access.objects.filter(subject=case.uuid, purpose="call_back", kinds="contact").count() == 1


def test_who_only_reads_along_opens_no_contact(loop: Loop) -> None:
    case = loop.handling()
    client = loop.client("leader")
    assert "/contact" not in client.get(address(case)).content.decode()
    assert client.post(address(case) + "/contact", {"purpose": "handling"}).status_code == 403


def test_the_tracking_code_is_not_shown_to_those_it_could_be_used_to_praise(loop: Loop) -> None:
    case = loop.done()
    assert case.tracking_code not in loop.client("clerk").get(address(case)).content.decode()
    page = loop.client("dispatcher").get(address(case)).content.decode()
    assert case.tracking_code not in page
    assert show_number(case.uuid) in page


def test_the_page_is_kept_by_no_cache_and_holds_nothing_inline(loop: Loop) -> None:
    answer = loop.client("dispatcher").get(address(loop.report()))
    assert answer.headers["Cache-Control"] == "no-store"
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)", answer.content.decode())
