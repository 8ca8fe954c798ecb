"""What happened can't be rewritten, by nobody and with no statement; a missing trigger is noticed."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.support.databases import FreshDatabase
from tests.support.world import World
from wuzhi.cases.sequencer import number_events
from wuzhi.core import append_only
from wuzhi.trust.models import Access
from wuzhi.trust.vault import reveal

TABLES = ("cases_event", "cases_eventposition", "core_settingschange", "trust_access")


def _fill(world: World) -> None:
    case = world.report()
    number_events()
    assert case.words is not None
    reveal(viewer=world["dispatcher"], uuids=[case.words], subject=case.uuid, purpose="handling")
    assert Access.objects.count() == 1


def _refused(*parts: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(" ".join(parts))


def test_these_are_the_tables() -> None:
    assert append_only.tables() == {**dict.fromkeys(TABLES, False), "cases_eventbody": True}


def test_a_body_may_be_erased_and_never_changed(world: World) -> None:
    _fill(world)
    _refused("UPDATE cases_eventbody SET canonical = 'x'")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_eventbody")
        assert cursor.rowcount == 1


@pytest.mark.parametrize("table", TABLES)
def test_update_and_delete_are_refused(world: World, table: str) -> None:
    _fill(world)
    _refused("UPDATE", table, "SET id = id")
    _refused("DELETE FROM", table)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else it is refused for another reason
        _refused("TRUNCATE", table, "CASCADE")


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_replaced_by_an_insert(world: World, table: str) -> None:
    _fill(world)
    with connection.cursor() as cursor:
        cursor.execute(" ".join(["SELECT * FROM", table]))
        columns = [column[0] for column in cursor.description]
    named = ", ".join(columns)
    again = (table, f"({named}) SELECT", named, "FROM", table, "WHERE true")
    if connection.vendor == "sqlite":
        _refused("INSERT OR REPLACE INTO", *again)
    _refused("INSERT INTO", *again, "ON CONFLICT (id) DO UPDATE SET id = excluded.id")


def test_the_orm_is_refused_too(world: World) -> None:
    _fill(world)
    with pytest.raises(DatabaseError), transaction.atomic():
        Access.objects.update(purpose="nothing")
    with pytest.raises(DatabaseError), transaction.atomic():
        Access.objects.all().delete()


def test_a_dropped_trigger_is_missed_and_comes_back(fresh_database: FreshDatabase) -> None:
    with fresh_database.connected():
        assert append_only.missing(connection) == []
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("DROP TRIGGER wuzhi_refuse_update_cases_event")
            else:
                cursor.execute("ALTER TABLE cases_event DISABLE TRIGGER wuzhi_refuse_truncate")
        assert append_only.missing(connection) == ["cases_event"]
        append_only.install(connection)
        assert append_only.missing(connection) == []
