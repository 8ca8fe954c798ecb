"""Statements over keys of cases, composed once for each viewer and list: composing one costs more than answering it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateTimeField
from psycopg import ClientCursor

from wuzhi.cases.models import Case
from wuzhi.cases.visibility import CaseQuerySet
from wuzhi.core import clock
from wuzhi.core.composed import Given, bound
from wuzhi.core.kept import Kept

# In a kept statement the instant of asking takes its place.
NOW = Given("now", DateTimeField())


@dataclass(frozen=True)
class Statement:
    """A text and its values, '' where there is nothing to ask; no values (None) where all stand in the text itself."""

    text: str
    values: tuple[Any, ...] | None

    def rows(self) -> list[tuple[Any, ...]]:
        """What the database answers now."""
        if not self.text:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self.text, self._bound())
            return list(cursor.fetchall())

    def cases(self) -> list[Case]:
        """The cases that the database answers now; a statement of `cases_found`."""
        return list(Case.objects.raw(self.text, self._bound())) if self.text else []

    def written_out(self) -> Statement:
        """With all values but NOW in the text, quoted by the driver: PostgreSQL plans it once, and for these values."""
        if connection.vendor != "postgresql" or not self.values:
            return self
        connection.ensure_connection()
        mark = token_hex(16)
        values = [mark if isinstance(value, Given) else value for value in self.values]
        text = ClientCursor(connection.connection).mogrify(self.text, values)
        left = tuple(value for value in self.values if isinstance(value, Given))
        if not left:
            return Statement(text, None)
        return Statement(text.replace("%", "%%").replace(f"'{mark}'", "%s"), left)

    def _bound(self) -> list[Any] | None:
        return None if self.values is None else bound(self.values, {"now": clock.now()})


_kept: Kept[Statement] = Kept()


def composed_once(key: Hashable | None, make: Callable[[], Statement]) -> Statement:
    """What `make` composes, kept under all that it depends on; None keeps nothing.

    Written out, for whoever asks the same again and again: planning it took up to half of its time at a million cases.
    """
    return make() if key is None else _kept.get((connection.vendor, key), lambda: make().written_out())


def union_of(ways: Iterable[CaseQuerySet[Case]], column: str = "", joined: str = " UNION ") -> Statement:
    """The keys of several ways (and a column), each cut and sorted as it is.

    Django's own union can't cut its parts on SQLite.
    """
    parts: list[str] = []
    values: list[Any] = []
    for way in ways:
        try:
            text, given = way.values(*filter(None, ["pk", column])).query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT * FROM ({text}) way{len(parts)}")  # noqa: S608  our own conditions, values apart
        values += given
    return Statement(joined.join(parts), tuple(values))


def cases_found(keys: Statement, most: int, columns: Iterable[str], *, sorts: bool, descending: bool) -> Statement:
    """These columns of the rows of the first cases among `keys`, by the column beside the keys where one `sorts`.

    Keys and rows come in one answer: asking for fifty rows by their keys again costs more than finding them.
    """
    if not keys.text:
        return keys
    quote, table = connection.ops.quote_name, connection.ops.quote_name(Case._meta.db_table)
    shown = ", ".join(f"{table}.{quote(column)}" for column in columns)
    by = ", ".join(f"{place} {'DESC' if descending else 'ASC'}" for place in ((2, 1) if sorts else (1,)))
    text = (
        f"WITH found({'found_key, sorts' if sorts else 'found_key'}) AS ({keys.text} ORDER BY {by} LIMIT {most}) "  # noqa: S608  as in union_of
        f"SELECT {shown} FROM found JOIN {table} ON {table}.id = found_key"
    )
    return Statement(text, keys.values)


@dataclass(frozen=True)
class Countable:
    """The ways of a list, each sorted by the index that is best walked; no case is in two of those `apart`."""

    apart: Sequence[CaseQuerySet[Case]]
    others: Sequence[CaseQuerySet[Case]] = ()


def counting(most: int | None, lists: Iterable[Countable]) -> Statement:
    """How long each list is; no more than `most` are counted, all of them where that is None."""
    counts = [_counted(one, most) for one in lists]
    values = tuple(value for one in counts for value in one.values or ())
    return Statement(f"SELECT {', '.join(one.text for one in counts)}", values)


def _counted(one: Countable, most: int | None) -> Statement:
    """Where rows can't be in two ways the database stops at the last that is wanted, and compares none."""
    groups = [_part(one.apart, most, " UNION ALL "), _part(one.others, most, " UNION ")]
    whole = " UNION ".join(group.text for group in groups if group.text)
    if not whole:
        return Statement("0", ())
    text = f"(SELECT COUNT(*) FROM (SELECT * FROM ({whole}) whole{_ending(most)}) part)"  # noqa: S608  as in union_of
    return Statement(text, tuple(value for group in groups for value in group.values or ()))


def _part(ways: Iterable[CaseQuerySet[Case]], most: int | None, joined: str) -> Statement:
    found = union_of([way.order_by() if most is None else way[:most] for way in ways], joined=joined)
    text = f"SELECT * FROM (SELECT * FROM ({found.text}) found{_ending(most)}) cut" if found.text else ""  # noqa: S608  likewise
    return Statement(text, found.values)


def _ending(most: int | None) -> str:
    return "" if most is None else f" LIMIT {most}"
