"""A case in the API's shapes, from the same words as the pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wuzhi.api.shapes import AtOnce, CaseOut, Chosen, Happened, Line, Offered, OpenStep, Texts, Written
from wuzhi.api.step_forms import schema_of
from wuzhi.cases import process, queries
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.models import Case
from wuzhi.cases.process import ANYONE, Process, Step
from wuzhi.cases.screens import describe, timeline
from wuzhi.cases.screens.reading import open_contact
from wuzhi.cases.screens.rows import Row, row_of
from wuzhi.core.ids import show_number
from wuzhi.people.actor import Actor
from wuzhi.trust import vault


def line_of(row: Row) -> Line:
    """A line of a list."""
    case = row.case
    return Line(
        uuid=case.uuid,
        number=show_number(case.uuid),
        title=row.title,
        state=case.state,
        state_label=row.state,
        urgency=case.urgency,
        waits=row.awaited,
        place=describe.place_of(case),
        place_code=describe.place_code(case),
        due_at=case.due_at,
        overdue=bool(row.due and row.due.overdue),
    )


def case_of(case: Case, viewer: Actor) -> CaseOut:
    """A loaded case that the viewer may see. No text of the vault is opened. Three queries."""
    definition = process.get(case.process, case.version)
    steps = [
        OpenStep(
            key=offer.step.key,
            label=str(offer.step.label),
            why_not=offer.why_not,
            form=schema_of(definition, offer.step, viewer, (case,)),
        )
        for offer in queries.open_steps(case, viewer)
    ]
    return CaseOut(**facts_of(case, timeline.entries(case, queries.history([case])[case.pk])), steps=steps)


def facts_of(case: Case, happened: Iterable[timeline.Entry]) -> dict[str, Any]:
    """All of `CaseOut` but the steps. No query."""
    category = catalogue.fresh().category(case.category_id)
    return {
        **line_of(row_of(case)).model_dump(),
        "revision": case.revision,
        "process": case.process,
        "process_label": str(process.get(case.process, case.version).label),
        "version": case.version,
        "channel": case.channel,
        "category": category.code if category else "",
        "unit": describe.unit_name(case.lead_unit_id),
        "person": describe.person_words(case),
        "area_code": case.area_code,
        "longitude": case.longitude,
        "latitude": case.latitude,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "outcome": case.outcome,
        "summary": case.summary,
        "public": case.public,
        "timeline": [_happened(entry) for entry in happened],
    }


def offered_to(actor: Actor) -> list[Offered]:
    """The processes that are offered here and of which the actor may open a case. No query."""
    known = catalogue.fresh()
    return [
        Offered(
            key=one.key,
            version=one.version,
            label=str(one.label),
            form=schema_of(one, one.opening, actor),
            on_the_spot=[_at_once(one, step, actor) for step in map(one.step, one.on_the_spot) if step],
        )
        for one in process.all_current()
        if known.is_offered_somewhere(one.key) and (ANYONE in one.opening.by or actor.has_role(*one.opening.by))
    ]


def _at_once(definition: Process, step: Step, actor: Actor) -> AtOnce:
    return AtOnce(key=step.key, label=str(step.label), form=schema_of(definition, step, actor))


def texts_of(case: Case, viewer: Actor, purpose: str, *, with_contact: bool) -> Texts:
    """What people wrote, after the look is on the record; so is a second look, at the contact."""
    entries = timeline.entries(case, queries.history([case])[case.pk])
    wanted = {note.secret: (entry.number, note.key, note.label) for entry in entries for note in entry.notes}
    if case.words:
        wanted = {case.words: (1, "words", ""), **wanted}
    found = vault.reveal(viewer=viewer, uuids=wanted, subject=case.uuid, purpose=purpose)
    written = [
        Written(event=number, field=key, label=label, text=found[secret])
        for secret, (number, key, label) in wanted.items()
        if secret in found
    ]
    return Texts(texts=written, contact=open_contact(case, viewer, purpose) if with_contact else None)


def _happened(entry: timeline.Entry) -> Happened:
    facts = [Chosen(label=fact.label, text=fact.text) for fact in entry.facts]
    return Happened(number=entry.number, kind=entry.kind, label=entry.label, at=entry.at, who=entry.who, facts=facts)
