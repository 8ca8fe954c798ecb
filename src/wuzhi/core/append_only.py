"""Tables whose rows may be added and never changed: held by triggers, reinstalled after every migrate."""

from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

_tables: set[str] = set()
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION wuzhi_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '23000'; END $$
"""


def append_only(app_label: str, model: str) -> None:
    """Declare a model append-only. Called when its app loads."""
    _tables.add(f"{app_label}.{model}")


def tables() -> list[str]:
    """The database tables declared so far."""
    return sorted(apps.get_model(name)._meta.db_table for name in _tables)


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers that are missing. SQLite's table remake drops them, so this follows every migrate."""
    existing = set(connection.introspection.table_names())
    wanted = [table for table in tables() if table in existing]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and wanted:
            cursor.execute(_POSTGRES_FUNCTION)
        for table in wanted:
            for statement in _statements(connection.vendor, table):
                cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Tables that should refuse changes and would not."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT c.relname, count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE t.tgname LIKE 'wuzhi_refuse%' AND t.tgenabled <> 'D' GROUP BY c.relname"
            )
        else:
            cursor.execute(
                "SELECT tbl_name, count(*) FROM sqlite_master "
                "WHERE type = 'trigger' AND name LIKE 'wuzhi_refuse%' GROUP BY tbl_name"
            )
        found: dict[str, int] = dict(cursor.fetchall())
    return [table for table in tables() if found.get(table, 0) < 2]


def after_migrate(using: str, **_signal: Any) -> None:
    """Receiver of post_migrate."""
    install(connections[using])


def _statements(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        row = "FOR EACH ROW EXECUTE FUNCTION wuzhi_refuse()"
        whole = "FOR EACH STATEMENT EXECUTE FUNCTION wuzhi_refuse()"
        return [
            f'CREATE OR REPLACE TRIGGER wuzhi_refuse_change BEFORE UPDATE OR DELETE ON "{table}" {row}',
            f'DROP TRIGGER IF EXISTS wuzhi_refuse_truncate ON "{table}"',
            f'CREATE TRIGGER wuzhi_refuse_truncate BEFORE TRUNCATE ON "{table}" {whole}',
        ]
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return [
        f'CREATE TRIGGER IF NOT EXISTS "wuzhi_refuse_update_{table}" BEFORE UPDATE ON "{table}" {refuse}',
        f'CREATE TRIGGER IF NOT EXISTS "wuzhi_refuse_delete_{table}" BEFORE DELETE ON "{table}" {refuse}',
    ]
