"""How many public matters lie in each square of a map: counted from the rows, at every zoom, by an index alone."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models.expressions import RawSQL

from wuzhi.areas.cells import Square
from wuzhi.modules.nearby.choosing import Choice

_ONE_BY_ONE = {
    "postgresql": "SELECT unnest(%s::bigint[]) AS low",
    "sqlite": "SELECT value AS low FROM json_each(%s)",
}


def count_in(choice: Choice, squares: Sequence[Square]) -> dict[Square, int]:
    """The squares, all of one size, that hold matters, each with their exact number. One query.

    A count for each square reads its stretch of the index; grouping by a shortened number reads the same stretches
    and then sorts them: 150 to 430 ms where this takes 35 (400,000 public matters, SQLite).
    """
    return {square: count for square, count in _of_each("COUNT(*)", choice, squares) if count}


def first_in(choice: Choice, squares: Sequence[Square]) -> list[int]:
    """The key of one matter in each of some squares of one size. One query.

    The same stretches as one condition with OR made SQLite read the whole index: 55 ms for six squares, not one.
    The sum keeps PostgreSQL from walking all keys upwards until one lies in the square: 2 s instead of some ms.
    """
    return [pk for _square, pk in _of_each("MIN(inside.id + 0)", choice, squares) if pk is not None]


def _of_each(what: str, choice: Choice, squares: Sequence[Square]) -> list[tuple[Square, int | None]]:
    if not squares:
        return []
    size = squares[0].after - squares[0].first
    inside = choice.cases().filter(
        cell__gte=RawSQL("square.low", ()),
        cell__lt=RawSQL("square.low + %s", (size,)),
    )
    try:
        condition, values = inside.order_by().values("id").query.sql_with_params()
    except EmptyResultSet:  # words that nothing can hold
        return []
    lows = {square.first: square for square in squares}
    listed = list(lows) if connection.vendor == "postgresql" else json.dumps(list(lows))
    statement = (
        f"SELECT square.low, (SELECT {what} FROM ({condition}) AS inside) "  # noqa: S608  composed by the ORM
        f"FROM ({_ONE_BY_ONE[connection.vendor]}) AS square"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, listed])
        return [(lows[low], found) for low, found in cursor.fetchall()]
