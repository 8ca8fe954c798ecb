"""Search finds by two characters, by names of places, kinds and units, by numbers; and nothing that is not released."""

import pytest

from tests.support.loop import Loop
from wuzhi.cases import listing, search
from wuzhi.cases.listing import Desk
from wuzhi.cases.models import Case, Gram
from wuzhi.core.ids import show_number


def _found(loop: Loop, text: str, username: str = "dispatcher") -> set[int]:
    ways = search.matching(Desk(loop.cast.actor(username)).in_sight.cases(), text)
    return {case.pk for way in ways for case in way}


@pytest.fixture
def lamp(loop: Loop) -> Case:
    """One with a summary, beside others."""
    loop.reviewed(summary="垃圾桶满了")
    return loop.reviewed(summary="桥头的灯柱歪了 LED-7")


@pytest.mark.parametrize("wide", [0.0, 2.0])
@pytest.mark.parametrize("text", ["桥头", "灯柱歪", "柱歪 桥头", "led", "ＬＥＤ", "ed 灯柱"])
def test_two_characters_of_the_summary_find(
    loop: Loop, lamp: Case, text: str, wide: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "WIDE", wide)
    assert _found(loop, text) == {lamp.pk}


@pytest.mark.parametrize("text", ["头桥", "桥头 垃圾", "灯 柱", "🙂🙂", "%%", "__", "'; --", "x" * 500])
def test_what_is_not_there_is_not_found(loop: Loop, lamp: Case, text: str) -> None:
    assert lamp.pk not in _found(loop, text)


def test_names_of_kinds_places_and_units_find(loop: Loop, lamp: Case) -> None:
    handled = loop.handling()
    assert {lamp.pk, handled.pk} <= _found(loop, "路灯")
    assert {lamp.pk, handled.pk} <= _found(loop, "桥南")
    assert handled.pk in _found(loop, "城市管理")
    assert lamp.pk in _found(loop, "桥南 灯柱")
    assert lamp.pk not in _found(loop, "桥南 垃圾")


def test_a_number_finds_its_case(loop: Loop, lamp: Case) -> None:
    assert _found(loop, show_number(lamp.uuid)) == {lamp.pk}


def test_words_of_the_vault_are_never_found(loop: Loop, lamp: Case) -> None:
    case = loop.report(words="张三家门口的灯坏了", contact="13800000000")
    assert case.pk not in _found(loop, "张三")
    assert case.pk not in _found(loop, "13800000000")


def test_nobody_finds_what_is_out_of_sight(loop: Loop, lamp: Case) -> None:
    assert _found(loop, "桥头", "outsider") == set()


def test_a_new_summary_takes_the_place_of_the_old(loop: Loop, lamp: Case) -> None:
    facts = {"category": "street-light", "urgency": "ordinary", "summary": "路面塌了"}
    loop.take(lamp, "dispatcher", "release", **facts)
    assert _found(loop, "路面塌") == {lamp.pk}
    assert _found(loop, "桥头") == set()
    assert Gram.objects.filter(case=lamp).count() == len(search.grams("路面塌了"))
