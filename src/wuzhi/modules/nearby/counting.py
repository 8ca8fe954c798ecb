"""How many public matters lie in each square of a map: counted from the rows, at every zoom, by an index alone."""

from __future__ import annotations

import json
from collections.abc import Sequence

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
    if not squares:
        return {}
    size = squares[0].after - squares[0].first
    inside = choice.cases().filter(
        cell__gte=RawSQL("square.low", ()),
        cell__lt=RawSQL("square.low + %s", (size,)),
    )
    condition, values = inside.order_by().values("pk").query.sql_with_params()
    lows = [square.first for square in squares]
    listed = lows if connection.vendor == "postgresql" else json.dumps(lows)
    statement = (
        f"SELECT square.low, (SELECT COUNT(*) FROM ({condition}) AS inside) "  # noqa: S608  composed by the ORM
        f"FROM ({_ONE_BY_ONE[connection.vendor]}) AS square"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, listed])
        found = dict(cursor.fetchall())
    return {square: found[square.first] for square in squares if found.get(square.first)}
