"""Due times are counted anew once days of the calendar were changed: an event like any other, taken by the clock."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from wuzhi.areas.calendar import Calendars, DayChange, calendars, listens
from wuzhi.areas.codes import prefix_range
from wuzhi.cases import deadlines, process, recording
from wuzhi.cases.models import Case, Recount
from wuzhi.cases.move import Move
from wuzhi.cases.process import ENGINE, STAY, Step
from wuzhi.cases.queries import load
from wuzhi.core import clock
from wuzhi.core.history import Author
from wuzhi.people.actor import CLOCK

BATCH = 25
_LOOKED_AT = 500
MOST_COUNTED = 5000


def _change(move: Move) -> None:
    move.case.due_at = move.data["due"]
    deadlines.unfire(move.case, move.process.state(move.case.state), move.at)


COUNT_ANEW = Step(
    "recount", _("Count the due time anew"), _("The calendar was changed, its due time was counted anew"), (), (STAY,),
    (ENGINE,), change=_change,
)  # fmt: skip
process.build_in(COUNT_ANEW)


@dataclass(frozen=True)
class Moving:
    """How many open matters would fall due later or earlier; `capped` where only the first were looked at."""

    later: int = 0
    earlier: int = 0
    capped: bool = False

    @property
    def total(self) -> int:
        """Those that would move at all."""
        return self.later + self.earlier


def would_move(changes: Sequence[DayChange]) -> Moving:
    """What a change of days would do to open matters: numbers alone, over at most MOST_COUNTED matters."""
    changes = [one for one in changes if one.before != one.after]
    if not changes:
        return Moving()
    now, later, earlier, looked_at = clock.now(), 0, 0, 0
    before, after = calendars(changes, after=False), calendars(changes, after=True)
    found = _concerned(changes).only(
        "process", "version", "state", "area_code", "lead_unit_id", "entered_at", "due_at", "promise"
    )
    for case in found.order_by("pk")[: MOST_COUNTED + 1].iterator(chunk_size=1000):
        looked_at += 1
        due = deadlines.moved(case, _state(case), before, after, now)
        if due is not None and case.due_at is not None and looked_at <= MOST_COUNTED:
            later += due > case.due_at
            earlier += due < case.due_at
    return Moving(later, earlier, looked_at > MOST_COUNTED)


def note(_author: Author, changes: Sequence[DayChange]) -> None:
    """Remembers that open matters must be gone through; in the transaction of the change itself."""
    if _concerned(changes).exists():
        days = [[one.area_code, one.day.isoformat(), one.before, one.after] for one in changes]
        Recount.objects.create(at=clock.now(), days=days)


listens(note)


def recount_all(seconds: float | None = None) -> int:
    """Goes on with what is to be gone through, for so long at most; how many due times moved.

    Safe to kill and to run twice, from several processes at once.
    """
    ends = time.monotonic() + seconds if seconds is not None else None
    moved = 0
    while ends is None or time.monotonic() < ends:
        done = _batch()
        if done is None:
            break
        moved += done
    return moved


def to_do() -> bool:
    """Whether any due time is still to be counted anew."""
    return Recount.objects.filter(done_at=None).exists()


def _batch() -> int | None:
    """The next matters of the oldest recount, how many due times moved; None where there is none to do."""
    waiting = Recount.objects.filter(done_at=None).order_by("pk")
    if not waiting.exists():
        return None
    with transaction.atomic():
        row = waiting.select_for_update().first()
        if row is None:
            return None
        changes = _days(row)
        # What was changed later still is: the table says so already, the due times don't yet.
        later = [one for other in waiting.filter(pk__gt=row.pk).order_by("-pk") for one in _days(other)]
        held = [DayChange(one.area_code, one.day, one.before, one.before) for one in later]
        before, after = calendars([*held, *changes], after=False), calendars([*held, *changes], after=True)
        found, reached, over = _next(row, changes, before, after)
        moves = list(_moves(found))
        lost = {move.case.pk for move in recording.save(moves)}
        if lost:  # somebody acted on it meanwhile: it is looked at again
            reached, over = min(lost) - 1, False
        row.reached, row.moved = reached, row.moved + len(moves) - len(lost)
        row.done_at = clock.now() if over else None
        row.save(update_fields=["reached", "moved", "done_at"])
    return len(moves) - len(lost)


def _days(row: Recount) -> list[DayChange]:
    return [DayChange(area, date.fromisoformat(day), was, now) for area, day, was, now in row.days]


def _next(
    row: Recount, changes: Sequence[DayChange], before: Calendars, after: Calendars
) -> tuple[dict[int, datetime], int, bool]:
    """Matters with their new due times, up to which number was looked, and whether that was all."""
    cases = list(_concerned(changes).filter(pk__gt=row.reached, entered_at__lte=row.at).order_by("pk")[:_LOOKED_AT])
    found: dict[int, datetime] = {}
    for case in cases:
        due = deadlines.moved(case, _state(case), before, after, row.at)
        if due is not None and due != case.due_at:
            found[case.pk] = due
            if len(found) == BATCH:
                return found, case.pk, False
    return found, cases[-1].pk if cases else row.reached, len(cases) < _LOOKED_AT


def _moves(found: dict[int, datetime]) -> Iterator[Move]:
    for case in load(CLOCK).filter(pk__in=list(found)).order_by("pk"):
        definition = process.get(case.process, case.version)
        yield recording.prepare(case, definition, COUNT_ANEW, CLOCK, {"due": found[case.pk]})


def _concerned(changes: Iterable[DayChange]) -> QuerySet[Case, Any]:
    """Open matters that fall due on or after the first of the days, in the places where they count."""
    listed = list(changes)
    first = min(one.day for one in listed)
    midnight = datetime.combine(first, datetime.min.time(), tzinfo=clock.local_zone())
    found = Case.objects.filter(closed_at=None, due_at__gte=midnight)
    if all(one.area_code for one in listed):
        places = Q()
        for code in sorted({one.area_code for one in listed}):
            places |= prefix_range("area_code", code)
        found = found.filter(places)
    return found


def _state(case: Case) -> process.State:
    return process.get(case.process, case.version).state(case.state)
