"""Writing a move: the revision is won first, then everything that hangs on it, in as few statements as can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from wuzhi.areas.cells import cell_of
from wuzhi.areas.codes import level_of
from wuzhi.cases import chain, dates, deadlines, moved, process, search
from wuzhi.cases.catalogue import CategoryFacts, ReasonFacts
from wuzhi.cases.insert import insert
from wuzhi.cases.models import Case, Task
from wuzhi.cases.models.case import Channel, Urgency
from wuzhi.cases.move import Move
from wuzhi.cases.outcomes import Conflict
from wuzhi.cases.place import Place
from wuzhi.cases.process import CLOCK, STAY, Process, Step
from wuzhi.cases.rewrite import rewrite, win
from wuzhi.core import clock
from wuzhi.files.actions import keep
from wuzhi.files.models import RECORDINGS, Attachment, Kind
from wuzhi.files.pictures import Picture
from wuzhi.files.recordings import Recording
from wuzhi.notices.jobs import job
from wuzhi.people.actor import Actor, ActorKind
from wuzhi.people.models import Role
from wuzhi.people.staff import Person
from wuzhi.people.units import UnitFacts
from wuzhi.trust.vault import seal

TRACKED = (
    "state", "outcome", "category_id", "urgency", "area_id", "area_code", "place_id", "longitude", "latitude",
    "given_place", "tier", "lead_unit_id", "assignee_id", "about_unit_id", "hearing", "may_be_shown", "summary",
    "public", "promise", "due_at", "time_left", "wake_at", "closed_at", "merged_into_id", "external_source",
    "external_number", "external_due_at", "follow_up_at", "task_due_at",
)  # fmt: skip
_CLOCKWORK = ("entered_at", "next_at", "fired", "marked")
_DERIVED = ("cell",)  # from what is tracked, so no event repeats it
_SHORT: dict[type, Callable[[Any], Any]] = {
    Picture: lambda _picture: True,
    Recording: lambda _recording: True,
    Place: lambda place: place.area.code,
    CategoryFacts: lambda category: category.code,
    ReasonFacts: lambda reason: reason.code,
    UnitFacts: lambda unit: unit.id,
    Person: lambda person: person.id,
    Case: lambda case: str(case.uuid),
}
# How a matter came in, by the first role that its collector has; a web page where there is none.
_CHANNELS = (
    (Role.CHIEF, Channel.GRID),
    (Role.GRID_WORKER, Channel.GRID),
    (Role.DISPATCHER, Channel.PHONE),
    (Role.CLERK, Channel.DEPARTMENT),
    (Role.WOODPECKER, Channel.WOODPECKER),
)
SEALED_KINDS = {"words": "words", "contact": "contact"}


def prepare(case: Case, definition: Process, step: Step, actor: Actor, data: dict[str, Any]) -> Move:
    """The case changed in memory by the step, and the rows to come. Nothing is written yet."""
    before = {name: getattr(case, name) for name in TRACKED}
    move = Move(case, definition, step, actor, data, clock.now(), case.revision + 1)
    move.notify = list(step.notify)
    _seal_and_keep(move)
    old = definition.state(case.state)
    if step.change is not None:
        step.change(move)
    dates.settle(move, before)
    target = step.to[0] if step.branch is None else step.branch(move)
    if target not in step.to:
        raise process.ProcessError(f"step {step.key} branched to {target!r}")
    if target == STAY:
        timed = actor.kind is ActorKind.CLOCK and CLOCK in step.by and not definition.watch(step.key)
        case.fired = [*case.fired, step.key] if timed else case.fired
        if case.promise != before["promise"]:
            deadlines.recount(case, old, move.at, (before["urgency"], before["due_at"]))
        case.next_at = deadlines.next_time(case, old)
    else:
        _enter(case, old, definition, target, move.at)
    case.cell = cell_of(case.longitude, case.latitude)
    changes = {name: getattr(case, name) for name in TRACKED if getattr(case, name) != before[name]}
    move.changes = frozenset(changes)
    move.summary_changed = "summary" in changes
    move.urgent = Urgency.AT_ONCE in {case.urgency, before["urgency"]}
    _append_event(move, changes)
    return move


def prepare_opening(
    definition: Process, actor: Actor, data: dict[str, Any], change: Mapping[str, Any], at: datetime
) -> Move:
    """A new case in memory, with its first event."""
    case = Case(process=definition.key, version=definition.version, opened_at=at, entered_at=at, tier="")
    for name, value in change.items():
        setattr(case, name, value)
    move = Move(case, definition, definition.opening, actor, data, at, 1)
    move.notify = list(definition.opening.notify)
    _seal_and_keep(move)
    settle_place(case, data.get("place"))
    case.place_synthetic = bool(change.get("place_synthetic", case.place_synthetic))
    _take_down(move)
    if definition.opening.change is not None:
        definition.opening.change(move)
    dates.settle(move, {})
    case.tier = case.tier or (level_of(case.area_code) if case.area_code else "")
    case.promise = deadlines.promise(definition, case.category_id, case.urgency, case.area_code)
    target = definition.opening.to[0] if definition.opening.branch is None else definition.opening.branch(move)
    _enter(case, None, definition, target, at)
    case.cell = cell_of(case.longitude, case.latitude)
    _append_event(move, {name: getattr(case, name) for name in TRACKED if getattr(case, name) not in (None, "", {})})
    return move


def _take_down(move: Move) -> None:
    """What every matter holds, so that no module writes it again: the fields of these names, who asked, and how."""
    case, category = move.case, move.data.get("category")
    case.words, case.contact = move.words("words"), move.words("contact")
    case.collector_id = move.actor.user_id
    case.category_id = category.id if category else case.category_id
    if not case.channel:
        case.channel = next((channel for role, channel in _CHANNELS if move.actor.has_role(role)), Channel.WEB)


def save_opening(move: Move) -> None:
    """Writes a new case and what hangs on it. The caller holds the transaction."""
    move.case.revision = 1
    insert([move.case])
    for row in move.rows:
        if hasattr(row, "case_id"):
            row.case_id = move.case.pk
    _save_rows([move])
    if move.case.summary:
        search.index([move.case])


def save(moves: Sequence[Move]) -> list[Move]:
    """Writes the moves whose revision is still the one they saw; returns those that lost. One transaction's part."""
    _lock_with_others(moves)
    columns = {*_CLOCKWORK, *_DERIVED}.union(*(move.changes for move in moves))
    won = win(sorted(moves, key=lambda one: one.case.pk), columns)
    for move in won:
        move.case.revision = move.number
    _save_rows(won)
    search.index([move.case for move in won if move.summary_changed])
    moved.tell([move for move in won if move.urgent])
    for move in won:
        _follow(move)
    kept = {move.case.pk for move in won}
    return [move for move in moves if move.case.pk not in kept]


