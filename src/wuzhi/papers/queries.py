"""Who may read or issue which letter of a case: asked here, by the pages and by the actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from wuzhi.areas.codes import covers
from wuzhi.cases import process, queries
from wuzhi.cases.manifest import LetterKind, modules
from wuzhi.cases.models import Case, Event
from wuzhi.cases.outcomes import NotFound
from wuzhi.cases.visibility import relations_of
from wuzhi.papers.models import Letter, LetterTemplate
from wuzhi.people.actor import Actor


@dataclass(frozen=True)
class Offered:
    """A letter on the case page: issued, or ready to be by this viewer."""

    kind: LetterKind
    event_number: int
    step: str
    at: datetime
    letter: Letter | None


@dataclass(frozen=True)
class Found:
    """A letter that its viewer may read, with the case and its events."""

    letter: Letter
    kind: LetterKind
    case: Case
    events: list[Event]


def all_kinds() -> list[LetterKind]:
    """Every letter that the modules declare."""
    return [kind for module in modules() for kind in module.letters]


def kind_of(process_key: str, key: str) -> LetterKind | None:
    """A declared letter of a process."""
    return next((kind for kind in all_kinds() if (kind.process, kind.key) == (process_key, key)), None)


def may_read(case: Case, kind: LetterKind) -> bool:
    """Whether the actor for whom the case was loaded may read this letter of it."""
    return bool(relations_of(case).intersection(kind.read_by))


def may_issue(case: Case, kind: LetterKind) -> bool:
    """Whether that actor may give it its number."""
    return may_read(case, kind) and bool(relations_of(case).intersection(kind.issued_by))


def letters_of(viewer: Actor, case: Case, events: Sequence[Event]) -> list[Offered]:
    """The letters of a loaded case that the viewer may read or issue, newest first. At most one query."""
    kinds = [kind for kind in all_kinds() if kind.process == case.process and may_read(case, kind)]
    fitting = [(kind, event) for event in reversed(events) for kind in kinds if event.kind in kind.steps]
    if not fitting or viewer.user_id is None:
        return []
    issued = {(letter.event_number, letter.kind): letter for letter in Letter.objects.filter(case=case.pk)}
    definition = process.get(case.process, case.version)
    offered = [
        Offered(kind, event.number, str(definition.told(event.kind)), event.at, issued.get((event.number, kind.key)))
        for kind, event in fitting
    ]
    return [one for one in offered if one.letter or may_issue(case, one.kind)]


def find_letter(viewer: Actor, uuid: UUID) -> Found:
    """An issued letter. NotFound where there is none, or the viewer may not read it."""
    letter = Letter.objects.select_related("case").filter(uuid=uuid).first()
    if letter is None:
        raise NotFound
    case = queries.find(viewer, letter.case.uuid)
    kind = kind_of(case.process, letter.kind)
    if kind is None or not may_read(case, kind):
        raise NotFound
    return Found(letter, kind, case, queries.history([case])[case.pk])


def template_of(kind: LetterKind, area_code: str, day: date) -> LetterTemplate | None:
    """The place's own template on a day, the most specific area's; None where the house's own holds. One query."""
    in_force = Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gt=day))
    rows = LetterTemplate.objects.filter(in_force, process=kind.process, kind=kind.key).order_by("id")
    fitting = [row for row in rows.only("id", "area_code") if covers(row.area_code, area_code)]
    best = max(fitting, key=lambda row: (len(row.area_code), row.pk), default=None)
    return LetterTemplate.objects.get(pk=best.pk) if best else None
