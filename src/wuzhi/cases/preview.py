"""What would have happened to the matters of the last weeks under settings that are not saved yet.

Asks the catalogue that was built with the change the same questions as the engine asks the one in force.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from wuzhi.areas.codes import prefix_range
from wuzhi.areas.directory import directory
from wuzhi.cases import deadlines, process
from wuzhi.cases.catalogue import Catalogue
from wuzhi.cases.models import Case, Category, Route, StageLimit
from wuzhi.cases.models.catalogue import SPAN_UNITS
from wuzhi.cases.visibility import NOBODY
from wuzhi.core import clock
from wuzhi.core.calendar import Span
from wuzhi.people.actor import Actor
from wuzhi.people.models import Post, Unit
from wuzhi.people.units import UnitFacts

SHORTEST, USUAL, LONGEST = 7, 30, 90
MOST_COUNTED = 2000
MOST_SHOWN = 50


@dataclass(frozen=True)
class Move:
    """How many matters would have gone or been promised otherwise, from what to what, in words; None for nothing."""

    before: str | None
    after: str | None
    count: int


@dataclass(frozen=True)
class Seen:
    """A matter behind the numbers that the viewer may open."""

    case: Case
    category: str
    place: str
    move: Move


@dataclass(frozen=True)
class Routed:
    """Where the matters would have gone."""

    days: int
    total: int
    moves: list[Move]
    seen: list[Seen]

    @property
    def same(self) -> int:
        """Those that the change would have left where they went."""
        return self.total - sum(move.count for move in self.moves)

    @property
    def groups(self) -> list[tuple[Move, list[Seen]]]:
        """Each number with those of its matters that the viewer may open."""
        return [
            (move, [one for one in self.seen if (one.move.before, one.move.after) == (move.before, move.after)])
            for move in self.moves
        ]


@dataclass(frozen=True)
class Timed:
    """What the matters would have been promised, and how due times of those in the stage now would differ."""

    days: int
    total: int
    moves: list[Move]
    standing: int
    capped: bool
    earlier: int
    later: int
    longest: timedelta
    overdue_before: int
    overdue_after: int

    @property
    def same(self) -> int:
        """Those to which the change would have promised the same."""
        return self.total - sum(move.count for move in self.moves)

    @property
    def most_hours(self) -> int:
        """The greatest difference of a due time, in whole hours by the clock."""
        return round(self.longest.total_seconds() / 3600)


@dataclass(frozen=True)
class Standing:
    """What hangs on a unit today: open matters at it, posts in force, routes that name it."""

    unit: Unit
    matters: int
    posts: int
    routes: int


def standing(unit: Unit) -> Standing:
    """Numbers alone; three queries."""
    today = clock.today()
    routes = Route.objects.filter(Q(ends=None) | Q(ends__gt=today), unit=unit).count()
    posts = Post.objects.in_force(today).filter(unit=unit).count()
    return Standing(unit, Case.objects.filter(closed_at=None, lead_unit=unit).count(), posts, routes)


def routed(
    viewer: Actor, rows: Sequence[Route | Category | Unit], held: Catalogue, changed: Catalogue, days: int
) -> Routed:
    """The matters of the rows' categories and areas, by the unit that the catalogue names before and after."""
    scope = NOBODY
    for row in rows:
        scope |= _scope_of_row(row)
    scope &= Q(opened_at__gte=clock.now() - timedelta(days=days))
    named = {row.pk for row in rows if isinstance(row, Unit)}
    pairs: dict[tuple[int, str], tuple[UnitFacts | None, UnitFacts | None]] = {}
    counts: Counter[tuple[str | None, str | None]] = Counter()
    found = Case.objects.filter(scope).order_by().values_list("category_id", "area_code").annotate(n=Count("id"))
    total = 0
    for category_id, area_code, count in found:
        before, after = held.route(category_id, area_code), changed.route(category_id, area_code)
        if named and not named & {one.id for one in (before, after) if one}:
            continue
        total += count
        if (before and before.id) != (after and after.id):
            pairs[category_id, area_code] = before, after
            counts[_name(before), _name(after)] += count
    moves = [Move(before, after, count) for (before, after), count in counts.most_common()]
    return Routed(days, total, moves, _seen(viewer, scope, pairs, held))


