"""The only code that moves a case. `act` is a batch of one of `act_many`; each case moves whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuzhi.cases import idempotency, process, recording
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.forms import Files, StepForm
from wuzhi.cases.models import Case
from wuzhi.cases.move import Move, owing_of
from wuzhi.cases.outcomes import Conflict, Invalid, NotAllowed, NotFound, Refusal
from wuzhi.cases.process import ANYONE, ENGINE, Process, Step
from wuzhi.cases.queries import find, reason_why_not
from wuzhi.core import clock
from wuzhi.people.actor import Actor

_MEANWHILE = gettext_lazy("Someone else has acted on this case meanwhile. Please look at it again.")


@dataclass(frozen=True)
class Done:
    """What became of a step: the case as it now stands. `replayed` where an earlier answer was given again."""

    case: Case
    replayed: bool = False


def open_case(
    *,
    actor: Actor,
    process_key: str,
    data: Mapping[str, Any],
    files: Files | None = None,
    key: UUID | None = None,
    change: Mapping[str, Any] | None = None,
) -> Done:
    """Takes a matter in. `data` is the opening step's form; `change` sets columns (channel, external number).

    Raises Invalid with the form's errors, NotAllowed where the actor may not open, Conflict where `key` was
    used for something else.
    """
    definition = process.current(process_key)
    content = idempotency.digest(definition.opening.key, data, files) if key else ""
    if key and files:  # a replay must not unpack the photo and leave another file behind
        earlier = idempotency.find(actor, key, content)
        if earlier is not None:
            return Done(Case.objects.get(uuid=earlier.case_uuid), replayed=True)
    try:
        cleaned = _cleaned(definition, definition.opening, actor, data, files)
    except Invalid:
        earlier = idempotency.find(actor, key, content) if key else None
        if earlier is None:
            raise
        return Done(Case.objects.get(uuid=earlier.case_uuid), replayed=True)
    move = _opening(definition, actor, cleaned, change or {})
    with transaction.atomic():
        if key:
            first = idempotency.claim(actor, key, content, move.case.uuid, revision=1)
            if first:
                return Done(Case.objects.get(uuid=first.case_uuid), replayed=True)
        recording.save_opening(move)
    return Done(move.case)


def act(
    *,
    actor: Actor,
    case_uuid: UUID,
    step_key: str,
    data: Mapping[str, Any] | None = None,
    files: Files | None = None,
    revision: int | None = None,
    key: UUID | None = None,
) -> Done:
    """Takes one step of one case. `revision` is the one that the actor saw; None trusts the newest.

    Raises NotFound (out of sight), NotAllowed with the reason, Invalid, or Conflict where someone was quicker.
    """
    content = idempotency.digest(f"{case_uuid} {step_key}", data or {}, files) if key else ""
    if key and idempotency.find(actor, key, content):
        return Done(Case.objects.get(uuid=case_uuid), replayed=True)
    case = find(actor, case_uuid)
    if revision is not None and revision != case.revision:
        raise Conflict(str(_MEANWHILE), case)
    try:
        move = _prepared(actor, case, step_key, data or {}, files)
    except Invalid:
        now = find(actor, case_uuid)
        if now.revision != case.revision:
            raise Conflict(str(_MEANWHILE), now) from None
        raise
    with transaction.atomic():
        if key and idempotency.claim(actor, key, content, case.uuid, revision=move.number):
            return Done(Case.objects.get(uuid=case_uuid), replayed=True)
        if recording.save([move]):
            transaction.set_rollback(True)
    if move.case.revision != move.number:
        now = find(actor, case_uuid)
        raise Conflict(str(_MEANWHILE), now)
    return Done(move.case)


def act_many(
    *,
    actor: Actor,
    cases: Sequence[Case],
    step_key: str,
    data: Mapping[str, Any] | None = None,
    key: UUID | None = None,
) -> list[Refusal]:
    """Takes the same step of several cases in one transaction; those refused are named, the others moved.

    `cases` were loaded with their relations to `actor` (`queries.load`). With a `key`, each case that has moved
    under it is passed over when it comes again.
    """
    several = list({case.pk: case for case in cases}.values())
    keys = {case.pk: uuid5(key, case.uuid.hex) for case in several} if key else {}
    content = idempotency.digest(f"many {step_key}", data or {}, None) if key else ""
    used = idempotency.used(actor, keys.values()) if key else {}
    refused: list[Refusal] = []
    moves: list[Move] = []
    with owing_of(several):
        for case in several:
            earlier = used.get(keys[case.pk]) if key else None
            try:
                if earlier is None:
                    moves.append(_prepared(actor, case, step_key, data or {}, None))
                elif earlier != content:
                    refused.append(Refusal(case, str(idempotency.USED)))
            except (NotAllowed, Invalid) as error:
                refused.append(Refusal(case, str(error)))
    return refused + [Refusal(move.case, str(_MEANWHILE)) for move in _save(actor, moves, keys, content)]


def _save(actor: Actor, moves: list[Move], keys: Mapping[int, UUID], content: str) -> list[Move]:
    """Writes what nobody has done under the same keys meanwhile; the moves that lost their case to someone else."""
    with transaction.atomic():
        if keys:
            claims = [idempotency.Claim(keys[one.case.pk], content, one.case.uuid, one.number) for one in moves]
            won = idempotency.claim_many(actor, claims)
            moves = [move for move in moves if keys[move.case.pk] in won]
        lost = recording.save(moves)
        if keys and lost:
            idempotency.give_up(actor, [keys[move.case.pk] for move in lost])
    return lost


def _prepared(actor: Actor, case: Case, step_key: str, data: Mapping[str, Any], files: Files | None) -> Move:
    """A move ready to be saved: allowed, valid, and the case changed in memory."""
    definition = process.get(case.process, case.version)
    step = definition.step(step_key)
    if step is None or ENGINE in step.by:
        raise NotFound
    why_not = reason_why_not(case, actor, step)
    if why_not is not None:
        raise NotAllowed(why_not)
    cleaned = _cleaned(definition, step, actor, data, files, case)
    return recording.prepare(case, definition, step, actor, cleaned)


def _opening(definition: Process, actor: Actor, cleaned: dict[str, Any], change: Mapping[str, Any]) -> Move:
    step = definition.opening
    if ANYONE not in step.by and not actor.has_role(*step.by):
        raise NotAllowed(_("This is not yours to open."))
    if step.guard is not None:
        why_not = step.guard(Case(), actor)
        if why_not is not None:
            raise NotAllowed(str(why_not))
    place = cleaned.get("place")
    if place is not None and not catalogue.fresh().is_offered(definition.key, place.area.code):
        raise NotAllowed(_("This is not offered in this place yet."))
    return recording.prepare_opening(definition, actor, cleaned, change, clock.now())


def _cleaned(
    definition: Process, step: Step, actor: Actor, data: Mapping[str, Any], files: Files | None, *cases: Case
) -> dict[str, Any]:
    if not step.form:
        return {}
    form = StepForm(definition, step, actor, _as_query(data), files=files or MultiValueDict(), cases=cases)
    if not form.is_valid():
        raise Invalid(form)
    return form.cleaned_data


def _as_query(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Lists must be readable by multiple-choice widgets, wherever the data came from."""
    if isinstance(data, MultiValueDict):
        return data
    query = QueryDict(mutable=True)
    for key, value in data.items():
        query.setlist(key, [str(one) for one in value] if isinstance(value, list | tuple) else [_plain(value)])
    return query


def _plain(value: Any) -> str:
    if value is True:
        return "yes"
    return "" if value is None or value is False else str(value)
