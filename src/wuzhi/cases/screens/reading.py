"""A case as one page shows it: every text that the vault gives out for it is one entry in the record of access."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from wuzhi.areas.directory import directory
from wuzhi.cases import manifest, process, queries
from wuzhi.cases.models import Case, Task
from wuzhi.cases.screens import describe, timeline
from wuzhi.cases.screens.step_forms import OpenStep, Tried, open_steps
from wuzhi.cases.screens.timeline import Entry, Note
from wuzhi.cases.visibility import relations_of
from wuzhi.core.ids import show_number
from wuzhi.files.models import Attachment
from wuzhi.files.views import address_of
from wuzhi.people.actor import Actor
from wuzhi.trust import vault

# Whoever works on the case now; reading along (a leader, a unit that once took part) is not enough.
_MAY_OPEN_CONTACT = {"handler", "assignee", "dispatcher", "arbiter"}


@dataclass(frozen=True)
class Picture:
    """A photo's address for the next minutes and its size in pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True)
class Asked:
    """A unit that was called in."""

    unit: str
    answered: bool
    due: describe.Due | None
    answer: str = ""


@dataclass(frozen=True)
class CasePage:
    """Everything that the case page draws."""

    case: Case
    row: describe.Row
    process: str
    place: str
    channel: str
    lead: str
    words: str
    pictures: list[Picture]
    asked: list[Asked]
    timeline: list[Entry]
    steps: list[OpenStep]
    may_open_contact: bool
    number: str
    map_code: str
    contact: str = ""
    facts: object = None
    kept: list[Note] = field(default_factory=list)
    parts: list[tuple[str, object]] = field(default_factory=list)


def read_case(case: Case, viewer: Actor, *, tried: Tried | None = None, contact: str = "") -> CasePage:
    """The page of a loaded case that `viewer` may see. Its texts are opened for handling, on the record."""
    events = queries.history([case])[case.pk]
    entries = timeline.entries(case, events)
    tasks = list(Task.objects.filter(case=case))
    wanted = [note.secret for entry in entries for note in entry.notes]
    wanted += [task.answer for task in tasks if task.answer]
    wanted += [case.words] if case.words else []
    texts = vault.reveal(viewer=viewer, uuids=wanted, subject=case.uuid, purpose=vault.HANDLING)
    definition = process.get(case.process, case.version)
    return CasePage(
        case=case,
        row=describe.row(case),
        process=str(definition.label),
        place=describe.place_of(case),
        channel=describe.channel(case),
        lead=describe.unit_name(case.lead_unit_id),
        words=texts.get(case.words, "") if case.words else "",
        pictures=pictures_of(case),
        asked=[_asked(task, texts) for task in tasks],
        timeline=list(reversed(timeline.with_words(entries, texts))),
        steps=open_steps(case, viewer, queries.open_steps(case, viewer), tried),
        may_open_contact=case.contact is not None and may_open_contact(case),
        number=show_number(case.uuid),
        map_code=_county(case.area_code),
        contact=contact,
        facts=getattr(case, definition.facts) if definition.facts else None,
        parts=manifest.parts_of(viewer, case, events),
    )


def may_open_contact(case: Case) -> bool:
    """Who handles the case, or holds it where its state waits for its holder."""
    held = relations_of(case)
    state = process.get(case.process, case.version).state(case.state)
    return bool(held & _MAY_OPEN_CONTACT) or ("holder" in held and "holder" in state.awaits)


def open_contact(case: Case, viewer: Actor, purpose: str) -> str:
    """How to reach the reporter, after the look and its purpose are on the record; '' where it was erased."""
    if case.contact is None:
        return ""
    found = vault.reveal(viewer=viewer, uuids=[case.contact], subject=case.uuid, purpose=purpose)
    return found.get(case.contact, "")


def pictures_of(case: Case, *, released: bool = False) -> list[Picture]:
    """The photos of a case, or those of them that a reviewer released. One query."""
    rows = Attachment.objects.filter(subject=case.uuid).order_by("created_at")
    if released:
        rows = rows.filter(released=True)
    return [Picture(address_of(row.pk), row.width, row.height) for row in rows]


def _asked(task: Task, texts: dict[UUID, str]) -> Asked:
    due = describe.due_words(task.due_at) if task.due_at and task.answered_at is None else None
    answer = texts.get(task.answer, "") if task.answer else ""
    return Asked(describe.unit_name(task.unit_id), task.answered_at is not None, due, answer)


def _county(code: str) -> str:
    """The area whose outlines the map draws, '' where it is not known."""
    found = directory().get(code[:6])
    return found.code if found else ""
