"""A row written by the composed statement is the row that Django would have written."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from wuzhi.cases.insert import MOST_AT_ONCE, insert
from wuzhi.cases.models import Case, Event, EventBody
from wuzhi.notices.models import Job
from wuzhi.people.models import User
from wuzhi.trust.models import Secret

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, 30, 0, 123456, tzinfo=UTC)


def a_case() -> Case:
    facts = {"given_place": {"名": "桥南 100%s", "n": [1, None]}, "promise": {"review": [4, "working_hours"]}}
    return Case(process="p", version=1, state="s", opened_at=NOW, entered_at=NOW, area_code="42", tier="grid", **facts)


def a_secret() -> Secret:
    return Secret(kind="words", purpose="x", nonce=b"\x00%s'", ciphertext=b"\xff\x00", wrapped_key=b"k", created_at=NOW)


def columns(row: Model) -> dict[str, object]:
    """Everything that the database holds of a row but its key and what is drawn by lot."""
    read = type(row)._default_manager.get(pk=row.pk)
    left_out = {"id", "uuid", "tracking_code"}
    found = {field.attname: getattr(read, field.attname) for field in row._meta.concrete_fields}
    return {
        name: bytes(value) if isinstance(value, memoryview) else value
        for name, value in found.items()
        if name not in left_out
    }


def checked(row: Model) -> None:
    """Inserts a row and asks at once for what a commit would ask."""
    insert([row])
    connection.check_constraints()


def test_it_writes_what_django_writes() -> None:
    for make in (a_case, a_secret, lambda: Job(kind="k", payload={"a": "b"}, run_at=NOW + timedelta(hours=1))):
        ours, theirs = make(), make()
        insert([ours])
        theirs.save(force_insert=True)
        assert columns(ours) == columns(theirs)
        assert not ours._state.adding
        assert ours._state.db == theirs._state.db


def test_several_rows_get_their_keys_in_order_by_one_statement() -> None:
    case = a_case()
    insert([case])
    events = [Event(case=case, number=number, kind="k", at=NOW, digest="", link="") for number in range(1, 4)]
    with CaptureQueriesContext(connection) as asked:
        insert(events)
    assert len(asked) == 1
    assert [Event.objects.get(pk=event.pk).number for event in events] == [1, 2, 3]
    insert([EventBody(event_id=events[1].pk, salt=b"s", canonical="{}")])
    assert events[1].body.canonical == "{}"


def test_many_rows_go_by_bulk_create() -> None:
    jobs = [Job(kind="k", payload={"n": number}, run_at=NOW) for number in range(MOST_AT_ONCE + 1)]
    insert(jobs)
    assert [Job.objects.get(pk=job.pk).payload["n"] for job in jobs] == list(range(MOST_AT_ONCE + 1))


def test_a_model_that_fills_itself_is_refused() -> None:
    with pytest.raises(TypeError, match="User has a column that fills itself"):
        insert([User(username="u", name="n")])


def test_none_is_nothing() -> None:
    with CaptureQueriesContext(connection) as asked:
        insert([])
    assert len(asked) == 0


def test_a_broken_promise_is_refused_by_the_database() -> None:
    case = a_case()
    insert([case])
    twin = a_case()
    twin.uuid = case.uuid
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([twin])
    orphan = EventBody(event_id=uuid4().int % 10**9, salt=b"", canonical="")
    with pytest.raises(IntegrityError), transaction.atomic():
        checked(orphan)
