"""The events of a case as people read them: what, who, when, and what was written, where the reader may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wuzhi.cases import process
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.chain import body_of, read_body
from wuzhi.cases.fields import PERSON
from wuzhi.cases.models import Case, Event
from wuzhi.cases.process import Process, Step
from wuzhi.cases.queries import Happened
from wuzhi.cases.recording import secrets_named
from wuzhi.cases.screens.describe import unit_name
from wuzhi.people.models import User

_PERSON, _REPORTER = "person", {"anyone", "reporter"}
_REPORTERS = {"reporter", "collector"}


@dataclass(frozen=True, slots=True)
class Note:
    """What was written in one field; `text` stays empty until the vault has opened it."""

    key: str
    label: str
    secret: UUID
    text: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """What was chosen in one field, in words."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline. `by_clock` marks what nobody did."""

    number: int
    kind: str
    label: str
    at: datetime
    who: str
    by_clock: bool
    public: bool
    facts: tuple[Fact, ...] = ()
    notes: tuple[Note, ...] = ()
    assignee_id: int | None = None
    assignee: str = ""


def entries(case: Case, events: Sequence[Event]) -> list[Entry]:
    """Every event for those who work on the case, in order. One query for the names of who acted."""
    return entries_of([case], {case.pk: events})[case.pk]


def entries_of(cases: Iterable[Case], events: Mapping[int, Sequence[Event]]) -> dict[int, list[Entry]]:
    """The same for several cases, by their keys. One query for all the names."""
    definitions = {case.pk: process.get(case.process, case.version) for case in cases}
    bodies = {key: [(event, body_of(event)) for event in events[key]] for key in definitions}
    names = _names(body for found in bodies.values() for _event, body in found)
    return {key: [_entry(definitions[key], *one, names) for one in found] for key, found in bodies.items()}


def public_entries(case: Case, events: Sequence[Happened]) -> list[Entry]:
    """What the holder of the tracking code reads: public steps, units but no names of persons. No query."""
    definition = process.get(case.process, case.version)
    found = [_entry(definition, event, read_body(event.schema, event.canonical), {}) for event in events]
    shown = [entry for entry in found if entry.public]
    return [replace(entry, facts=(), notes=_addressed(definition, entry)) for entry in shown]


def released_entries(case: Case, events: Sequence[Happened]) -> list[Entry]:
    """What anyone may know, without an account: public steps, no word that anyone wrote, units but no persons.

    Of a step that whoever reported may take, not even the unit is told: a volunteer's would point at them. No query.
    """
    definition = process.get(case.process, case.version)
    theirs = {step.key for step in definition.steps if _REPORTERS.intersection(step.by)} | {definition.opening.key}
    entries = public_entries(case, events)
    return [replace(entry, notes=(), facts=(), who="" if entry.kind in theirs else entry.who) for entry in entries]


def with_words(found: Iterable[Entry], texts: Mapping[UUID, str]) -> list[Entry]:
    """The same lines with what the vault gave out; an erased text says so."""
    erased = _("(erased)")
    return [
        replace(entry, notes=tuple(replace(note, text=texts.get(note.secret, erased)) for note in entry.notes))
        for entry in found
    ]


def _entry(definition: Process, event: Event | Happened, body: Mapping[str, Any], names: Mapping[int, str]) -> Entry:
    step = definition.opening if event.kind == definition.opening.key else definition.step(event.kind)
    secrets = secrets_named(body)
    labels = {field.key: field.record_label for field in step.form} if step else {}
    hidden = {field.key for field in step.form if field.kind == "contact"} if step else set()
    notes = tuple(
        Note(key, labels.get(key, ""), secret)
        for key, secret in secrets.items()
        if key not in hidden and step is not definition.opening
    )
    named = body.get("set", {}).get("assignee_id")
    return Entry(
        event.number,
        event.kind,
        str(definition.told(event.kind)),
        event.at,
        _who(body, names),
        body.get("actor") == "clock",
        bool(step and step.public),
        _facts(definition, step, body.get("data", {}), names),
        notes,
        named,
        names.get(named or 0, ""),
    )


def _addressed(definition: Process, entry: Entry) -> tuple[Note, ...]:
    """What was written for the reporter, as the process says (`told`); what workers write among themselves stays."""
    step = definition.step(entry.kind)
    told = {field.key for field in step.form if field.told} if step else set()
    return tuple(note for note in entry.notes if note.key in told)


def _names(bodies: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    ids = set()
    for body in bodies:
        kind, _colon, number = str(body.get("actor", "")).partition(":")
        if kind == _PERSON and number:
            ids.add(int(number))
        ids.update(one for one in (body.get("set", {}).get("assignee_id"),) if isinstance(one, int))
    found = User.objects.filter(pk__in=ids).values_list("pk", "name", "name_en") if ids else ()
    english = get_language() == "en"
    return {pk: name_en if english and name_en else name for pk, name, name_en in found}


def _who(body: Mapping[str, Any], names: Mapping[int, str]) -> str:
    kind, _colon, number = str(body.get("actor", "")).partition(":")
    if kind in _REPORTER:
        return _("the reporter")
    if kind != _PERSON:
        return ""
    unit = next((name for name in map(unit_name, body.get("units", [])) if name), "")
    return " · ".join(part for part in (unit, names.get(int(number), "")) if part)


def _facts(
    definition: Process, step: Step | None, data: Mapping[str, Any], names: Mapping[int, str]
) -> tuple[Fact, ...]:
    """The choices that say something on their own: units, persons, reasons, days, dates, answers."""
    found = []
    for field in step.form if step else ():
        value = data.get(field.key)
        words = _said(definition, field.kind, field.reasons, value) if value not in (None, "", []) else ""
        words = names.get(value or 0, "") if field.kind == PERSON else words
        if words:
            found.append(Fact(field.record_label, words))
    return tuple(found)


def _said(definition: Process, kind: str, reasons: str, value: Any) -> str:
    if kind in {"unit", "units"}:
        chosen = value if isinstance(value, list) else [value]
        return _(", ").join(unit_name(one) for one in chosen)
    if kind == "reason":
        known = catalogue.fresh().reasons(definition.key, reasons)
        return next((str(one) for one in known if one.code == value), str(value))
    if kind == "yes_no":
        return _("yes") if value else _("no")
    if kind in {"days", "date", "level5"}:
        return str(value)
    return ""
