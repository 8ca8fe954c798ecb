"""What a viewer may see and do, asked by pages, API, phone and the engine alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from wuzhi.cases import process
from wuzhi.cases.models import Case, Event
from wuzhi.cases.outcomes import NotFound
from wuzhi.cases.process import ENGINE, Step
from wuzhi.cases.visibility import (
    NOBODY,
    CaseQuerySet,
    any_of,
    condition,
    few,
    is_seen,
    of_processes,
    relations_of,
    stand_as,
)
from wuzhi.core.ids import read_tracking_code
from wuzhi.people.actor import Actor, reporter


@dataclass(frozen=True)
class Offer:
    """A step that is open to someone, or that would be but for `why_not`."""

    step: Step
    why_not: str | None = None


def load(actor: Actor) -> CaseQuerySet[Case]:
    """The cases that `actor` may see, each with the module's own facts and how the actor stands to it."""
    return _with_facts(actor).visible_to(actor)


def find(actor: Actor, case_uuid: UUID) -> Case:
    """One case, loaded. NotFound where this actor may not see it, or there is none."""
    return _only(_with_facts(actor).filter(uuid=case_uuid))


def find_by_code(typed: str) -> tuple[Case, Actor]:
    """The case of a tracking code and the reporter who holds it.

    ValidationError where the code has a slip; NotFound where there is no such case.
    """
    code = read_tracking_code(typed)
    for case in Case.objects.select_related(*_facts()).filter(tracking_code=code).order_by():
        stand_as(case, "reporter")
        return case, reporter(case.pk)
    raise NotFound


def _with_facts(actor: Actor) -> CaseQuerySet[Case]:
    return Case.objects.with_relations(actor).select_related(*_facts())


def _facts() -> list[str]:
    return [definition.facts for definition in process.all_current() if definition.facts]


def _only(cases: CaseQuerySet[Case]) -> Case:
    """A single row says by its relations whether it is seen; the list's whole condition is not asked again."""
    for case in cases[:1]:
        if is_seen(case):
            return case
    raise NotFound


def open_steps(case: Case, actor: Actor, *, bulk: bool = False) -> list[Offer]:
    """Every step that this actor may take of this loaded case now; those held back by a guard say why.

    `bulk`: only those that may be taken of many cases at once.
    """
    definition = process.get(case.process, case.version)
    held = relations_of(case)
    offers = []
    for step in definition.steps:
        if case.state in step.sources and held.intersection(step.by) and (step.bulk or not bulk):
            why_not = step.guard(case, actor) if step.guard else None
            offers.append(Offer(step, None if why_not is None else str(why_not)))
    return offers


def reason_why_not(case: Case, actor: Actor, step: Step) -> str | None:
    """Why the actor may not take the step now; None where it may."""
    if ENGINE in step.by or not relations_of(case).intersection(step.by):
        return _("This step is not yours to take.")
    if case.state not in step.sources:
        return _("The case has moved on; this step is no longer open.")
    why_not = step.guard(case, actor) if step.guard else None
    return None if why_not is None else str(why_not)


@dataclass(frozen=True)
class Awaited:
    """The cases of a state that wait for whoever stands so to them: `state` and `related` are conditions."""

    state: Q
    related: Q


def many_awaited(actor: Actor) -> list[Awaited]:
    """State by state, the cases that wait for this actor in relations in which there may be many."""
    found = []
    for definition in process.all_known():
        running = of_processes([definition])
        for state in definition.states:
            relations = [key for key in state.awaits if few(key, actor) is None]
            related = any_of(condition(relation, actor) for relation in relations)
            if related != NOBODY:
                found.append(Awaited(running & Q(state=state.key), related))
    return found


def ways_awaited(actor: Actor) -> list[tuple[Q | None, Q]]:
    """Relation by relation, the cases that wait for this actor, as their processes say; all of them are in sight.

    Each as where they are found, None where they may be many, and which of them wait.
    """
    ways = []
    for definition in process.all_known():
        states: dict[str, list[str]] = {}
        for state in definition.states:
            for relation in state.awaits:
                states.setdefault(relation, []).append(state.key)
        for relation, keys in states.items():
            related = condition(relation, actor)
            if related != NOBODY:
                ways.append((few(relation, actor), of_processes([definition]) & Q(state__in=keys) & related))
    return ways


def inbox(actor: Actor) -> CaseQuerySet[Case]:
    """The cases that wait for this actor: never more than the actor may see, for whoever is awaited may read."""
    return Case.objects.filter(any_of(way for _few, way in ways_awaited(actor)), closed_at__isnull=True)


class Happened(NamedTuple):
    """An event as a reader needs it, without what proves it."""

    number: int
    kind: str
    at: datetime
    schema: int
    canonical: str | None


def happened(case: Case) -> list[Happened]:
    """The events of one case in order. One query, and half the work of `history`."""
    rows = Event.objects.filter(case=case.pk).order_by("number")
    return [Happened(*row) for row in rows.values_list("number", "kind", "at", "schema", "body__canonical")]


def happened_in(cases: Sequence[Case]) -> dict[int, list[Happened]]:
    """The same of several cases, by their keys. One query."""
    found: dict[int, list[Happened]] = {case.pk: [] for case in cases}
    rows = Event.objects.filter(case__in=found).order_by("case_id", "number")
    for row in rows.values_list("number", "kind", "at", "schema", "body__canonical", "case_id"):
        found[row[5]].append(Happened(*row[:5]))
    return found


def history(cases: Sequence[Case]) -> dict[int, list[Event]]:
    """The events of some cases in order, bodies included. One query."""
    found: dict[int, list[Event]] = {case.pk: [] for case in cases}
    rows = Event.objects.filter(case__in=found).select_related("body").order_by("case_id", "number")
    for event in rows:
        found[event.case_id].append(event)
    return found
