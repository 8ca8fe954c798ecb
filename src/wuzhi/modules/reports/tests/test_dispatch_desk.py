"""The dispatcher's desk: one report after the other, nothing typed twice, nothing shown that is out of sight."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.support.asked import asked_by
from tests.support.loop import Loop
from wuzhi.cases.models import Case
from wuzhi.demo.cast import NEXT_GRID
from wuzhi.trust.models import Access

MOST_QUERIES = 24


def _sent(client: Client, case: Case, step: str, **data: object) -> str:
    """Sends a step as the open form would, and says where the desk goes on."""
    page = client.get("/review", {"case": str(case.uuid)}).content.decode()
    following = re.search(r'name="following" value="([^"]*)"', page)
    hidden = {"revision": Case.objects.get(pk=case.pk).revision, "following": following[1] if following else ""}
    answer = client.post(f"/review/{case.uuid}/{step}", {**hidden, **data})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return str(answer["Location"])


def test_words_are_opened_for_the_report_that_is_chosen_and_for_no_other(loop: Loop) -> None:
    first, second = loop.report(words="路灯不亮"), loop.report(words="井盖松了")
    page = loop.client("dispatcher").get("/review").content.decode()
    assert "路灯不亮" not in page
    assert Access.objects.count() == 0
    page = loop.client("dispatcher").get(f"/review?case={first.uuid}").content.decode()
    assert "路灯不亮" in page
    assert "井盖松了" not in page
    assert f"/review/{first.uuid}/review" in page
    assert f"/review?case={second.uuid}" in page
    assert [one.subject for one in Access.objects.all()] == [first.uuid]


def test_a_reviewed_report_stays_open_for_its_dispatch_and_then_the_next_one_opens(loop: Loop) -> None:
    first, second = loop.report(), loop.report()
    client = loop.client("dispatcher")
    facts = {"category": "street-light", "urgency": "ordinary", "summary": "路灯不亮"}
    assert _sent(client, first, "review", **facts) == f"/review?case={first.uuid}#open"
    page = client.get(f"/review?case={first.uuid}").content.decode()
    unit = loop.cast.units["421081-cg"].pk
    assert re.search(rf'<option value="{unit}" selected', page), "the route's unit is chosen already"
    assert _sent(client, first, "dispatch", unit=unit) == f"/review?case={second.uuid}#open"
    assert Case.objects.get(pk=first.pk).lead_unit_id == unit


def test_after_the_last_one_the_desk_says_that_all_is_done(loop: Loop) -> None:
    client = loop.client("dispatcher")
    assert "All reports are reviewed and dispatched" in client.get("/review").content.decode()
    case = loop.report()
    told = {"reason": "not-specific", "note": "请说明地点"}
    assert _sent(client, case, "conclude", **told) == "/review#open"


def test_someone_was_quicker_and_nothing_typed_is_lost(loop: Loop) -> None:
    case, client = loop.report(), loop.client("dispatcher")
    old = case.revision
    loop.take(case, "dispatcher", "review", category="street-light", urgency="ordinary", summary="路灯不亮")
    data = {"revision": old, "category": "street-light", "urgency": "today", "summary": "我写的摘要"}
    answer = client.post(f"/review/{case.uuid}/review", data)
    assert answer.status_code == 409
    assert "Someone else has acted" in answer.content.decode()


def test_what_is_missing_is_marked_beside_the_queue(loop: Loop) -> None:
    case = loop.report()
    answer = loop.client("dispatcher").post(f"/review/{case.uuid}/review", {"revision": case.revision, "summary": "甲"})
    assert answer.status_code == 422
    assert "is-invalid" in answer.content.decode()
    assert "甲</textarea>" in answer.content.decode()


@pytest.mark.parametrize("address", ["/review?case=nonsense", "/review?case=00000000-0000-0000-0000-000000000000"])
def test_what_is_out_of_sight_is_not_there(loop: Loop, address: str) -> None:
    assert loop.client("dispatcher").get(address).status_code == 404


def test_a_town_s_desk_opens_no_report_of_another_town(loop: Loop) -> None:
    case = loop.report()
    desk = loop.client("desk")
    assert desk.get(f"/review?case={case.uuid}").status_code == 404
    assert desk.post(f"/review/{case.uuid}/review", {}).status_code == 404
    own = loop.report(place_code=NEXT_GRID)
    assert str(own.uuid) in desk.get("/review").content.decode()


def test_the_desk_costs_the_same_however_long_the_queue_is(loop: Loop) -> None:
    client, address = loop.client("dispatcher"), f"/review?case={loop.report().uuid}"
    few = asked_by(client, address)
    for _number in range(5):
        loop.report()
    many = asked_by(client, address)
    assert len(many) <= len(few) <= MOST_QUERIES


def test_the_map_is_there_only_where_a_queued_report_has_a_point(loop: Loop) -> None:
    loop.report()
    page = loop.client("dispatcher").get("/review").content.decode()
    assert "data-map" not in page
    assert "map.js" not in page
    assert "maplibre" not in page
    loop.report(place_code="", place_longitude="112.05", place_latitude="29.6")
    page = loop.client("dispatcher").get("/review").content.decode()
    assert "data-map" in page
    assert "map.js" in page


def test_the_page_is_light(loop: Loop) -> None:
    for _number in range(20):
        case = loop.report()
    assert len(loop.client("dispatcher", "zh-hans").get(f"/review?case={case.uuid}").content) < 200_000
