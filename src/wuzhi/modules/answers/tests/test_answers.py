"""Questions find answers by two characters, help is counted without a name, keepers edit within their areas."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.support.asked import asked
from tests.support.loop import Loop
from wuzhi.core import history
from wuzhi.demo.answers import load_answers
from wuzhi.demo.cast import NEXT_TOWN, TOWN, VILLAGE
from wuzhi.demo.geography import COUNTY
from wuzhi.modules.answers import queries
from wuzhi.modules.answers.actions import keep_answer
from wuzhi.modules.answers.models import Answer, Help
from wuzhi.people.actor import ANYONE


@pytest.fixture
def answers(loop: Loop) -> Loop:
    load_answers(loop.cast.units)
    return loop


def facts(loop: Loop, **more: object) -> dict[str, object]:
    made = {
        "area_code": COUNTY, "kind": "services", "title": "怎么办？", "text": "这样办。",
        "kept_by": loop.cast.units["421081-centre"],
        "reviewed_on": date(2026, 1, 1), "valid_from": date(2026, 1, 1),
    }  # fmt: skip
    return {**made, **more}


@pytest.mark.parametrize(
    ("typed", "first"),
    [("路灯", "lamp"), ("医保", "medical-insurance"), ("漏气", "gas-smell"), ("我家停水了怎么办", "water-off"),
     ("讨薪", "wages"), ("identity card", "id-card"), ("工资被拖欠", "wages")],
)  # fmt: skip
def test_what_people_call_it_finds_the_answer(answers: Loop, typed: str, first: str) -> None:
    assert queries.search(ANYONE, typed)[0].code == first


@pytest.mark.parametrize("typed", ["月球旅行", "?", "的", "zzz"])
def test_what_nobody_has_written_about_finds_nothing_and_leads_to_a_report(answers: Loop, typed: str) -> None:
    page = answers.client().post("/answers/", {"typed": typed}).content.decode()
    assert "No answer fits these words" in page
    asked = answers.client().post("/report", {"words": typed, "show_town": "1"})
    assert f"{typed}</textarea>" in asked.content.decode()


def test_a_search_asks_the_database_nothing(answers: Loop) -> None:
    client = answers.client()
    client.post("/answers/", {"typed": "路灯"})
    assert asked(lambda: client.post("/answers/", {"typed": "路灯"})) == []


def test_help_is_counted_once_a_browser_and_as_totals_alone(answers: Loop) -> None:
    client = answers.client()
    for _again in range(2):
        client.post("/answers/lamp/helped", {"helped": "yes"})
    answers.client().post("/answers/lamp/helped", {"helped": "no"})
    answers.client().post("/answers/lamp/helped", {"helped": "perhaps"})
    assert list(Help.objects.values_list("answer__code", "yes", "no")) == [("lamp", 1, 1)]
    assert "Thank you" in client.get("/answers/lamp").content.decode()
    assert "Did this help?" in client.get("/answers/wages").content.decode()


def test_text_is_text(loop: Loop) -> None:
    keep_answer(actor=loop.cast.actor("administrator"), code="x", **facts(loop, text="<b>粗</b>\n\n二"))
    page = loop.client().get("/answers/x").content.decode()
    assert "&lt;b&gt;" in page
    assert "<p>二</p>" in page


def test_an_answer_is_written_changed_and_ended_on_record(loop: Loop) -> None:
    dispatcher = loop.cast.actor("dispatcher")
    row = keep_answer(actor=dispatcher, code="x", **facts(loop))
    keep_answer(actor=dispatcher, code="x", text="那样办。")
    assert "那样办" in loop.client().get("/answers/x").content.decode()
    keep_answer(actor=dispatcher, code="x", valid_until=date(2026, 1, 1))
    assert loop.client().get("/answers/x").status_code == 404
    assert [change.verb for change in history.of(row)] == ["changed", "changed", "added"]


def test_nobody_writes_for_areas_that_are_not_theirs(loop: Loop) -> None:
    desk = loop.cast.actor("desk")
    keep_answer(actor=desk, code="own", **facts(loop, area_code=NEXT_TOWN))
    for area in (COUNTY, TOWN):
        with pytest.raises(PermissionDenied):
            keep_answer(actor=desk, code="own", area_code=area)
    with pytest.raises(PermissionDenied):
        keep_answer(actor=loop.cast.actor("clerk"), code="own", text="x")
    keep_answer(actor=loop.cast.actor("administrator"), code="other", **facts(loop))
    assert loop.client("desk").get("/answers/keep/other").status_code == 404
    assert loop.client("desk").get("/answers/keep/own").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [{"area_code": "421081999"}, {"kind": "x"}, {"title": ""}, {"valid_until": date(2025, 1, 1)}, {"text": "a\x07"}],
)
def test_what_cannot_be_is_refused_whole(loop: Loop, wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        keep_answer(actor=loop.cast.actor("administrator"), code="x", **facts(loop, **wrong))
    assert not Answer.objects.exists()


def test_keepers_see_first_what_was_not_checked_for_a_year(answers: Loop) -> None:
    page = answers.client("dispatcher").get("/answers/keep").content.decode()
    assert "have not been checked for a year" in page
    assert page.index("/answers/keep/stall") < page.index("/answers/keep/lamp")


def test_the_form_saves_and_says_what_is_wrong(loop: Loop) -> None:
    client = loop.client("dispatcher")
    data = {**facts(loop), "code": "x", "kept_by": loop.cast.units["421081-centre"].pk}
    assert client.post("/answers/keep/new", {**data, "title": ""}).status_code == 422
    offered = client.get("/answers/keep/new").content.decode()
    assert f'<option value="{VILLAGE}">Xiulin · Qiaonan Community</option>' in offered, "a place is chosen by its name"
    refused = client.post("/answers/keep/new", {**data, "area_code": "429005"})
    assert refused.status_code == 422
    assert client.post("/answers/keep/new", data).headers["Location"] == "/answers/keep"
    assert client.post("/answers/keep/x", {**data, "title": "另一个？"}).status_code == 302
    assert Answer.objects.get().title == "另一个？"
