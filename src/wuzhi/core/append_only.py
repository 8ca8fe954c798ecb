"""Tables whose rows may be added and never changed: held by triggers, reinstalled after every migrate.

An erasable table's rows may end, never change: what can be erased is apart from what proves it.
"""

from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

_erasable: dict[str, bool] = {}
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION wuzhi_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '23000'; END $$
"""


def append_only(app_label: str, model: str, *, erasable: bool = False) -> None:
    """Declare a model append-only. Called when its app loads."""
    _erasable[f"{app_label}.{model}"] = erasable


def tables() -> dict[str, bool]:
    """The database tables declared so far, and whether their rows may be erased."""
    return {apps.get_model(name)._meta.db_table: erasable for name, erasable in sorted(_erasable.items())}


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers that are missing. SQLite's table remake drops them, so this follows every migrate."""
    existing = set(connection.introspection.table_names())
    wanted = {table: erasable for table, erasable in tables().items() if table in existing}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and wanted:
            cursor.execute(_POSTGRES_FUNCTION)
        for table, erasable in wanted.items():
            for statement in _statements(connection.vendor, table, erasable):
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
    one = connection.vendor == "sqlite"  # which has no TRUNCATE
    return [table for table, erasable in tables().items() if found.get(table, 0) < (1 if one and erasable else 2)]


def after_migrate(using: str, **_signal: Any) -> None:
    """Receiver of post_migrate."""
    install(connections[using])


def _statements(vendor: str, table: str, erasable: bool) -> list[str]:
    if vendor == "postgresql":
        row = "FOR EACH ROW EXECUTE FUNCTION wuzhi_refuse()"
        whole = "FOR EACH STATEMENT EXECUTE FUNCTION wuzhi_refuse()"
        change = "UPDATE" if erasable else "UPDATE OR DELETE"
        return [
            f'CREATE OR REPLACE TRIGGER wuzhi_refuse_change BEFORE {change} ON "{table}" {row}',
            f'DROP TRIGGER IF EXISTS wuzhi_refuse_truncate ON "{table}"',
            f'CREATE TRIGGER wuzhi_refuse_truncate BEFORE TRUNCATE ON "{table}" {whole}',
        ]
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    verbs = ["update"] if erasable else ["update", "delete"]
    return [
        f'CREATE TRIGGER IF NOT EXISTS "wuzhi_refuse_{verb}_{table}" BEFORE {verb.upper()} ON "{table}" {refuse}'
        for verb in verbs
    ]
