"""Lists are found in ways that an index serves; whichever way is walked, they hold exactly what the rules say."""

from datetime import timedelta

import pytest

from tests.support.loop import Loop
from wuzhi.cases import keyset, listing, process, queries, visibility
from wuzhi.cases.keyset import ORDERS, page_of
from wuzhi.cases.listing import Desk, Listing
from wuzhi.cases.models import Case
from wuzhi.cases.screens import worklists
from wuzhi.cases.screens.criteria import Criteria
from wuzhi.cases.statements import counting
from wuzhi.core import clock
from wuzhi.core.versions import raise_version
from wuzhi.demo.cast import CAST
from wuzhi.people.actor import Actor
from wuzhi.people.models import Post

WALKS = pytest.mark.parametrize("wide", [0.0, 2.0], ids=["walked by its order", "gathered in several ways"])


@pytest.fixture
def full(loop: Loop) -> Loop:
    """Reports in every part of the loop, a complaint, an errand's worth of states, and a merged one."""
    loop.report()
    loop.reviewed()
    loop.handling()
    loop.done()
    loop.take(loop.report(), "dispatcher", "review", category="street-light", urgency="at_once", summary="井盖没了")
    complaint = {"category": "street-light", "urgency": "ordinary", "about_unit": loop.cast.units["421081-cg"].pk}
    loop.take(loop.report(), "dispatcher", "review", **complaint)
    unit = loop.cast.units["421081-cg"].pk
    objecting = loop.take(loop.reviewed(), "dispatcher", "dispatch", unit=unit)
    loop.take(objecting, "clerk", "object", reason="not-our-duty", note="不是我们的")
    loop.take(
        loop.handling(),
        "clerk",
        "ask_pause",
        reason="weather",
        until=(clock.today() + timedelta(days=30)).isoformat(),
        note="下雨",
    )
    return loop


def _held(found: Listing) -> set[int]:
    return {case.pk for way in found.cases() for case in way}


def _sighted(viewer: Actor) -> set[int]:
    return set(Case.objects.visible_to(viewer).values_list("pk", flat=True))


@WALKS
@pytest.mark.parametrize("username", [member.username for member in CAST])
def test_every_way_holds_what_the_rules_say(
    full: Loop, username: str, wide: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "WIDE", wide)
    viewer = full.cast.actor(username)
    desk, seen = Desk(viewer), _sighted(viewer)
    opened = set(Case.objects.filter(closed_at=None, pk__in=seen).values_list("pk", flat=True))
    mine = set(queries.inbox(viewer).values_list("pk", flat=True))
    assert mine <= seen
    assert _held(desk.in_sight) == seen
    assert _held(desk.mine) == mine
    assert _held(desk.others) == opened - mine
    assert _held(desk.of_unit) <= opened


@pytest.fixture
def watched(full: Loop) -> Loop:
    """Beside these: what waits for one person, for a supervisor, for a unit that is supervised, for an arbiter."""
    full.take(full.handling(), "clerk", "assign", person=full.cast.users["clerk"].pk)
    until = clock.today() + timedelta(days=3)
    for steps in (0, 1, 2):
        case = full.take(full.handling(), "supervisor", "supervise", note="请查明原因，限期办结。", until=until)
        for who, step in (("clerk", "report_back"), ("supervisor", "propose_end"))[:steps]:
            case = full.take(case, who, step, note="已整改到位")
    complaint = {"category": "street-light", "urgency": "ordinary", "about_unit": full.cast.units["421081-centre"].pk}
    full.take(full.report(), "dispatcher", "review", **complaint)
    units = full.cast.units
    elsewhere = full.take(full.reviewed(), "dispatcher", "dispatch", unit=units["421081-hb"].pk)
    full.take(elsewhere, "dispatcher", "whistle", units=[units["421081-cg"].pk])
    return full


def test_the_few_from_which_a_list_begins_hold_all_that_stand_so(watched: Loop) -> None:
    awaited = {key for one in process.all_known() for state in one.states for key in state.awaits}
    begun, met = set(), set()
    for viewer in (watched.cast.actor(member.username) for member in CAST):
        for key in awaited:
            found = visibility.few(key, viewer)
            if found is not None:
                related = set(Case.objects.filter(visibility.condition(key, viewer)).values_list("pk", flat=True))
                assert related <= set(Case.objects.filter(found).values_list("pk", flat=True)), key
                begun.add(key)
                met |= {key} if related else set()
    assert met == begun


