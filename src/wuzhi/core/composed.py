"""Questions composed once: composing a statement takes Django longer than a database takes to answer it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Expression, Field, QuerySet

Converters = Mapping[int, tuple[Sequence[Callable[..., Any]], Expression]]


class Given(Expression):
    """Stands in a queryset for a value that each asking gives under this name; `of` says what kind of value."""

    def __init__(self, name: str, of: Field[Any, Any]) -> None:
        super().__init__(output_field=of)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, tuple[Any, ...]]:
        """A place, and itself as what is put there."""
        return "%s", (self,)

    def bound(self, value: Any) -> Any:
        """The value as this database takes it."""
        return self.output_field.get_db_prep_value(value, connection)


def bound(values: Sequence[Any], given: Mapping[str, Any]) -> list[Any]:
    """A statement's values, with those that were left open. KeyError where one is not given."""
    return [one.bound(given[one.name]) if isinstance(one, Given) else one for one in values]


class Composed:
    """The rows of a queryset of values, whose text is kept for each kind of database after its first asking."""

    def __init__(self, make: Callable[[], QuerySet[Any, Any]]) -> None:
        self._make = make
        self._kept: dict[str, _Text] = {}

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """What the database answers for these values. One query."""
        text = self._kept.get(connection.vendor)
        if text is None:
            text = self._kept[connection.vendor] = _composed(self._make())
        with connection.cursor() as cursor:
            cursor.execute(text.words, bound(text.values, given))
            rows = list(cursor.fetchall())
        return [_converted(row, text.converters) for row in rows] if text.converters else rows


@dataclass(frozen=True)
class _Text:
    words: str
    values: Sequence[Any]
    converters: Converters


def _composed(asked: QuerySet[Any, Any]) -> _Text:
    compiler = asked.query.get_compiler(connection=connection)
    words, values = compiler.as_sql()
    return _Text(words, values, compiler.get_converters([column for column, *_rest in compiler.select]))


def _converted(row: Sequence[Any], converters: Converters) -> tuple[Any, ...]:
    values = list(row)
    for at, (each, column) in converters.items():
        for convert in each:
            values[at] = convert(values[at], column, connection)
    return tuple(values)
