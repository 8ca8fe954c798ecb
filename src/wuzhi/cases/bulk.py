"""One step of many ticked cases: what is open to whom of which, and taking it batch by batch, each case whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from wuzhi.cases import process
from wuzhi.cases.actions import act_many
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import Refusal
from wuzhi.cases.process import Process, Step
from wuzhi.cases.queries import load, open_steps, reason_why_not
from wuzhi.people.actor import Actor

MOST = 200
BATCH = 25


@dataclass
class Choice:
    """A step that may be taken of some of the cases at once; `others` say why it can't be taken of them."""

    process: Process
    step: Step
    able: list[Case] = field(default_factory=list)
    others: list[Refusal] = field(default_factory=list)

    @property
    def key(self) -> str:
        """How a page names it."""
        return f"{self.process.key}:{self.step.key}"


@dataclass
class Taken:
    """What became of a bulk step. `unseen` are out of sight by now, or were never there."""

    moved: int = 0
    refused: list[Refusal] = field(default_factory=list)
    unseen: int = 0


def seen(actor: Actor, uuids: Sequence[UUID]) -> list[Case]:
    """Those of the ticked cases that the actor may see, loaded, in the order in which they were ticked. One query."""
    found = {case.uuid: case for case in load(actor).filter(uuid__in=uuids).order_by()}
    return [found[uuid] for uuid in dict.fromkeys(uuids) if uuid in found]


def choices(actor: Actor, cases: Sequence[Case]) -> list[Choice]:
    """The steps that are open to the actor of at least one of these loaded cases, those of most cases first."""
    found: dict[str, Choice] = {}
    for case in cases:
        for offer in open_steps(case, actor, bulk=True):
            if offer.why_not is None:
                choice = Choice(process.current(case.process), offer.step)
                found.setdefault(choice.key, choice).able.append(case)
    for choice in found.values():
        able = {case.pk for case in choice.able}
        choice.others = [_why_not(actor, case, choice) for case in cases if case.pk not in able]
    return sorted(found.values(), key=lambda one: -len(one.able))


def named(key: str) -> Choice | None:
    """The step of this name where one may be taken in bulk at all, open to somebody or not."""
    process_key, _colon, step_key = key.partition(":")
    found = {one.key: one for one in process.all_current()}.get(process_key)
    step = found.step(step_key) if found else None
    return Choice(found, step) if found and step and step.bulk else None


def take(actor: Actor, uuids: Sequence[UUID], choice: Choice, data: Mapping[str, Any], key: UUID) -> Taken:
    """Takes the step of every case that still may move, BATCH in a transaction; again with the same key, nothing twice.

    Killed in between, what was committed stays, and sending it again does the rest.
    """
    done = Taken()
    wanted = list(dict.fromkeys(uuids))
    for first in range(0, len(wanted), BATCH):
        part = wanted[first : first + BATCH]
        cases = seen(actor, part)
        fitting = [case for case in cases if case.process == choice.process.key]
        refused = act_many(actor=actor, cases=fitting, step_key=choice.step.key, data=data, key=key)
        done.refused += refused + [_why_not(actor, case, choice) for case in cases if case not in fitting]
        done.moved += len(fitting) - len(refused)
        done.unseen += len(part) - len(cases)
    return done


def _why_not(actor: Actor, case: Case, choice: Choice) -> Refusal:
    step = process.get(case.process, case.version).step(choice.step.key)
    if step is None or case.process != choice.process.key or not step.bulk:
        return Refusal(case, _("There is no such step for this kind of matter."))
    return Refusal(case, reason_why_not(case, actor, step) or "")
