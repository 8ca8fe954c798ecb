"""One step of many ticked cases: each moves whole or says why not, and a second click does nothing twice."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.databases import FreshDatabase
from tests.support.world import World
from wuzhi.cases import bulk, process
from wuzhi.cases.actions import act, act_many
from wuzhi.cases.models import Case, Event
from wuzhi.cases.process import Field, ProcessError, Step
from wuzhi.core.versions import forget_stamps

PAGE = "/cases/ticked"


def _client(world: World, who: str) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(world.user(who))
    return client


def _sent(cases: list[Case], **more: str) -> dict[str, object]:
    return {"case": [str(case.uuid) for case in cases], **more}


def _assign(world: World, cases: list[Case]) -> dict[str, object]:
    person = str(world.colleague().pk)
    return _sent(cases, step="report:assign", go="1", key=str(uuid4()), person=person)


def test_the_steps_are_those_that_are_open_with_how_many(world: World) -> None:
    cases = [world.dispatched(), world.handling(), world.done()]
    page = _client(world, "clerk").post(PAGE, _sent(cases)).content.decode()
    assert re.findall(r'name="step" value="([^"]+)"', page) == ["report:assign"]
    assert "2 of 3" in page or "Name the person who acts" in page
    page = _client(world, "dispatcher").post(PAGE, _sent(cases)).content.decode()
    assert set(re.findall(r'name="step" value="([^"]+)"', page)) == {"report:redispatch", "report:remind"}


def test_each_case_that_may_moves_and_the_others_say_why(world: World) -> None:
    cases = [world.dispatched(), world.handling(), world.done()]
    page = _client(world, "clerk").post(PAGE, _assign(world, cases)).content.decode()
    assert "Done for 2 matters" in page
    assert "The case has moved on; this step is no longer open." in page
    assert [Case.objects.get(pk=case.pk).assignee_id for case in cases] == [world.colleague().pk] * 2 + [None]


def test_a_second_click_does_nothing_twice_and_says_the_same(world: World) -> None:
    cases = [world.handling(), world.handling()]
    client, sent = _client(world, "clerk"), _assign(world, cases)
    first, second = (client.post(PAGE, sent).content.decode() for _time in range(2))
    assert "Done for 2 matters" in first
    assert "Done for 2 matters" in second
    assert Event.objects.filter(kind="assign").count() == 2


def test_a_reminder_sent_twice_reminds_once(world: World) -> None:
    cases = [world.handling()]
    sent = _sent(cases, step="report:remind", go="1", key=str(uuid4()))
    for _time in range(2):
        assert "Done for 1 matter" in _client(world, "dispatcher").post(PAGE, sent).content.decode()
    assert Event.objects.filter(kind="remind").count() == 1


def test_the_same_key_for_something_else_is_refused(world: World) -> None:
    cases = [world.handling()]
    key = str(uuid4())
    client = _client(world, "dispatcher")
    client.post(PAGE, _sent(cases, step="report:remind", go="1", key=key))
    unit, note = world.ids("third")[0], "改派"
    page = client.post(PAGE, _sent(cases, step="report:redispatch", go="1", key=key, unit=unit, note=note))
    assert "already used for something else" in page.content.decode()
    assert Case.objects.get(pk=cases[0].pk).state == "handling"


def test_what_is_missing_is_marked_and_nothing_moves(world: World) -> None:
    case = world.handling()
    sent = _sent([case], step="report:redispatch", go="1", key=str(uuid4()), unit=world.ids("third")[0])
    answer = _client(world, "dispatcher").post(PAGE, sent)
    assert answer.status_code == 422
    assert 'id="id_redispatch_note_error"' in answer.content.decode()
    assert Case.objects.get(pk=case.pk).revision == case.revision


def test_out_of_sight_moves_nothing_and_is_not_named(world: World) -> None:
    case = world.handling()
    page = _client(world, "outsider").post(PAGE, _assign(world, [case])).content.decode()
    assert Case.objects.get(pk=case.pk).assignee_id is None
    assert str(case.uuid) not in re.sub(r'<input type="hidden"[^>]*>', "", page)


@pytest.mark.parametrize("ticked", [[], ["x"], ["\x00"]])
def test_nothing_ticked_leads_back_to_the_list(world: World, ticked: list[str]) -> None:
    answer = _client(world, "clerk").post(PAGE, {"case": ticked, "back": "/inbox?tab=unit"})
    assert answer.headers["Location"] == "/inbox?tab=unit"


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_the_way_back_stays_inside(world: World, back: str) -> None:
    answer = _client(world, "clerk").post(PAGE, {"case": [], "back": back})
    assert answer.headers["Location"] == "/inbox"


def test_more_than_two_hundred_are_refused(world: World) -> None:
    answer = _client(world, "clerk").post(PAGE, {"case": [str(uuid4()) for _one in range(bulk.MOST + 1)]})
    assert answer.headers["Location"] == "/inbox"


def test_unknown_steps_and_steps_not_meant_for_many(world: World) -> None:
    case = world.handling()
    for step in ("report:report_done", "report:fly", "fly", "", ":"):
        answer = _client(world, "clerk").post(PAGE, _sent([case], step=step, go="1", note="x"))
        assert answer.status_code == 200, step
        assert Case.objects.get(pk=case.pk).revision == case.revision


def test_queries_grow_by_a_few_a_case(world: World) -> None:
    def cost(count: int) -> int:
        cases = [world.handling() for _one in range(count)]
        sent = _assign(world, cases)
        client = _client(world, "clerk")
        client.post(PAGE, _sent(cases))
        with CaptureQueriesContext(connection) as captured:
            assert f"Done for {count} matter" in client.post(PAGE, sent).content.decode()
        return len(captured)

    few, many = cost(2), cost(12)
    assert many - few <= 10 * 1, (few, many)
    cases = [world.handling() for _one in range(12)]
    client = _client(world, "clerk")
    with CaptureQueriesContext(connection) as captured:
        client.post(PAGE, _sent(cases))
    assert len(captured) <= 8


def test_a_step_that_asks_for_one_thing_each_is_never_taken_in_bulk() -> None:
    report = process.current("report")
    photo = Step("x", "x", "x", ("handling",), ("",), ("handler",), form=(Field("p", "picture", "p"),), bulk=True)
    steps = (*report.steps, photo)
    with pytest.raises(ProcessError, match="in bulk"):
        process.Process("y", 1, "y", report.opening, report.states, steps, report.seen_by, "report", ("task",))


def test_a_case_that_someone_else_moves_meanwhile_is_named_and_may_be_sent_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its key is given back: what did not happen is not taken for done."""
    one, other = world.handling(), world.handling()
    sent = _assign(world, [one, other])
    real = act_many

    def rival(**given: object) -> object:
        monkeypatch.setattr(bulk, "act_many", real)
        act(actor=world["clerk"], case_uuid=one.uuid, step_key="progress", data={"note": "先到"})
        return real(**given)  # type: ignore[arg-type]  # passed on as given

    monkeypatch.setattr(bulk, "act_many", rival)
    client = _client(world, "clerk")
    page = client.post(PAGE, sent).content.decode()
    assert "Done for 1 matter" in page
    assert "Someone else has acted" in page
    assert "Done for 2 matters" in client.post(PAGE, sent).content.decode()
    assert Event.objects.filter(kind="assign").count() == 2


def test_two_hundred_in_one_go(fresh_database: FreshDatabase) -> None:
    """Whoever leaves hands over all they had, in a few seconds, on a real connection."""
    with fresh_database.connected():
        forget_stamps()
        world = World()
        cases = [world.handling() for _one in range(40)]
        data = {"person": str(world.colleague().pk)}
        choice = bulk.named("report:assign")
        assert choice is not None
        key = uuid4()
        for _time in range(2):
            done = bulk.take(world["clerk"], [case.uuid for case in cases], choice, data, key)
            assert (done.moved, done.refused, done.unseen) == (40, [], 0)
        assert Event.objects.filter(kind="assign").count() == 40