def _lock_with_others(moves: Sequence[Move]) -> None:
    """Where a step also moves other cases, all are locked in one order: two that merge crosswise must not meet."""
    others = [other.pk for move in moves for other, _step, _data in move.also]
    if others:
        rows = Case.objects.filter(pk__in=[*others, *(move.case.pk for move in moves)]).order_by("pk")
        list(rows.select_for_update().values_list("pk", flat=True))


def settle_place(case: Case, place: Place | None) -> None:
    """Puts the case where its place says, the given coordinates beside ours."""
    if place is None:
        return
    case.area_id, case.area_code = place.area.id, place.area.code
    case.place_id = place.local.id if place.local else None
    case.longitude, case.latitude = place.longitude, place.latitude
    case.given_place, case.place_synthetic = dict(place.given), place.synthetic


def _enter(case: Case, old: process.State | None, definition: Process, target: str, at: datetime) -> None:
    state = definition.state(target)
    case.state = state.key
    case.closed_at = at if state.end else None
    deadlines.enter(case, old, state, at)


def _seal_and_keep(move: Move) -> None:
    for field in move.step.form:
        value = move.data.get(field.key)
        if field.kind in SEALED_KINDS and value:
            move.sealed[field.key] = seal(SEALED_KINDS[field.kind], value)
        elif isinstance(value, Picture | Recording):
            move.attachments.append(keep(sent=value, subject=move.case.uuid))


