"""Statements over keys of cases, composed once for each viewer and list: composing one costs more than answering it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from django.db import connection

from wuzhi.cases.models import Case
from wuzhi.cases.visibility import CaseQuerySet
from wuzhi.core import clock

MOST_KEPT = 400
# Stands for "now" in a kept statement; the instant of asking takes its place.
NOW = datetime(9999, 12, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Statement:
    """A text and its values, '' where there is nothing to ask."""

    text: str
    values: tuple[Any, ...]

    def rows(self, ending: str = "") -> list[tuple[Any, ...]]:
        """What the database answers now."""
        if not self.text:
            return []
        sign = connection.ops.adapt_datetimefield_value(NOW)
        now = connection.ops.adapt_datetimefield_value(clock.now())
        with connection.cursor() as cursor:
            cursor.execute(f"{self.text}{ending}", [now if value == sign else value for value in self.values])
            return list(cursor.fetchall())


class Kept:
    """The statements used last, by what they depend on; shared by the threads of a process."""

    def __init__(self) -> None:
        self._held: OrderedDict[Hashable, Statement] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable | None, compose: Callable[[], Statement]) -> Statement:
        """The statement of this key, composed where it is not there; None keeps nothing."""
        if key is None:
            return compose()
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = compose()
        with self._lock:
            self._held[key] = made
            while len(self._held) > MOST_KEPT:
                self._held.popitem(last=False)
        return made


kept = Kept()


def union_of(ways: Iterable[CaseQuerySet[Case]], column: str = "", joined: str = " UNION ") -> Statement:
    """The keys of several ways (and a column), each cut and sorted as it is.

    Django's own union can't cut its parts on SQLite.
    """
    parts: list[str] = []
    values: list[Any] = []
    for way in ways:
        if not way.query.is_empty():
            text, given = way.values(*filter(None, ["pk", column])).query.sql_with_params()
            parts.append(f"SELECT * FROM ({text}) way{len(parts)}")  # noqa: S608  our own conditions, values apart
            values += given
    return Statement(joined.join(parts), tuple(values))


@dataclass(frozen=True)
class Countable:
    """The ways of a list, each sorted by the index that is best walked; `apart` where no case is in two of them."""

    ways: Sequence[CaseQuerySet[Case]]
    apart: bool = False


def counting(most: int | None, lists: Iterable[Countable]) -> Statement:
    """How long each list is; no more than `most` are counted, all of them where that is None."""
    parts: list[str] = []
    values: list[Any] = []
    for one in lists:
        ways = one.ways if most is not None else [way.order_by() for way in one.ways]
        whole = union_of([way[:most] for way in ways], joined=" UNION ALL " if one.apart else " UNION ")
        end = "" if most is None else f" LIMIT {most}"
        counted = f"(SELECT COUNT(*) FROM (SELECT * FROM ({whole.text}) whole{end}) part)"  # noqa: S608  likewise
        parts.append(counted if whole.text else "0")
        values += whole.values
    return Statement(f"SELECT {', '.join(parts)}", tuple(values))
