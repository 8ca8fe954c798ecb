"""One step of one case while it is being taken: what a process's `change` and `branch` may read and alter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, Prefetch, QuerySet, prefetch_related_objects

from wuzhi.cases.models import Case, Event, EventBody, Task
from wuzhi.cases.process import Process, Step
from wuzhi.files.models import Attachment
from wuzhi.people.actor import Actor
from wuzhi.trust.models import Secret

OWING = "owing_tasks"


@contextmanager
def owing_of(cases: Sequence[Case], *, every: bool = False) -> Iterator[None]:
    """Inside, the open tasks of these cases are known by one query; what changes meanwhile costs a case its revision.

    Only where several have a task that falls due: those are asked for whatever the step. `every`: of all of them, where
    each is asked what is open to someone.
    """
    called = [case for case in cases if every or case.task_due_at is not None]
    if len(called) < (1 if every else 2):
        yield
        return
    prefetch_related_objects(called, Prefetch("tasks", _unanswered(), to_attr=OWING))
    try:
        yield
    finally:
        for case in called:
            delattr(case, OWING)


def owed_to(case: Case) -> int:
    """How many units still owe this case an answer. One query, none inside `owing_of`."""
    known: list[Task] | None = getattr(case, OWING, None)
    return _unanswered().filter(case=case).count() if known is None else len(known)


def _unanswered() -> QuerySet[Task]:
    return Task.objects.filter(answered_at__isnull=True)


@dataclass
class Answered:
    """A task that this step answers."""

    task: Task
    answer: UUID | None


@dataclass
class Opening:
    """Another case that this step opens in the same transaction."""

    process: str
    data: Mapping[str, Any]
    change: Mapping[str, Any]


@dataclass
class Move:
    """Nothing here touches the database before the case's revision is won; then all rows are saved at once."""

    case: Case
    process: Process
    step: Step
    actor: Actor
    data: dict[str, Any]
    at: datetime
    number: int
    sealed: dict[str, Secret] = field(default_factory=dict)
    rows: list[Model] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    answered: list[Answered] = field(default_factory=list)
    opened: list[Opening] = field(default_factory=list)
    also: list[tuple[Case, str, dict[str, Any]]] = field(default_factory=list)
    facts_changed: list[Model] = field(default_factory=list)
    notify: list[str] = field(default_factory=list)
    owing: list[Task] | None = None
    release_pictures: bool | None = None
    changes: frozenset[str] = frozenset()
    summary_changed: bool = False
    urgent: bool = False
    event: Event = field(init=False)
    event_body: EventBody = field(init=False)

    def words(self, key: str) -> UUID | None:
        """The vault's name for what was written in a field, None where nothing was."""
        secret = self.sealed.get(key)
        return secret.uuid if secret else None

    def add(self, *rows: Model) -> None:
        """New rows of the module, saved with the event."""
        self.rows += rows

    def keep(self, facts: Model) -> None:
        """The module's own one-to-one row, changed in memory, saved with the event."""
        if facts not in self.facts_changed:
            self.facts_changed.append(facts)

    def ask(self, unit_ids: Iterable[int], due_at: datetime | None) -> None:
        """Units that must answer before the case goes on; one that already owes an answer is not asked twice."""
        owing = {task.unit_id for task in self.open_tasks()}
        for unit_id in sorted(set(unit_ids) - owing):
            task = Task(case=self.case, unit_id=unit_id, asked_by_event=self.number, asked_at=self.at, due_at=due_at)
            self.rows.append(task)

    def open_tasks(self) -> list[Task]:
        """What is still unanswered. One query, asked at most once a move, or once for the moves of a batch."""
        if self.owing is None:
            known: list[Task] | None = getattr(self.case, OWING, None)
            self.owing = list(_unanswered().filter(case=self.case)) if known is None else known
        return self.owing

    def answer(self, task: Task, words: UUID | None) -> None:
        """A unit has answered."""
        self.answered.append(Answered(task, words))

    def open(self, process: str, data: Mapping[str, Any], **change: Any) -> None:
        """Open another case with this one; `change` sets columns on it before its first event."""
        self.opened.append(Opening(process, data, change))

    def take_also(self, case: Case, step: str, **data: Any) -> None:
        """Take an engine's step of another case in the same transaction (the target of a merge, say)."""
        self.also.append((case, step, data))
