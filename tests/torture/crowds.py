"""Many at once: the same key from many connections, the same case from many hands."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from django.db import connections

from bench.load import drive
from bench.page import RINGS, ReportPage
from bench.server import serving
from tests.support.databases import FreshDatabase
from tests.torture import installed
from wuzhi.cases.actions import act, open_case
from wuzhi.cases.chain import first_broken
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import Conflict
from wuzhi.cases.queries import find, history
from wuzhi.core import clock
from wuzhi.demo.cast import VILLAGE, build_cast, read_cast
from wuzhi.people.actor import ANYONE
from wuzhi.trust.models import Secret


def same_keys(database: FreshDatabase, folder: Path, *, clients: int, keys: int) -> None:
    """Each key is sent by every client at about the same time; each key makes one case, told to all of them."""
    made = installed.install(database, folder)
    chosen = [uuid4() for _number in range(keys)]
    with serving(installed.served(made)) as server:
        make = ReportPage(server.port, installed.ground(database), RINGS).same_place()
        outcome = drive(
            server.port,
            clients,
            lambda number: make(str(chosen[number // clients])),
            seconds=60 + clients * keys / 50,  # a limit, not a measure: a busy machine answers 50 a second
            at_most=clients * keys,
        )
    assert outcome.statuses() == {302: clients * keys}
    places: dict[UUID, set[str]] = {}
    for answer in outcome.answers:
        places.setdefault(chosen[answer.number // clients], set()).add(answer.location)
    assert {len(found) for found in places.values()} == {1}
    assert len({next(iter(found)) for found in places.values()}) == keys
    with database.connected():
        assert Case.objects.count() == keys
    assert installed.faults(database, {key: next(iter(found)) for key, found in places.items()}) == []


def same_case(database: FreshDatabase, *, hands: int, steps: int) -> None:
    """`hands` threads, each on its own connection, take `steps` steps of one case as they see it.

    A hand that is too late is told so; what the others did is on the record whole.
    """
    with database.connected():
        build_cast()
        case = open_case(actor=ANYONE, process_key="report", data={"words": "x", "place_code": VILLAGE}).case
        first = {"note": "step 0", "until": (clock.today() + timedelta(days=7)).isoformat()}
        case = act(actor=read_cast().actor("supervisor"), case_uuid=case.uuid, step_key="supervise", data=first).case
        started, outcomes = threading.Barrier(hands), Counter[str]()
        threads = [
            threading.Thread(target=_hand, args=(case.uuid, steps, started.wait, outcomes)) for _hand_ in range(hands)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        after = Case.objects.get(uuid=case.uuid)
        events = history([after])[after.pk]
        assert outcomes.total() == hands * steps, outcomes
        assert set(outcomes) == {"taken", "conflict"}, outcomes
        assert after.revision - case.revision == outcomes["taken"] == len(events) - 2
        assert [event.number for event in events] == list(range(1, after.revision + 1))
        assert first_broken(events) is None
        assert Secret.objects.count() == 2 + outcomes["taken"]


def _hand(uuid: UUID, steps: int, wait: Callable[[], int], outcomes: Counter[str]) -> None:
    try:
        actor = read_cast().actor("supervisor")
        until = (clock.today() + timedelta(days=7)).isoformat()
        wait()
        for number in range(steps):
            seen = find(actor, uuid).revision
            data = {"note": f"step {number}", "until": until}
            try:
                act(actor=actor, case_uuid=uuid, step_key="follow_up", data=data, revision=seen)
                outcomes["taken"] += 1
            except Conflict:
                outcomes["conflict"] += 1
            except Exception as error:
                outcomes[repr(error)] += 1
    finally:
        connections.close_all()
