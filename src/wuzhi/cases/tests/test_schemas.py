"""What was written in an older form is read in today's; what was promised for thirty days is kept for thirty."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.support.world import MORNING, ORDINARY, World
from wuzhi.cases import chain, idempotency, queries
from wuzhi.cases.actions import act, open_case
from wuzhi.cases.clockwork import tick
from wuzhi.cases.models import Case, IdempotencyKey
from wuzhi.cases.outcomes import Conflict
from wuzhi.core import clock
from wuzhi.people.actor import ANYONE


@pytest.fixture
def two_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Schema 2 called the data `facts`, schema 3 calls it `told` and counts it."""

    def to_2(body: dict[str, Any]) -> dict[str, Any]:
        return {"facts" if key == "data" else key: value for key, value in body.items()}

    def to_3(body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "told": body["facts"], "count": len(body["facts"])}

    monkeypatch.setattr(chain, "SCHEMA", 3)
    monkeypatch.setattr(chain, "UPCASTERS", {1: to_2, 2: to_3})


def test_an_event_of_an_older_schema_is_read_through_every_upcaster(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = world.reviewed()
    before = [chain.body_of(event) for event in world.events(case)]
    monkeypatch.setattr(chain, "SCHEMA", 2)
    monkeypatch.setattr(chain, "UPCASTERS", {1: lambda body: {**body, "units": "read anew"}})
    after = [chain.body_of(event) for event in world.events(case)]
    assert [body["units"] for body in after] == ["read anew"] * 2
    assert [{**body, "units": None} for body in after] == [{**body, "units": None} for body in before]


@pytest.mark.usefixtures("two_changes")
def test_from_the_first_schema_to_the_third_and_from_each_its_own_way(world: World) -> None:
    text = chain.canonical({"actor": "anyone", "data": {"a": 1}})
    assert chain.read_body(1, text) == {"actor": "anyone", "facts": {"a": 1}, "told": {"a": 1}, "count": 1}
    second = chain.canonical({"actor": "anyone", "facts": {}})
    assert chain.read_body(2, second) == {"actor": "anyone", "facts": {}, "told": {}, "count": 0}
    assert chain.read_body(3, chain.canonical({"told": {}})) == {"told": {}}
    assert chain.read_body(1, None) == {}


def test_what_is_written_carries_todays_schema_and_the_chain_is_of_the_text_as_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = world.report()
    monkeypatch.setattr(chain, "SCHEMA", 2)
    monkeypatch.setattr(chain, "UPCASTERS", {1: lambda body: {**body, "since": "schema 2"}})
    case = world.take(case, "dispatcher", "remind")
    events = world.events(case)
    assert [event.schema for event in events] == [1, 2]
    assert ["since" in chain.body_of(event) for event in events] == [True, False]
    assert chain.first_broken(events) is None
    assert [one.schema for one in queries.happened(case)] == [1, 2]


def test_the_pages_read_an_older_event_through_its_upcaster(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = world.report()
    asked: list[int] = []

    def upcast(body: dict[str, Any]) -> dict[str, Any]:
        asked.append(1)
        return body

    monkeypatch.setattr(chain, "SCHEMA", 2)
    monkeypatch.setattr(chain, "UPCASTERS", {1: upcast})
    client = Client()
    client.force_login(world.user("dispatcher"))
    for address in (
        reverse("cases:case", args=[case.uuid]),
        reverse("cases:status", args=[case.tracking_code]),
    ):
        asked.clear()
        assert client.get(address, follow=True).status_code == 200
        assert asked, address


def test_a_key_is_kept_for_thirty_days_and_no_longer(world: World) -> None:
    key = uuid4()
    first = open_case(actor=ANYONE, process_key="report", data=ORDINARY, key=key).case
    for passed, kept in ((timedelta(days=29, hours=23), True), (timedelta(days=30), True)):
        with clock.at(MORNING + passed):
            tick()
            again = open_case(actor=ANYONE, process_key="report", data=ORDINARY, key=key)
            assert (again.replayed, again.case.pk == first.pk) == (kept, kept), passed
            with pytest.raises(Conflict):
                open_case(actor=ANYONE, process_key="report", data={**ORDINARY, "words": "另一件"}, key=key)
    with clock.at(MORNING + timedelta(days=30, seconds=1)):
        assert tick().expired == 1
        later = open_case(actor=ANYONE, process_key="report", data=ORDINARY, key=key)
    assert (later.replayed, later.case.pk == first.pk) == (False, False)
    assert Case.objects.count() == 2


def test_the_age_of_a_key_counts_from_its_first_use(world: World) -> None:
    case, key = world.report(), uuid4()
    facts: dict[str, Any] = {"actor": world["dispatcher"], "case_uuid": case.uuid, "step_key": "remind", "key": key}
    act(**facts)
    with clock.at(MORNING + timedelta(days=20)):
        assert act(**facts).replayed
        assert idempotency.expire() == 0
    with clock.at(MORNING + timedelta(days=31)):
        assert idempotency.expire() == 1
    assert not IdempotencyKey.objects.exists()