def _append_event(move: Move, changes: Mapping[str, Any]) -> None:
    body = {
        "actor": move.actor.reference,
        "units": sorted(move.actor.unit_ids),
        "data": {key: _plain(move, key, value) for key, value in move.data.items() if value not in (None, "", [])},
        "pictures": [str(sent.uuid) for sent in move.attachments if sent.kind == Kind.PICTURE],
        "recordings": [str(sent.uuid) for sent in move.attachments if sent.kind in RECORDINGS],
        "set": dict(changes),
    }
    event, event_body = chain.link(move.case, move.number, move.step.key, move.at, body)
    move.case.head = event.link
    move.event, move.event_body = event, event_body


def _plain(move: Move, key: str, value: Any) -> Any:
    """A value as an event keeps it: ids and codes; what people wrote only by its name in the vault."""
    if key in move.sealed:
        return {"secret": str(move.sealed[key].uuid)}
    if isinstance(value, list):
        return [_plain(move, key, one) for one in value]
    return next((short(value) for kind, short in _SHORT.items() if isinstance(value, kind)), value)


def _save_rows(moves: Sequence[Move]) -> None:
    """The rows of all moves, one statement a table (events first: their bodies hang on them)."""
    events = [move.event for move in moves]
    for move in moves:
        move.event.case_id = move.case.pk
    insert(events)
    bodies = [move.event_body for move in moves]
    for event, body in zip(events, bodies, strict=True):
        body.event_id = event.pk
    insert(bodies)
    secrets: list[Model] = [secret for move in moves for secret in move.sealed.values()]
    jobs: list[Model] = [_told(move) for move in moves if move.notify]
    rows = [row for move in moves for row in (*move.attachments, *move.rows)]
    for _model, group in groupby(sorted([*secrets, *jobs, *rows], key=_table), key=type):
        insert(list(group))
    rewrite(facts for move in moves for facts in move.facts_changed)
    for move in moves:
        if move.release_pictures is not None:
            photos = Attachment.objects.filter(subject=move.case.uuid, kind=Kind.PICTURE)
            photos.update(released=move.release_pictures)
        for answered in move.answered:
            Task.objects.filter(pk=answered.task.pk).update(
                answered_at=move.at, answered_by_event=move.number, answer=answered.answer
            )


def _follow(move: Move) -> None:
    """Cases opened by this step, and engine's steps of others, in the same transaction."""
    for opening in move.opened:
        definition = process.current(opening.process)
        save_opening(prepare_opening(definition, move.actor, dict(opening.data), opening.change, move.at))
    for other, step_key, data in move.also:
        definition = process.get(other.process, other.version)
        step = definition.step(step_key)
        if step is None:
            continue
        other.refresh_from_db()  # an earlier move of this batch may have taken the same step of it
        if other.state not in step.sources or save([prepare(other, definition, step, move.actor, data)]):
            raise Conflict(_("Someone else has acted on the other case meanwhile. Please try again."), other)


def _told(move: Move) -> Model:
    payload = {"case": move.case.pk, "event": move.number, "to": move.notify, "by": move.actor.user_id}
    return job("case_event", payload)


def _table(row: Model) -> str:
    return row._meta.db_table


def secrets_named(body: Mapping[str, Any]) -> dict[str, UUID]:
    """The vault's names in an event's data, by field."""
    data = body.get("data", {})
    return {key: UUID(value["secret"]) for key, value in data.items() if isinstance(value, dict) and "secret" in value}
