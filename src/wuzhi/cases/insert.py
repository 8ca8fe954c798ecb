"""New rows by statements composed once: Django composes an INSERT anew each time, which was a third of an intake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, Field, FileField, Model

MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class _Statement:
    """`head` up to VALUES, one row's placeholders, and what asks for the key where the database gives it."""

    fields: tuple[Field[Any, Any], ...]
    head: str
    row: str
    tail: str


def insert(rows: Sequence[Model]) -> None:
    """Writes new rows of one model inside the caller's transaction, and gives each the key that it got.

    TypeError for a model whose columns fill themselves (`auto_now`, files): those are not for this, nor is a
    `db_default` without a `default`. Many rows go by `bulk_create`, which is as quick for them.
    """
    if not rows:
        return
    model = type(rows[0])
    said = _statement(model, connection.vendor)
    if len(rows) > MOST_AT_ONCE or (said.tail and any(row.pk is not None for row in rows)):
        model._default_manager.bulk_create(rows)
        return
    values = [value for row in rows for value in values_of(said.fields, row)]
    with connection.cursor() as cursor:
        cursor.execute(f"{said.head} {', '.join([said.row] * len(rows))}{said.tail}", values)
        keys = cursor.fetchall() if said.tail else []
    for row, key in zip_longest(rows, keys):
        if key is not None:
            row.pk = key[0]
        row._state.adding, row._state.db = False, connection.alias


def values_of(fields: Sequence[Field[Any, Any]], row: Model) -> list[Any]:
    """Columns as the database takes them. The connection itself is asked: its proxy looks it up at every touch."""
    database = connections[DEFAULT_DB_ALIAS]
    return [field.get_db_prep_save(getattr(row, field.attname), database) for field in fields]


def columns_of(model: type[Model]) -> list[Field[Any, Any]]:
    """The columns that the database does not give itself. TypeError for a model that is not for plain statements."""
    given = [field for field in model._meta.local_concrete_fields if not isinstance(field, AutoField)]
    if any(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False) for field in given):
        raise TypeError(f"{model.__name__} has a column that fills itself")
    if any(isinstance(field, FileField) for field in given):
        raise TypeError(f"{model.__name__} has a column that holds a file")
    return given


@cache
def _statement(model: type[Model], vendor: str) -> _Statement:
    given = columns_of(model)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in given)
    placeholders = ", ".join(_placeholder(field, connection) for field in given)
    key = model._meta.pk
    return _Statement(
        fields=tuple(given),
        head=f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES",
        row=f"({placeholders})",
        tail=f" RETURNING {quote(str(key.column))}" if isinstance(key, AutoField) else "",
    )


def _placeholder(field: Field[Any, Any], database: BaseDatabaseWrapper) -> str:
    own = getattr(field, "get_placeholder", None)
    return str(own(None, None, database)) if own else "%s"
