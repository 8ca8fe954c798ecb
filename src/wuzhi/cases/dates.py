"""Dates that run beside the stages of a case: what the clock has dealt with, and what falls due next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wuzhi.cases import deadlines
from wuzhi.cases.models import Task
from wuzhi.cases.move import Move
from wuzhi.people.actor import ActorKind


def settle(move: Move, before: Mapping[str, Any]) -> None:
    """After a step's change and before its state: marks what the clock did, and finds the next task's date.

    `before` holds the columns as they were. A reminder whose time has passed when its date is set is not sent:
    whoever set the date has just told them.
    """
    case, watch = move.case, move.process.watch(move.step.key)
    if watch is not None and move.actor.kind is ActorKind.CLOCK:
        _mark(move, watch.step, getattr(case, watch.date))
        if watch.date == "task_due_at":
            move.open_tasks()
    if move.owing is not None:
        case.task_due_at = _next_task(move)
    for one in move.process.watches:
        day = getattr(case, one.date)
        if one.ahead and day is not None and day != before.get(one.date) and _is_told(move, one.date, day):
            at = deadlines.watched(case, one)
            if at is not None and at <= move.at:
                _mark(move, one.step, day)


def _is_told(move: Move, date: str, day: datetime) -> bool:
    """Whether this step told whom it concerns: an asked unit's date may also come up because another has answered."""
    return date != "task_due_at" or day in {row.due_at for row in move.rows if isinstance(row, Task)}


def _mark(move: Move, step: str, day: datetime | None) -> None:
    if day is not None:
        move.case.marked = {**(move.case.marked or {}), step: deadlines.stamp(day)}


def _next_task(move: Move) -> datetime | None:
    """The earliest that an asked unit owes an answer, of those that no watch has marked as passed."""
    answered = {one.task.pk for one in move.answered}
    owing = [task for task in move.owing or () if task.pk not in answered]
    owing += [row for row in move.rows if isinstance(row, Task)]
    steps = [one.step for one in move.process.watches if one.date == "task_due_at" and not one.ahead]
    marked = [str((move.case.marked or {})[step]) for step in steps if step in (move.case.marked or {})]
    passed = max(map(datetime.fromisoformat, marked), default=None)
    dues = [task.due_at for task in owing if task.due_at]
    return min((due for due in dues if passed is None or due > passed), default=None)
