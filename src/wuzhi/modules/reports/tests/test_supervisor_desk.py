"""The supervisor's desk: each list holds what it says, most pressing first, in a fixed number of queries."""

import pytest
from django.test import Client

from tests.support.asked import asked_by
from tests.support.world import CONTENT, OBJECT, World, at
from wuzhi.cases import keyset
from wuzhi.cases.models import Case
from wuzhi.modules.reports import supervision as desk
from wuzhi.modules.reports.tests.situations import SITUATIONS

IN_LIST = {
    "objected": ["objected twice"],
    "appealed": ["appealed"],
    "second_look": ["end proposed"],
    "supervised": ["reported back", "supervised", "supervised at the desk", "closed under supervision"],
    "arbitrate": [],
    "overdue": [],
}


def _client(world: World, who: str = "supervisor") -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(world.user(who))
    return client


def _shown(world: World, key: str, who: str = "supervisor") -> list[Case]:
    wanted = next(one for one in desk.LISTS if one.key == key)
    return desk.page(world[who], wanted, "").cases


def test_each_situation_is_in_the_list_that_names_it_and_in_no_other(world: World) -> None:
    cases = {name: build(world) for name, build in SITUATIONS.items()}
    names = {case.pk: name for name, case in cases.items()}
    for key, expected in IN_LIST.items():
        assert {names[case.pk] for case in _shown(world, key) if case.pk in names} == set(expected), key
    assert [one.count for one in desk.counted(world["supervisor"])] == [len(IN_LIST[one.key]) for one in desk.LISTS]


def test_a_complaint_about_the_centre_waits_to_be_arbitrated(world: World) -> None:
    case = world.report(about_unit=world.ids("centre")[0])
    assert _shown(world, "arbitrate") == [case]
    case = world.take(case, "supervisor", "review", category="street-light", urgency="ordinary", summary="服务")
    case = world.take(case, "supervisor", "dispatch", unit=world.ids("department")[0])
    assert _shown(world, "arbitrate") == []
    case = world.take(world.take(case, "clerk", "accept"), "clerk", "ask_extension", days=2, note="雨")
    assert _shown(world, "arbitrate") == [case]


def test_what_was_reported_back_comes_first_and_then_the_nearest_date(world: World) -> None:
    late = world.take(world.handling(), "supervisor", "supervise", note="办", until="2026-03-20")
    soon = world.take(world.handling(), "supervisor", "supervise", note="办", until="2026-03-11")
    back = world.take(world.handling(), "supervisor", "supervise", note="办", until="2026-03-25")
    back = world.take(back, "clerk", "report_back", note="已整改")
    assert _shown(world, "supervised") == [back, soon, late]


def test_the_row_says_who_must_act_and_by_when(world: World) -> None:
    case = world.take(world.done(), "supervisor", "supervise", note="办", until="2026-03-11")
    world.take(case, "reporter", "call_back", **CONTENT)
    with at("2026-03-12 17:30"):
        page = _client(world).get("/supervision?list=supervised").content.decode()
    assert f"{world.unit('department').name_en} must report back by 2026-03-11: 24 hours overdue" in page


def test_the_page_opens_at_the_first_list_that_holds_anything(world: World) -> None:
    empty = _client(world).get("/supervision").content.decode()
    assert "Nothing in your sight is overdue." in empty
    case = world.take(world.dispatched(), "clerk", "object", **OBJECT)
    case = world.take(case, "dispatcher", "reject_objection", note="仍由你处")
    world.take(case, "clerk", "object", **OBJECT)
    page = _client(world).get("/supervision").content.decode()
    assert "the supervisor decides" in page
    for odd in ("/supervision?list=nothing", "/supervision?after=9&list=overdue", "/supervision?list=%00"):
        assert _client(world).get(odd).status_code in {200, 400}


@pytest.mark.parametrize("key", ["supervised", "overdue"])
def test_pages_hold_every_report_once_in_their_order(world: World, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setattr(keyset, "PAGE", 2)
    for number in range(5):
        case = world.take(world.handling(), "supervisor", "supervise", note="办", until=f"2026-03-{20 + number % 3}")
        if number % 2:
            world.take(case, "clerk", "report_back", note="已整改")
    with at("2026-04-20 09:00"):
        whole, client = [], _client(world)
        address = f"/supervision?list={key}"
        while address:
            page = client.get(address)
            whole += [row.case for row, _note in page.context["rows"]]
            address = f"/supervision?list={key}&{page.context['further']}" if page.context["further"] else ""
    assert len({case.pk for case in whole}) == len(whole) == 5
    assert 'rel="next"' not in page.content.decode()
    assert "To the start" in page.content.decode()
    by_date = [(case.follow_up_at is not None, case.follow_up_at) for case in whole]
    by_due = [case.due_at for case in whole]
    assert by_date == sorted(by_date) if key == "supervised" else by_due == sorted(by_due)


def test_numbers_stop_at_a_thousand(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "MOST_COUNTED", 2)
    for _case in range(4):
        world.take(world.report(), "supervisor", "supervise", note="办", until="2026-03-20")
    (supervised,) = [one for one in desk.counted(world["supervisor"]) if one.list.key == "supervised"]
    assert (supervised.count, supervised.words) == (3, "2+")


@pytest.mark.parametrize("who", ["supervisor", "leader"])
def test_the_desk_costs_the_same_queries_however_much_there_is(world: World, who: str) -> None:
    client = _client(world, who)
    counts = []
    for _more in range(2):
        for name in ("supervised", "reported back", "end proposed", "closed under supervision", "objected twice"):
            SITUATIONS[name](world)
        counts += [len(asked_by(client, f"/supervision?list={key}")) for key in IN_LIST]
    assert max(counts) <= 12, counts
    assert counts[:6] == counts[6:]


def test_a_supervisor_s_day_begins_here(world: World) -> None:
    assert _client(world).get("/desk")["Location"] == "/supervision"
    assert _client(world, "leader").get("/desk")["Location"] == "/county"
