"""What stands beside a case: similar ones in sight, merges and splits in both directions, and who must do what."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.support.asked import asked_by
from tests.support.world import LITTER, World
from wuzhi.cases.models import Case
from wuzhi.cases.similar import MOST, related, similar
from wuzhi.core import clock
from wuzhi.core.ids import show_number
from wuzhi.demo.cast import GRID, NEXT_GRID, OTHER_GRID, OTHER_VILLAGE

BESIDE = "estate-light"  # of the same kind as a street light
MOST_QUERIES = 19


def _page(world: World, who: str, case: Case, query: str = "") -> str:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(world.user(who))
    return client.get(f"/cases/{case.uuid}{query}").content.decode()


def _near(world: World, who: str, case: Case) -> list[Case]:
    return [one.case for one in similar(world[who], case)]


def _at(case: Case, longitude: float, latitude: float) -> Case:
    Case.objects.filter(pk=case.pk).update(longitude=longitude, latitude=latitude)
    case.refresh_from_db()
    return case


def test_the_same_kind_in_the_same_village_is_similar_and_others_are_not(world: World) -> None:
    case = world.reviewed()
    same = world.report()
    grid = world.report(place_code=OTHER_GRID)
    other_kind = world.report(category=LITTER)
    elsewhere = world.report(place_code=NEXT_GRID)
    found = _near(world, "dispatcher", case)
    assert found[0] == same
    assert set(found) == {same, grid}
    assert other_kind not in found
    assert elsewhere not in found


def test_a_few_hundred_metres_across_the_border_count_and_further_does_not(world: World) -> None:
    case = _at(world.reviewed(), 112.40, 29.72)
    near = _at(world.report(place_code=OTHER_VILLAGE), 112.403, 29.72)
    far = _at(world.report(place_code=OTHER_VILLAGE), 112.42, 29.72)
    found = {one.case: one.metres for one in similar(world["dispatcher"], case)}
    assert far not in found
    assert found[near] is not None
    assert 250 < (found[near] or 0) < 320


def test_what_ended_long_ago_is_left_out(world: World) -> None:
    case, closed = world.reviewed(), world.done()
    world.take(closed, "reporter", "call_back", answered="yes", solved="yes", satisfaction="5")
    assert closed in _near(world, "dispatcher", case)
    long_ago = clock.now() - timedelta(days=120)
    Case.objects.filter(pk=closed.pk).update(closed_at=long_ago, opened_at=long_ago)
    assert closed not in _near(world, "dispatcher", case)


def test_only_what_the_viewer_sees(world: World) -> None:
    case = world.handling()
    hidden = world.reviewed()
    assert hidden in _near(world, "dispatcher", case)
    assert hidden not in _near(world, "clerk", case)


def test_a_complaint_is_never_beside_an_ordinary_report(world: World) -> None:
    case = world.reviewed()
    complaint = world.report(about_unit=world.ids("department")[0])
    assert complaint not in _near(world, "dispatcher", case)
    assert case not in _near(world, "dispatcher", complaint)


def test_a_busy_place_shows_a_few(world: World) -> None:
    case = world.reviewed()
    for _one in range(MOST + 3):
        world.report()
    assert len(_near(world, "dispatcher", case)) == MOST


def test_merging_from_the_page_fills_the_form_and_only_where_the_step_is_open(world: World) -> None:
    case, other = world.report(), world.report()
    number = show_number(other.uuid)
    page = _page(world, "dispatcher", case)
    link = re.search(r'href="(\?into=[^"#]+)#step-merge"', page)
    assert link is not None
    filled = _page(world, "dispatcher", case, link[1].replace("&amp;", "&"))
    assert re.search(rf'<input[^>]*name="into"[^>]*value="{number}"', filled)
    assert 'open id="step-merge"' in filled
    assert "?into=" not in _page(world, "dispatcher", world.handling())
    world.take(case, "dispatcher", "merge", into=number)
    assert Case.objects.get(pk=case.pk).merged_into == other


def test_merges_are_seen_from_both_ends(world: World) -> None:
    case, other = world.report(), world.report()
    world.take(case, "dispatcher", "merge", into=show_number(other.uuid))
    assert "this was merged into it" in _page(world, "dispatcher", case)
    assert "was merged into this" in _page(world, "dispatcher", other)


def test_splits_are_seen_from_both_ends(world: World) -> None:
    case = world.reviewed()
    world.take(case, "dispatcher", "split", note="另一盏", category=LITTER)
    part = Case.objects.get(split_from=case)
    assert "was split off from this" in _page(world, "dispatcher", case)
    assert "this was split off from it" in _page(world, "dispatcher", part)


def test_what_it_was_merged_into_is_not_named_to_whom_it_is_hidden(world: World) -> None:
    case, other = world.report(place_code=GRID), world.report(place_code=NEXT_GRID)
    world.take(case, "dispatcher", "merge", into=show_number(other.uuid))
    case.refresh_from_db()
    ends = related(world["grid"], case)
    assert ends.into is None
    assert ends.into_hidden
    page = _page(world, "grid", case)
    assert "out of your sight" in page
    assert str(other.uuid) not in page


def test_who_must_do_what_by_when(world: World) -> None:
    case = world.handling("second")
    page = _page(world, "dispatcher", case)
    card = re.search(r'<section class="card wz-duties".*?</section>', page, re.DOTALL)
    assert card is not None
    assert str(world.unit("department")) in card[0]
    assert str(world.unit("second")) in card[0]
    assert "owes an answer" in card[0]
    case = world.take(case, "clerk", "ask_extension", days=2, note="雨")
    assert "decides about the time that was asked for" in _page(world, "dispatcher", case)
    case = world.take(case, "asked", "answer", note="我们办好了")
    assert "我们办好了" in _page(world, "dispatcher", case)
    assert "has answered" in _page(world, "dispatcher", case)


def test_a_case_that_has_ended_asks_nothing_of_anybody(world: World) -> None:
    case = world.take(world.done(), "reporter", "call_back", answered="yes", solved="yes", satisfaction="5")
    assert "Nobody: it has ended." in _page(world, "dispatcher", case)


@pytest.mark.parametrize("who", ["dispatcher", "clerk"])
def test_the_page_costs_the_same_however_much_stands_on_it(world: World, who: str) -> None:
    def cost(case: Case) -> int:
        client = Client()
        client.force_login(world.user(who))
        return len(asked_by(client, f"/cases/{case.uuid}"))

    case = world.handling()
    before = cost(case)
    for number in range(6):
        case = world.take(case, "clerk", "progress", note=f"第{number}次")
        world.handling()
    for _more in range(3):
        world.take(world.report(), "dispatcher", "merge", into=show_number(case.uuid))
    world.take(case, "dispatcher", "whistle", units=world.ids("second", "third"))
    case.refresh_from_db()
    assert cost(case) == before
    assert before <= MOST_QUERIES