def _scope_of_row(row: Route | Category | Unit) -> Q:
    if isinstance(row, Route):
        return Q(category=row.category_id) & prefix_range("area_code", row.area_code)
    return Q(category=row.pk) if isinstance(row, Category) else Q(category__isnull=False)


def _seen(
    viewer: Actor,
    scope: Q,
    pairs: dict[tuple[int, str], tuple[UnitFacts | None, UnitFacts | None]],
    held: Catalogue,
) -> list[Seen]:
    if not pairs:
        return []
    codes = {code for _category, code in pairs}
    cases = Case.objects.visible_to(viewer).filter(scope, area_code__in=sorted(codes)[:500])
    found = []
    for case in cases.order_by("-id")[:MOST_SHOWN]:
        pair = pairs.get((case.category_id or 0, case.area_code))
        if pair is not None:
            place = directory().get(case.area_code)
            move = Move(_name(pair[0]), _name(pair[1]), 1)
            found.append(Seen(case, str(held.category(case.category_id) or ""), str(place or ""), move))
    return found


def timed(row: StageLimit, held: Catalogue, changed: Catalogue, days: int) -> Timed:
    """What matters opened in these days would have been promised; due times of those in the stage now, from entry."""
    scope = _scope_of(row)
    recent = scope & Q(opened_at__gte=clock.now() - timedelta(days=days), category__isnull=False)
    counts: Counter[tuple[str | None, str | None]] = Counter()
    total = 0
    groups = Case.objects.filter(recent).order_by().values_list("category_id", "urgency", "area_code")
    for category_id, urgency, area_code, count in groups.annotate(n=Count("id")):
        total += count
        key = (row.process, row.stage, category_id, urgency, area_code)
        before, after = held.limit(*key), changed.limit(*key)
        if before != after:
            counts[_words(before), _words(after)] += count
    moves = [Move(before, after, count) for (before, after), count in counts.most_common()]
    return _due_times(row, scope, held, changed, (days, total, moves))


def _due_times(
    row: StageLimit, scope: Q, held: Catalogue, changed: Catalogue, promised: tuple[int, int, list[Move]]
) -> Timed:
    cases = list(
        Case.objects.filter(scope & _in_stage(row), closed_at=None)
        .only("process", "area_code", "lead_unit_id", "entered_at", "category_id", "urgency")
        .order_by("-id")[: MOST_COUNTED + 1]
    )
    capped, now = len(cases) > MOST_COUNTED, clock.now()
    shifts: list[timedelta] = []
    overdue = [0, 0]
    for case in cases[:MOST_COUNTED]:
        before, after = (_due(case, row.stage, settings) for settings in (held, changed))
        overdue[0] += before is not None and before < now
        overdue[1] += after is not None and after < now
        if before and after:
            shifts.append(after - before)
    earlier, later = sum(one < timedelta() for one in shifts), sum(one > timedelta() for one in shifts)
    longest = max(map(abs, shifts), default=timedelta())
    return Timed(*promised, min(len(cases), MOST_COUNTED), capped, earlier, later, longest, overdue[0], overdue[1])


def _due(case: Case, stage: str, settings: Catalogue) -> datetime | None:
    span = settings.limit(case.process, stage, case.category_id, case.urgency, case.area_code)
    return deadlines.calendar_of(case).due(case.entered_at, span) if span else None


def _scope_of(row: StageLimit) -> Q:
    scope = Q(process=row.process)
    if row.category_id:
        scope &= Q(category=row.category_id)
    if row.urgency:
        scope &= Q(urgency=row.urgency)
    return scope & prefix_range("area_code", row.area_code) if row.area_code else scope


def _in_stage(row: StageLimit) -> Q:
    definitions = [one for one in process.all_known() if one.key == row.process]
    states = {state.key for one in definitions for state in one.states if state.stage == row.stage and not state.holds}
    return Q(state__in=sorted(states))


def _name(unit: UnitFacts | None) -> str | None:
    return str(unit) if unit else None


def _words(span: Span | None) -> str | None:
    return f"{span.amount} {dict(SPAN_UNITS)[span.unit]}" if span else None


def first_day(days: int) -> date:
    """The local day on which the matters that are looked at begin."""
    return clock.today() - timedelta(days=days)
