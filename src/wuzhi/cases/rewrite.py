"""Changed rows by statements composed once and sent together: composing one a case was half of the clock's work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Field, Model

from wuzhi.cases.insert import columns_of, values_of
from wuzhi.cases.models import Case
from wuzhi.cases.move import Move


def win(moves: Sequence[Move], columns: Iterable[str]) -> list[Move]:
    """Writes these columns of each move's case where its revision is still the one that the move saw; those that won.

    `moves` are in the order of their keys, which is the order in which the rows are locked. The head of a chain is
    like no other, so a row that bears ours was won by us.
    """
    if not moves:
        return []
    chosen = {"head", *columns}
    fields = tuple(field for field in _columns(Case) if field.attname in chosen)
    values = [(*values_of(fields, one.case), one.case.pk, one.number - 1) for one in moves]
    if _send(_winning(fields), values) == len(moves):
        return list(moves)
    keys = [one.case.pk for one in moves]
    heads = dict(Case.objects.filter(pk__in=keys).order_by().values_list("pk", "head"))
    return [one for one in moves if heads.get(one.case.pk) == one.case.head]


def rewrite(rows: Iterable[Model]) -> None:
    """Writes every column of rows that are there, one statement a table. DatabaseError where one is not."""
    ordered = sorted(rows, key=lambda row: (row._meta.db_table, row.pk))
    for table, group in groupby(ordered, lambda row: row._meta.db_table):
        changed = list(group)
        model = type(changed[0])
        values = [(*values_of(_columns(model), row), row.pk) for row in changed]
        if _send(_rewriting(model), values) != len(changed):
            raise DatabaseError(f"a row of {table} that was changed is not there")


def _send(statement: str, values: Sequence[tuple[Any, ...]]) -> int:
    """How many rows were changed."""
    with connection.cursor() as cursor:
        if len(values) == 1:
            cursor.execute(statement, values[0])
        else:
            cursor.executemany(statement, values)
        return int(cursor.rowcount)


@cache
def _columns(model: type[Model]) -> tuple[Field[Any, Any], ...]:
    return tuple(field for field in columns_of(model) if not field.primary_key)


@cache
def _rewriting(model: type[Model]) -> str:
    return f"{_setting(model, _columns(model))} WHERE {_quoted(str(model._meta.pk.column))} = %s"


@cache
def _winning(fields: tuple[Field[Any, Any], ...]) -> str:
    revision = _quoted("revision")
    more = f"{revision} = {revision} + 1"
    return f"{_setting(Case, fields)}, {more} WHERE {_quoted('id')} = %s AND {revision} = %s"


def _setting(model: type[Model], fields: Sequence[Field[Any, Any]]) -> str:
    columns = ", ".join(f"{_quoted(str(field.column))} = %s" for field in fields)
    return f"UPDATE {_quoted(model._meta.db_table)} SET {columns}"  # noqa: S608  our own tables and columns


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
