"""Who must do what by when, on one card: whoever has the case, units that were called in, requests that wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from wuzhi.cases import manifest, process
from wuzhi.cases.models import Case, Task
from wuzhi.cases.screens import describe


@dataclass(frozen=True, slots=True)
class Duty:
    """One line: who, what, by when. A `done` one says so, with what was answered."""

    who: str
    what: str
    due: describe.Due | None = None
    done: bool = False
    answer: str = ""


def duties(case: Case, tasks: Iterable[Task], texts: Mapping[UUID, str]) -> list[Duty]:
    """The lines of a case, what is open first; `texts` hold the answers that were opened. No query."""
    found = [_task(task, texts) for task in tasks]
    if not case.is_open:
        return found
    label = str(process.get(case.process, case.version).state(case.state).label)
    waking = describe.due_words(case.wake_at) if case.wake_at else None
    who = describe.awaited(case, named=True) or _("nobody: it waits for its date")
    first = Duty(who, label, describe.due(case) or waking)
    asked = [
        Duty(
            describe.relation_words(case, one.who, named=True),
            str(one.what),
            describe.due_words(one.by) if one.by else None,
        )
        for one in manifest.waits_of(case)
    ]
    return [first, *asked, *sorted(found, key=lambda one: one.done)]


def _task(task: Task, texts: Mapping[UUID, str]) -> Duty:
    done = task.answered_at is not None
    due = describe.due_words(task.due_at) if task.due_at and not done else None
    answer = texts.get(task.answer, "") if task.answer else ""
    what = _("has answered") if done and task.answer else _("need not answer any more") if done else _("owes an answer")
    return Duty(describe.unit_name(task.unit_id), what, due, done, answer)
