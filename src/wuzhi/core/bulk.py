"""Rows written as fast as a database takes them: COPY on PostgreSQL, executemany on SQLite."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Field, Model


class Table:
    """One model's table; columns that a row does not name get the model's own defaults."""

    def __init__(self, model: type[Model]) -> None:
        fields = list(model._meta.local_concrete_fields)
        self._model = model
        self._fields = {str(field.column): field for field in fields}
        self._empty = {str(field.column): _prepared(field, _default(field)) for field in fields}

    def write(self, rows: Iterable[dict[str, Any]]) -> None:
        """In one transaction; keys that no row names are the database's to give. All rows name the same columns."""
        found = list(rows)
        if not found:
            return
        key = str(self._model._meta.pk.column)
        same = {column: value for column, value in self._empty.items() if column != key and column not in found[0]}
        readers = [(at, read) for at, name in enumerate(found[0]) if (read := _reader(self._fields[name])) is not None]
        plain = [list(row.values()) for row in found]
        for values in plain:
            for at, read in readers:
                values[at] = read(values[at])
            values.extend(same.values())
        with transaction.atomic():
            _send(self._model._meta.db_table, [*found[0], *same], plain)


def reserve(model: type[Model], count: int) -> list[int]:
    """Keys that nobody else gets. On SQLite within the transaction that writes them: it alone writes then."""
    quote, table, key = connection.ops.quote_name, model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            asked = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(asked, [quote(table), key, count])
            return [int(row[0]) for row in cursor.fetchall()]
        cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        last = int(cursor.fetchone()[0])
    return list(range(last + 1, last + 1 + count))


@contextmanager
def uncollected() -> Iterator[None]:
    """Inside, Python looks for no cycles among the many rows in memory; rows make none. Also a decorator."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def lightly() -> None:
    """This transaction's end does not wait for the disk (PostgreSQL): for what can be begun again after a crash."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")


def analyze(models: Sequence[type[Model]]) -> None:
    """What a database does by itself after a day: statistics, and on PostgreSQL the map of visible pages."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("ANALYZE")
            return
        for model in models:
            cursor.execute(f"VACUUM ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _send(table: str, columns: Sequence[str], rows: list[list[Any]]) -> None:
    quote = connection.ops.quote_name
    named = ", ".join(quote(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {quote(table)} ({named}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {quote(table)} ({named}) VALUES ({places})", rows)  # noqa: S608  our own tables


def _default(field: Field[Any, Any]) -> Any:
    return field.get_default() if field.has_default() else None


def _reader(field: Field[Any, Any]) -> Callable[[Any], Any] | None:
    """What turns a value into what the database takes; None where it already is. Numbers stand for UUIDs."""
    kind, here = field.get_internal_type(), connection.vendor
    if kind == "UUIDField":
        return _uuid_of if here == "postgresql" else _hex_of
    if kind == "DateTimeField" and here != "postgresql":
        return _text_of
    return _json_of if kind == "JSONField" else None


def _uuid_of(value: int | UUID | None) -> UUID | None:
    return UUID(int=value % 2**128) if isinstance(value, int) else value


def _hex_of(value: int | UUID | None) -> str | None:
    found = _uuid_of(value)
    return found.hex if found else None


def _text_of(value: datetime | None) -> str | None:
    return value.replace(tzinfo=None).isoformat(" ") if value else None


def _json_of(value: Any) -> str | None:
    if value == {}:  # what most rows hold
        return "{}"
    return None if value is None else json.dumps(value)


def _prepared(field: Field[Any, Any], value: Any) -> Any:
    read = _reader(field)
    return value if read is None or value is None else read(value)
