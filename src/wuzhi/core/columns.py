"""The values of a column as a database takes them: on PostgreSQL the text of COPY, on SQLite what its driver stores."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Field, ForeignKey

NULL = "\\N"
_ESCAPED = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_NUMBERS = ("AutoField", "BigAutoField", "BigIntegerField", "IntegerField", "SmallIntegerField")
_COUNTS = ("PositiveBigIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField")
Taken = Callable[[Any], Any]


def taken(field: Field[Any, Any], vendor: str) -> Callable[[Iterable[Any]], list[Any]]:
    """What turns a column's values into those that go to the database. TypeError for a kind of field it doesn't know.

    A UUID may be a number or the text of one.
    """
    own = field.target_field if isinstance(field, ForeignKey) else field
    kind = own.get_internal_type()
    known = _COPIED if vendor == "postgresql" else _STORED
    if kind not in known:
        raise TypeError(f"{field}: {kind} is not for a bulk writer")
    read, none = known[kind], NULL if vendor == "postgresql" else None
    if read is None:
        return list
    return lambda values: [none if value is None else read(value) for value in values]


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)


def _json(value: Any) -> str:
    return "{}" if value == {} else json.dumps(value)  # what most rows hold


def _uuid(value: int | str | UUID) -> str:
    return str(UUID(int=value % 2**128)) if isinstance(value, int) else str(value)


_STORED: dict[str, Taken | None] = {
    **dict.fromkeys((*_NUMBERS, *_COUNTS, "FloatField", "BooleanField", "BinaryField", "CharField", "TextField")),
    "UUIDField": lambda value: _uuid(value).replace("-", ""),
    "DateTimeField": lambda value: value.astimezone(UTC).replace(tzinfo=None).isoformat(" "),
    "DateField": lambda value: value.isoformat(),
    "JSONField": _json,
}
_COPIED: dict[str, Taken] = {
    **dict.fromkeys((*_NUMBERS, *_COUNTS), str),
    **dict.fromkeys(("CharField", "TextField"), _escaped),
    "FloatField": lambda value: repr(float(value)),
    "BooleanField": lambda value: "t" if value else "f",
    "BinaryField": lambda value: f"\\\\x{value.hex()}",
    "UUIDField": _uuid,
    "DateTimeField": datetime.isoformat,
    "DateField": lambda value: value.isoformat(),
    "JSONField": lambda value: _escaped(_json(value)),
}
