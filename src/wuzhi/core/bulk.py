"""Rows written as fast as a database takes them: COPY on PostgreSQL, executemany on SQLite."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

from django.db import connection, transaction
from django.db.models import Field, Model

from wuzhi.core.columns import taken


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows as columns: thousands of rows are read, handed on and written sooner so than one by one.

    `each` has a value for each row, `same` what all rows say alike.
    """

    each: dict[str, Sequence[Any]]
    same: dict[str, Any] = field(default_factory=dict)

    def also(self, **each: Sequence[Any]) -> Columns:
        """With more columns."""
        return Columns({**self.each, **each}, self.same)

    def only(self, wanted: Sequence[bool]) -> Columns:
        """The rows that are wanted."""
        return Columns({name: list(compress(values, wanted)) for name, values in self.each.items()}, self.same)


class Table:
    """One model's table; columns that nobody names get the model's own defaults."""

    def __init__(self, model: type[Model]) -> None:
        fields = {str(field.column): field for field in model._meta.local_concrete_fields}
        self._name, key = model._meta.db_table, str(model._meta.pk.column)
        self._taken = {name: taken(field, connection.vendor) for name, field in fields.items()}
        self._default = {name: _default(field) for name, field in fields.items() if name != key}

    def write(self, rows: Iterable[dict[str, Any]]) -> None:
        """In one transaction; keys that no row names are the database's to give.

        ValueError where the rows do not all name the same columns.
        """
        found = list(rows)
        if any(row.keys() != found[0].keys() for row in found):
            raise ValueError(f"{self._name}: the rows differ in their columns")
        if found:
            self.write_columns(Columns({name: [row[name] for row in found] for name in found[0]}))

    def write_columns(self, rows: Columns) -> None:
        """As `write`, of rows that stand as columns. ValueError where the columns are not all of one length."""
        lengths = {len(values) for values in rows.each.values()}
        if len(lengths) != 1:
            raise ValueError(f"{self._name}: the columns differ in length")
        if lengths == {0}:
            return
        each = {name: self._taken[name](values) for name, values in rows.each.items()}
        others = {name: value for name, value in {**self._default, **rows.same}.items() if name not in each}
        same = {name: self._taken[name]([value])[0] for name, value in others.items() if value is not None}
        with transaction.atomic():
            _send(self._name, each, same)


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


def _send(table: str, each: Mapping[str, Sequence[Any]], same: Mapping[str, Any]) -> None:
    """Columns as the database takes them."""
    quote = connection.ops.quote_name
    named = ", ".join(quote(column) for column in (*each, *same))
    rows = zip(*each.values(), strict=True)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            end = "".join(f"\t{text}" for text in same.values()) + "\n"
            text = "".join([line + end for line in map("\t".join, rows)])
            with connection.wrap_database_errors, cursor.copy(f"COPY {quote(table)} ({named}) FROM STDIN") as copy:
                copy.write(text)
            return
        places = ", ".join(["%s"] * (len(each) + len(same)))
        asked = f"INSERT INTO {quote(table)} ({named}) VALUES ({places})"  # noqa: S608  our own tables
        cursor.executemany(asked, [(*row, *same.values()) for row in rows])


def _default(field: Field[Any, Any]) -> Any:
    return field.get_default() if field.has_default() else None
