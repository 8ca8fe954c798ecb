"""Two people met on one case: what the later one had written, beside what has happened since their page was opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from wuzhi.areas.codes import Level
from wuzhi.cases import process
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.chain import body_of
from wuzhi.cases.models import Case, Event, Urgency
from wuzhi.cases.process import Process
from wuzhi.cases.screens.describe import place_words, unit_name
from wuzhi.cases.screens.timeline import Entry, Fact
from wuzhi.core import clock


@dataclass(frozen=True, slots=True)
class Changed:
    """One fact of the case, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What has happened since revision `seen`: each step in words, and what of the case differs now."""

    entries: Sequence[Entry]
    changes: Sequence[Changed]


def since(case: Case, events: Sequence[Event], entries: Sequence[Entry], seen: int) -> Meanwhile | None:
    """None where nothing has happened since. `events` and `entries` are the whole story of the case. No query."""
    new = [entry for entry in entries if entry.number > seen]
    if not new:
        return None
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for event in events:
        changed = body_of(event).get("set", {})
        after |= changed
        before |= changed if event.number <= seen else {}
    names = {entry.assignee_id: entry.assignee for entry in entries if entry.assignee_id}
    return Meanwhile(new, list(_changes(case, before, after, names)))


def written(form: forms.Form) -> list[Fact]:
    """What someone had filled in, in the words of the form: choices by their names, nothing that they left empty."""
    found = []
    for bound in form:
        given = bound.value()
        if bound.is_hidden or given in (None, "", [], False):
            continue
        choices = dict(_flat(getattr(bound.field, "choices", ())))
        values = given if isinstance(given, list) else [given]
        words = _(", ").join(str(choices.get(str(one), one)) for one in values)
        if isinstance(bound.field, forms.BooleanField):
            words = _("yes")
        if not isinstance(bound.field, forms.FileField):
            found.append(Fact(str(bound.label), words))
    return found


def _flat(choices: Iterable[Any]) -> list[tuple[str, Any]]:
    """Choices without their groups."""
    found: list[tuple[str, Any]] = []
    for value, label in choices:
        found += _flat(label) if isinstance(label, list | tuple) else [(str(value), label)]
    return found


def _changes(
    case: Case, before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[int, str]
) -> Iterable[Changed]:
    definition = process.get(case.process, case.version)
    for column, (label, words) in _SHOWN.items():
        old, new = before.get(column), after.get(column)
        if old != new:
            said = [
                names.get(one or 0, "") if column == "assignee_id" else words(definition, one) for one in (old, new)
            ]
            yield Changed(str(label()), *(one or "—" for one in said))


def _state(definition: Process, key: Any) -> str:
    return str(definition.state(key).label) if key else ""


def _category(_definition: Process, key: Any) -> str:
    return str(catalogue.fresh().category(key) or "")


def _urgency(_definition: Process, key: Any) -> str:
    return str(Urgency(key).label) if key else ""


def _tier(_definition: Process, key: Any) -> str:
    return str(Level(key).label) if key else ""


def _moment(_definition: Process, text: Any) -> str:
    if not text:
        return ""
    return datetime.fromisoformat(text).astimezone(clock.local_zone()).strftime("%Y-%m-%d %H:%M")


def _text(_definition: Process, text: Any) -> str:
    return str(text or "")


def _yes(_definition: Process, value: Any) -> str:
    return _("yes") if value else _("no")


# Every column of a case that a reader would miss, in the order in which they ask.
_SHOWN: Mapping[str, tuple[Callable[[], str], Callable[[Process, Any], str]]] = {
    "state": (lambda: _("Where it stands"), _state),
    "lead_unit_id": (lambda: _("Unit in charge"), lambda _definition, pk: unit_name(pk)),
    "assignee_id": (lambda: _("Person who acts"), _text),
    "due_at": (lambda: _("Due"), _moment),
    "category_id": (lambda: _("Category"), _category),
    "urgency": (lambda: _("Urgency"), _urgency),
    "area_code": (lambda: _("Where"), lambda _definition, code: place_words(code) if code else ""),
    "tier": (lambda: _("Level"), _tier),
    "summary": (lambda: _("Summary"), _text),
    "public": (lambda: _("Public"), _yes),
}
