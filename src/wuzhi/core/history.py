"""Who changed which settings row, from what to what: one place that every settings action passes through."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import Field, Model

from wuzhi.core import clock
from wuzhi.core.models import SettingsChange, Verb

Facts = Mapping[str, Any]
_BATCH = 2000
_UNRECORDED = {"password", "last_login", "created_at", "seeded_as", "outline", "content"}


class Author(Protocol):
    """Whoever changes settings; `reference` is what the record keeps."""

    @property
    def reference(self) -> str:
        """An opaque name, such as person:12."""


@dataclass(frozen=True)
class Hand:
    """An author known by the reference alone."""

    reference: str


COMMAND = Hand("command")
_told: ContextVar[list[SettingsChange] | None] = ContextVar("told", default=None)


@dataclass(frozen=True, slots=True)
class Entry:
    """A change about to be recorded. Columns that are the same in both are left out."""

    verb: str
    row: Model
    before: Facts
    after: Facts


def facts(row: Model, names: Iterable[str] | None = None) -> dict[str, Any]:
    """The columns of a row as JSON can hold them, or those named; passwords and technical columns never.

    A foreign key that is not loaded yet costs a query.
    """
    wanted = set(names) if names is not None else None
    return {
        field.name: _plain(getattr(row, field.name))
        for field in _columns(row)
        if wanted is None or field.name in wanted or field.attname in wanted
    }


def added(row: Model, **more: Any) -> Entry:
    """A new row. `more` is what hangs on it beside its columns."""
    return Entry(Verb.ADDED, row, {}, {**facts(row), **more})


def changed(row: Model, before: Facts, verb: str = Verb.CHANGED, **more: Any) -> Entry:
    """A row that now says something else than `before` (what `facts` gave for the columns in question)."""
    return Entry(verb, row, before, {**facts(row, before), **more})


def record(author: Author, *entries: Entry) -> None:
    """Writes the entries in the caller's transaction; an entry without a difference is left out."""
    at, reference = clock.now(), author.reference[:60]
    rows = []
    for entry in entries:
        changes = _differences(entry)
        if changes:
            label, key, text = entry.row._meta.label_lower, key_of(entry.row), _text(changes)
            rows.append(SettingsChange(at=at, actor=reference, kind=label, name=key, verb=entry.verb, changes=text))
    SettingsChange.objects.bulk_create(rows, batch_size=_BATCH)
    told = _told.get()
    if told is not None:
        told += rows


@contextmanager
def overheard() -> Iterator[list[SettingsChange]]:
    """Everything that this thread records meanwhile: a preview shows it and takes it back."""
    rows: list[SettingsChange] = []
    token = _told.set(rows)
    try:
        yield rows
    finally:
        _told.reset(token)


def of(row: Model) -> Any:
    """The changes of one row, newest first."""
    return SettingsChange.objects.filter(kind=row._meta.label_lower, name=key_of(row))


def key_of(row: Model) -> str:
    """How people name the row: its code, or the codes of what it ties together."""
    parts = row.natural_key()  # type: ignore[attr-defined]  # every settings model has one, a test sees to it
    return " ".join(str(part) if part not in (None, "") else "–" for part in parts)[:200]


def _columns(row: Model) -> list["Field[Any, Any]"]:
    return [one for one in row._meta.concrete_fields if not one.primary_key and one.name not in _UNRECORDED]


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return key_of(value)
    return value.isoformat() if isinstance(value, date) else value


def _differences(entry: Entry) -> dict[str, list[Any]]:
    names = dict.fromkeys([*entry.before, *entry.after])
    pairs = {name: [entry.before.get(name), entry.after.get(name)] for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1] and (entry.before or pair[1] != "")}


def _text(changes: Mapping[str, Any]) -> str:
    return json.dumps(changes, ensure_ascii=False, default=str)
