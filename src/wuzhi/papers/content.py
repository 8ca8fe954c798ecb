"""What a letter says: official facts as they stood at its event, and the words of one field. Nothing of a reporter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from wuzhi.cases import chain, deadlines
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.manifest import LetterKind
from wuzhi.cases.models import Case, Event
from wuzhi.cases.recording import TRACKED, secrets_named
from wuzhi.cases.screens import describe
from wuzhi.core import clock
from wuzhi.core.calendar import CALENDAR_DAYS, CLOCK_HOURS, WORKING_DAYS, Span
from wuzhi.core.ids import show_number
from wuzhi.papers.models import Letter
from wuzhi.people.actor import Actor
from wuzhi.trust import vault

MOST_PARAGRAPHS = 60


@dataclass(frozen=True)
class Content:
    """Everything that a letter may show. Its fields are the names that a Word template may use."""

    unit: str
    number: str
    title: str
    addressee: str
    opening: str
    matter: str
    matter_number: str
    place: str
    category: str
    summary: str
    deadlines: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]
    issued_on: str


def content_of(viewer: Actor, case: Case, kind: LetterKind, letter: Letter, events: Sequence[Event]) -> Content:
    """The letter for a viewer who may read it; that its words were opened is on the record."""
    then, body = as_of(case, events, letter.event_number)
    secret = secrets_named(body).get(kind.body)
    texts = vault.reveal(viewer=viewer, uuids=[secret] if secret else [], subject=case.uuid, purpose=vault.LETTER)
    category = catalogue.fresh().category(then.category_id)
    return Content(
        unit=describe.unit_name(letter.unit_id),
        number=letter.full_number,
        title=str(kind.label),
        addressee=_addressee(then, kind, body),
        opening=str(kind.opening),
        matter=describe.title(then),
        matter_number=show_number(case.uuid),
        place=describe.place_of(then),
        category=str(category) if category else "",
        summary=then.summary,
        deadlines=tuple(_deadlines(then, kind, body)),
        paragraphs=_paragraphs(texts.get(secret, _("(erased)")) if secret else ""),
        issued_on=day_words(letter.issued_at.astimezone(clock.local_zone()).date()),
    )


def as_of(case: Case, events: Sequence[Event], number: int) -> tuple[Case, dict[str, Any]]:
    """The case as it stood after one of its events, and what that event holds; later changes alter no letter."""
    then = Case(uuid=case.uuid, process=case.process, version=case.version)
    body: dict[str, Any] = {}
    for event in events[:number]:
        body = chain.body_of(event)
        for name, value in body.get("set", {}).items():
            if name in TRACKED:
                setattr(then, name, value)
    due_at: Any = then.due_at
    then.due_at = datetime.fromisoformat(due_at) if isinstance(due_at, str) else due_at
    return then, body


def day_words(day: date) -> str:
    """A day as letters write it."""
    return date_format(day, pgettext("date of a letter", "j F Y"))


def _addressee(then: Case, kind: LetterKind, body: dict[str, Any]) -> str:
    unit_id = body.get("data", {}).get(kind.addressee) if kind.addressee else then.lead_unit_id
    return describe.unit_name(unit_id) or describe.awaited(then)


def _deadlines(then: Case, kind: LetterKind, body: dict[str, Any]) -> list[tuple[str, str]]:
    found = []
    for label, source in kind.deadlines:
        words = _deadline(then, source, body.get("data", {}))
        if words:
            found.append((str(label), words))
    return found


def _deadline(then: Case, source: str, data: dict[str, Any]) -> str:
    """A date that the step was given, the time at which the stage is due, or how long a stage may take."""
    if source == "due_at":
        local = then.due_at.astimezone(clock.local_zone()) if then.due_at else None
        return f"{day_words(local.date())} {local:%H:%M}" if local else ""
    if source in data:
        return day_words(date.fromisoformat(data[source]))
    span = deadlines.allowed(then, source)
    return span_words(span) if span else ""


def span_words(span: Span) -> str:
    """How long something may take, as people write it."""
    count = span.amount
    if span.unit == WORKING_DAYS:
        words = ngettext("%(count)d working day", "%(count)d working days", count)
    elif span.unit == CALENDAR_DAYS:
        words = ngettext("%(count)d calendar day", "%(count)d calendar days", count)
    elif span.unit == CLOCK_HOURS:
        words = ngettext("%(count)d hour by the clock", "%(count)d hours by the clock", count)
    else:
        words = ngettext("%(count)d working hour", "%(count)d working hours", count)
    return words % {"count": count}


def _paragraphs(text: str) -> tuple[str, ...]:
    """Lines without what no document can hold; the last takes the rest where there are very many."""
    shown = "".join(sign for sign in text if sign.isprintable() or sign == "\n")
    lines = [line.strip() for line in shown.split("\n") if line.strip()]
    few, rest = lines[: MOST_PARAGRAPHS - 1], lines[MOST_PARAGRAPHS - 1 :]
    return (*few, " ".join(rest)) if rest else tuple(few)
