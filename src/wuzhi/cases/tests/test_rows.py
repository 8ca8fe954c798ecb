"""A line's words are found once, and yet are always those of the case, the settings and the reader's language now."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import translation

from tests.support.asked import asked
from tests.support.world import LAMP, World
from wuzhi.cases import keyset
from wuzhi.cases.listing import Desk
from wuzhi.cases.models import Case, Category
from wuzhi.cases.models.case import Urgency
from wuzhi.cases.screens import describe
from wuzhi.cases.screens.rows import row_of, rows_of
from wuzhi.core import clock
from wuzhi.core.versions import raise_version
from wuzhi.people.models import Leave, Post

WAYS: dict[str, Callable[[World], Case]] = {
    "new": lambda world: world.report(),
    "reviewed": lambda world: world.reviewed(),
    "at a unit": lambda world: world.dispatched(),
    "several units": lambda world: world.dispatched("second", "third"),
    "handling": lambda world: world.handling(),
    "named": lambda world: world.take(world.handling(), "clerk", "assign", person=world.colleague().pk),
    "done": lambda world: world.done(),
    "closed": lambda world: world.take(world.report(), "reporter", "withdraw"),
    "errand": lambda world: world.errand(),
}


def _say_the_same(case: Case) -> None:
    row = row_of(case)
    assert row.title == describe.title(case)
    assert row.state == describe.state_label(case)
    assert row.awaited == describe.awaited(case)
    assert row.who == describe.awaited(case, named=True)
    assert row.urgency == case.get_urgency_display()
    assert row.due == describe.due(case)
    assert (row.url, row.uuid) == (describe.address(case), str(case.uuid))


@pytest.mark.parametrize("way", WAYS)
def test_a_line_says_what_the_page_says_in_both_languages(world: World, way: str) -> None:
    case = WAYS[way](world)
    for language in ("zh-hans", "en", "zh-hans"):
        with translation.override(language):
            _say_the_same(case)
            _say_the_same(Case.objects.get(pk=case.pk))


def test_a_list_of_every_sort_is_drawn_without_a_query(world: World) -> None:
    for make in WAYS.values():
        make(world)
    shown = keyset.page_of(Desk(world["dispatcher"]).in_sight.cases, keyset.order("newest", "newest")).cases
    assert len(shown) >= len(WAYS) - 1
    assert asked(lambda: rows_of(shown)) == []


def test_a_new_name_of_a_category_and_a_leave_are_seen_at_once(world: World) -> None:
    case = world.take(world.dispatched(), "clerk", "accept")
    case = world.take(case, "clerk", "assign", person=world.colleague().pk)
    before = row_of(case)
    Category.objects.filter(code=LAMP).update(name="换了名字的灯", name_en="A lamp by another name")
    raise_version("catalogue")
    _say_the_same(case)
    assert row_of(case).title != before.title
    away = Leave(
        post=Post.objects.get(user=world.colleague()),
        stand_in=world.user("clerk"),
        starts=clock.today(),
        ends=clock.today() + timedelta(days=2),
    )
    away.save()
    raise_version("people")
    assert str(world.user("clerk")) in row_of(case).who
    with clock.at(clock.now() + timedelta(days=3)):
        assert clock.today() > date(2026, 3, 11)
        assert str(world.user("clerk")) not in row_of(case).who


def test_two_lines_differ_by_whatever_their_words_depend_on(world: World) -> None:
    case = world.dispatched()
    rows_of([case])
    changes = {"urgency": Urgency.AT_ONCE, "lead_unit_id": world.unit("second").pk, "area_code": "421081100"}
    for column, value in changes.items():
        setattr(case, column, value)
        _say_the_same(case)
