"""The search over what is public: two characters find, and nothing that was not released is found by anything."""

from functools import partial

import pytest
from django.test import Client

from tests.support.asked import asked
from tests.support.world import LAMP, World
from wuzhi.cases.models import Case
from wuzhi.modules.nearby.tests.scene import POINT, public, take_back


def _found(words: str, **more: str) -> set[int]:
    page = Client(headers={"accept-language": "en"}).get("/nearby/", {"q": words, **more})
    assert page.status_code == 200
    return {one.case.pk for one in page.context["part"].matters}


def _page(words: str) -> str:
    return Client(headers={"accept-language": "en"}).get("/nearby/", {"q": words}).content.decode()


@pytest.fixture
def two(world: World) -> tuple[Case, Case]:
    """One at home, one in the next town."""
    home = public(world, "东门小学旁路灯不亮")
    there = public(world, "污水外溢，老人走不了", place_code=world.unit("next_village").area.code)
    return home, there


def test_two_characters_of_the_summary_find_it(two: tuple[Case, Case]) -> None:
    home, there = two
    assert _found("小学") == {home.pk}
    assert _found("污水") == {there.pk}
    assert _found("门小学旁") == {home.pk}
    assert _found("小学 东门") == {home.pk}
    assert _found("小学 污水") == set()
    assert _found("学小") == set()


def test_the_name_of_a_village_or_town_finds_what_is_in_it(two: tuple[Case, Case], world: World) -> None:
    home, there = two
    village, next_village = world.unit("village").area, world.unit("next_village").area
    assert village is not None
    assert next_village is not None
    assert _found(village.name[:2]) == {home.pk}
    assert _found(next_village.name) == {there.pk}
    assert _found("笔架山") == {there.pk}
    assert _found("笔架山 污水") == {there.pk}
    assert _found("笔架山 小学") == set()


def test_the_kind_of_matter_is_a_word_too(two: tuple[Case, Case], world: World) -> None:
    name = world.cast.categories[LAMP].name
    assert _found(name) == {case.pk for case in two}


def test_what_is_not_released_is_found_by_nothing(world: World) -> None:
    hidden = world.take(world.report(), "dispatcher", "review", category=LAMP, urgency="ordinary", summary="桥墩裂了")
    gone = public(world, "桥墩裂了")
    take_back(world, gone)
    assert hidden.summary == "桥墩裂了"
    assert _found("桥墩") == set()
    assert _found("裂了 桥墩") == set()


def test_nobody_is_found_by_their_building(two: tuple[Case, Case]) -> None:
    assert _found("示范小区") == set()
    assert _found("1号楼") == set()


def test_it_goes_along_with_the_other_choices(two: tuple[Case, Case]) -> None:
    home, _there = two
    assert _found("小学", state="open") == {home.pk}
    assert _found("小学", state="ended") == set()
    assert _found("小学", area="421081002") == set()
    page = _page("小学")
    assert 'data-words="小学"' in page
    assert "Without “小学”" in page


def test_what_can_not_be_searched_for_is_said(two: tuple[Case, Case]) -> None:
    assert "two characters or more" in _page("灯")
    assert _found("灯") == set()
    assert "Nothing public fits these words" in _page("飞机")
    for odd in ("%", "'", "<b>", "  ", "x" * 500, "，。", "a b c d e f g h"):
        _found(odd)
    assert _found("   ") == {case.pk for case in two}


def test_more_words_cost_no_more_queries(world: World) -> None:
    for _number in range(4):
        public(world, **POINT)

    def cost(words: str) -> int:
        return len(asked(partial(_found, words)))

    cost("路灯")
    assert cost("路灯") == cost("路灯 不亮 灯不") == cost("")
