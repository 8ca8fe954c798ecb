"""A worker's own lists and followed matters: whole, theirs alone, and no way to see more."""

import pytest

from tests.support.loop import Loop
from wuzhi.cases.models import Follow, SavedFilter
from wuzhi.cases.screens.criteria import Criteria

WHOLE = {
    "tab": "all",
    "q": "桥头 灯",
    "kind": "facilities",
    "category": "street-light",
    "area": "421081001",
    "urgency": "today",
    "since": "2026-01-01",
    "until": "2026-12-31",
    "sort": "place",
}


@pytest.mark.django_db
def test_an_address_keeps_every_criterion(loop: Loop) -> None:
    unit = str(loop.cast.units["421081-cg"].pk)
    criteria = Criteria.read({**WHOLE, "unit": unit})
    assert dict(criteria.whole) == {**WHOLE, "unit": unit}
    assert criteria.narrowed
    assert not criteria.cleared().narrowed


@pytest.mark.django_db
def test_what_can_not_be_read_is_left_out(loop: Loop) -> None:
    wrong = {"tab": "' or 1", "area": "42%", "since": "yesterday", "unit": "-1", "category": "none", "urgency": "x"}
    assert Criteria.read(wrong) == Criteria()


def test_a_saved_list_opens_as_it_was_and_can_be_taken_away(loop: Loop) -> None:
    client = loop.client("dispatcher")
    answer = client.post("/inbox/saved", {**WHOLE, "name": "桥头的灯"}, follow=True)
    assert "桥头的灯" in answer.content.decode()
    kept = SavedFilter.objects.get()
    assert dict(Criteria.read(dict(pair.split("=") for pair in ["tab=all"])).whole) == {"tab": "all"}
    page = client.get(f"/inbox?{kept.criteria}")
    assert page.context["criteria"] == Criteria.read(WHOLE)
    assert page.context["saved_now"] == (kept.pk, kept.name, kept.criteria)
    client.post(f"/inbox/saved/{kept.pk}/forget")
    assert not SavedFilter.objects.exists()


def test_the_same_name_replaces_and_thirty_are_enough(loop: Loop) -> None:
    client = loop.client("dispatcher")
    for number in range(31):
        client.post("/inbox/saved", {"tab": "all", "name": f"第{number}个"})
    assert SavedFilter.objects.count() == 30
    client.post("/inbox/saved", {"tab": "unit", "name": "第3个"})
    assert SavedFilter.objects.get(name="第3个").criteria == "tab=unit"
    assert SavedFilter.objects.count() == 30
    answer = client.post("/inbox/saved", {"tab": "all", "name": " "}, follow=True)
    assert "Give the list a name" in answer.content.decode()


def test_nobody_touches_another_s_list(loop: Loop) -> None:
    loop.client("dispatcher").post("/inbox/saved", {"tab": "all", "name": "我的"})
    kept = SavedFilter.objects.get()
    assert loop.client("clerk").post(f"/inbox/saved/{kept.pk}/forget").status_code == 404
    assert "我的" not in loop.client("clerk").get("/inbox").content.decode()


def test_a_followed_case_stands_in_its_list_until_it_is_let_go(loop: Loop) -> None:
    case, client = loop.handling(), loop.client("leader")
    for _twice in range(2):
        client.post(f"/cases/{case.uuid}/follow", {"wanted": "yes"})
    assert Follow.objects.count() == 1
    assert str(case.uuid) in client.get("/inbox?tab=followed").content.decode()
    client.post(f"/cases/{case.uuid}/follow", {"wanted": "no"})
    assert str(case.uuid) not in client.get("/inbox?tab=followed").content.decode()


def test_following_gives_no_sight(loop: Loop) -> None:
    case = loop.report()
    assert loop.client("outsider").post(f"/cases/{case.uuid}/follow", {"wanted": "yes"}).status_code == 404
    Follow.objects.create(user=loop.cast.users["outsider"], case=case)
    assert str(case.uuid) not in loop.client("outsider").get("/inbox?tab=followed").content.decode()
