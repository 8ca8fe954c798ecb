"""The clock as an actor: it takes ordinary steps of every case whose time has come, in batches that skip none."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from wuzhi.cases import deadlines, idempotency, process
from wuzhi.cases.actions import act_many
from wuzhi.cases.models import Case
from wuzhi.cases.queries import load
from wuzhi.cases.recounting import recount_all
from wuzhi.cases.regrouping import follow_regroupings
from wuzhi.cases.sequencer import number_events
from wuzhi.core import clock
from wuzhi.files.actions import shelf_at, sweep
from wuzhi.people.actor import CLOCK

READ = 200  # cases at a time, under no lock
BATCH = 25  # steps a transaction, so that nobody waits for the clock
_turns: dict[str, Callable[[], int]] = {}
log = logging.getLogger(__name__)


@dataclass
class Ticked:
    """What one run of the clock did."""

    taken: int = 0
    looked_at: int = 0
    refused: int = 0
    broken: int = 0
    moved: int = 0
    numbered: int = 0
    expired: int = 0
    swept: int = 0
    others: int = 0


def turns(name: str, turn: Callable[[], int]) -> None:
    """What a room above does at every turn of the clock; it says how much it did. ValueError: the name is taken."""
    if _turns.setdefault(name, turn) is not turn:
        raise ValueError(f"a turn named {name!r} is registered already")


def tick(*, progress: Callable[[int, int], None] | None = None) -> Ticked:
    """Takes every step that is due now; safe to kill and to run twice, for a step taken is no longer due.

    `progress` is told cases done and cases in all. A case whose step is refused is looked at again
    in the next run, not in this one.
    """
    result = Ticked()
    result.others = sum(turn() for turn in _turns.values())
    result.moved = recount_all()
    due = list(due_now().values_list("pk", flat=True))
    for first in range(0, len(due), READ):
        ids = due[first : first + READ]
        _tick_batch(ids, result)
        if progress is not None:
            progress(first + len(ids), len(due))
    result.moved += follow_regroupings()
    result.numbered = number_events()
    result.expired = idempotency.expire()
    result.swept = sweep(shelf_at(clock.now()))
    return result


def due_now() -> QuerySet[Case]:
    """The cases whose time has come, in the index's own order: SQLite answers "by id" by walking the whole table."""
    return Case.objects.filter(next_at__lte=clock.now()).order_by("next_at", "id")


def _tick_batch(ids: list[int], result: Ticked) -> None:
    """At most BATCH steps a transaction; a case with several timers due takes them in the order of their times."""
    waiting = ids
    for _round in range(8):
        due: dict[str, list[Case]] = {}
        for case in load(CLOCK).filter(pk__in=waiting).order_by("pk"):
            step = _step_of(case, result)
            if step is not None:
                due.setdefault(step, []).append(case)
        if not due:
            return
        result.looked_at += sum(len(cases) for cases in due.values())
        waiting = []
        for step, cases in due.items():
            for first in range(0, len(cases), BATCH):
                part = cases[first : first + BATCH]
                left = _take(part, step, result)
                result.taken += len(part) - len(left)
                result.refused += len(left)
                waiting += [case.pk for case in part if case.pk not in left and _is_due_again(case)]


def _is_due_again(case: Case) -> bool:
    return case.next_at is not None and case.next_at <= clock.now()


def _take(cases: list[Case], step: str, result: Ticked) -> set[int]:
    """Takes a step of several cases; those that did not move. One that fails does not keep back the others."""
    try:
        return {refusal.case.pk for refusal in act_many(actor=CLOCK, cases=cases, step_key=step)}
    except Exception:
        if len(cases) == 1:
            log.exception("the clock could not take %s of case %s", step, cases[0].uuid)
            result.broken += 1
            return {cases[0].pk}
    left: set[int] = set()
    for case in load(CLOCK).filter(pk__in=[case.pk for case in cases]).order_by("pk"):
        left |= _take([case], step, result)
    return left


def _step_of(case: Case, result: Ticked) -> str | None:
    try:
        return _next_step(case)
    except Exception:
        log.exception("the clock can't read case %s", case.uuid)
        result.broken += 1
        return None


def _next_step(case: Case) -> str | None:
    now = clock.now()
    state = process.get(case.process, case.version).state(case.state)
    due = [(at, step) for at, step in deadlines.timers(case, state) if at <= now]
    return min(due)[1] if due else None