@WALKS
def test_a_count_counts_each_case_once_and_no_further_than_asked(
    watched: Loop, wide: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "WIDE", wide)
    for member in CAST:
        desk = Desk(watched.cast.actor(member.username))
        for found in (desk.in_sight, desk.mine, desk.others, desk.of_unit):
            number = len(_held(found))
            for most in (None, 1000, 2):
                told = counting(most, [found.countable()]).rows()[0][0]
                assert told == min(number, most or number), (member.username, most)


def test_whoever_waits_somewhere_is_named(full: Loop) -> None:
    lists = {name: len(_held(Desk(full.cast.actor(name)).mine)) for name in ("dispatcher", "clerk", "supervisor")}
    assert all(lists.values()), lists


@WALKS
@pytest.mark.parametrize("by", ORDERS, ids=lambda order: order.key)
def test_pages_hold_every_case_once(full: Loop, by: keyset.Order, wide: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "WIDE", wide)
    monkeypatch.setattr(keyset, "PAGE", 3)
    ways = Desk(full.cast.actor("dispatcher")).in_sight.cases
    shown, after = [], ""
    while True:
        page = page_of(ways, by, after)
        shown += [case.pk for case in page.cases]
        after = page.after
        if not after:
            break
    assert len(shown) == len(set(shown)) == Case.objects.visible_to(full.cast.actor("dispatcher")).count()
    in_order = Case.objects.order_by(*by.phases[0].ordering).filter(by.phases[0].condition, pk__in=shown)
    assert shown[: in_order.count()] == list(in_order.values_list("pk", flat=True))


def test_a_row_that_moves_on_between_two_pages_hides_no_other(full: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyset, "PAGE", 2)
    ways = Desk(full.cast.actor("dispatcher")).in_sight.cases
    by = keyset.order("due", "due")
    first = page_of(ways, by)
    rest = set(Case.objects.filter(due_at__isnull=False).values_list("pk", flat=True)) - {c.pk for c in first.cases}
    Case.objects.filter(pk=first.cases[-1].pk).update(due_at=None)
    found, after = set(), first.after
    while after:
        page = page_of(ways, by, after)
        found |= {case.pk for case in page.cases}
        after = page.after
    assert rest <= found


@pytest.mark.parametrize("after", ["x", "..", "0.0.0", "a" * 400, "00000000-0000-0000-0000-000000000000.0.x", "٣.٣.٣"])
def test_a_cursor_that_nobody_gave_begins_at_the_start(full: Loop, after: str) -> None:
    ways = Desk(full.cast.actor("dispatcher")).in_sight.cases
    assert page_of(ways, keyset.order("due", "due"), after).first


def test_counts_stop_where_they_say_nothing_more(full: Loop) -> None:
    desk = Desk(full.cast.actor("dispatcher"))
    whole = len(_held(desk.in_sight))
    assert whole > 3
    assert counting(3, [desk.in_sight.countable(), Listing(()).countable()]).rows() == [(3, 0)]
    assert counting(1000, [desk.in_sight.countable()]).rows() == [(whole,)]


@WALKS
def test_overdue_is_counted_at_the_instant_of_asking(full: Loop, wide: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "WIDE", wide)
    desk = Desk(full.cast.actor("dispatcher"))
    facts = Case.objects.filter(closed_at=None, due_at__isnull=False).values_list("due_at", "urgency")
    due = sorted((at, urgency) for at, urgency in facts if at)
    asked = counting(1000, [desk.overdue.countable(), Criteria(urgency="at_once").narrow(desk.overdue).countable()])
    assert len(due) > 3
    for number in (0, 1, 3):
        with clock.at(due[number][0]):
            late = [urgency for at, urgency in due if at < clock.now()]
            assert asked.rows() == [(len(late), late.count("at_once"))]


def test_a_statement_is_kept_for_what_it_depends_on_and_no_longer(full: Loop) -> None:
    username, user = "clerk", full.cast.users["clerk"]
    before = len(worklists.page(Desk(full.cast.actor(username)), Criteria(tab="all")).cases)
    assert before
    Post.objects.filter(user=user).update(ends=clock.today())
    raise_version("people")
    assert worklists.page(Desk(full.cast.actor(username)), Criteria(tab="all")).cases == []
