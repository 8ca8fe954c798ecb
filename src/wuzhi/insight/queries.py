"""A county's figures, and the list behind each of them: counted and listed by one condition, within one's sight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, prefetch_related_objects

from wuzhi.cases import keyset
from wuzhi.cases.listing import Desk, Listing
from wuzhi.cases.models import Case
from wuzhi.cases.statements import Statement, composed_once, counting
from wuzhi.core import clock
from wuzhi.insight.figures import BY_KEY, FIGURES, HOURS, Figure, Measure, Values
from wuzhi.insight.parts import Part
from wuzhi.insight.spans import WEEK, Span, weeks_to
from wuzhi.modules.errands.process import ERRAND
from wuzhi.modules.reports.process import REPORT
from wuzhi.people.actor import Actor
from wuzhi.people.models import Role

WEEKS = 12
_TREND = ("in", "closed")
_ANSWERED = ("answers", "satisfied", "silent")


@dataclass(frozen=True)
class Counted:
    """A figure with its number, over a span."""

    figure: Figure
    number: int
    span: Span


@dataclass(frozen=True)
class Week:
    """What came in and what ended in one week."""

    span: Span
    came: int
    ended: int


@dataclass(frozen=True)
class Summary:
    """All that the county page counts. `errands` is empty for those who may not read them; `before` is the day before
    and `answered` the seven days to this one, both by figure."""

    span: Span
    daily: list[Counted]
    standing: list[Counted]
    errands: list[Counted]
    before: dict[str, Counted]
    answered: dict[str, Counted]
    weeks: list[Week]
    median_hours: float | None

    @property
    def satisfied_percent(self) -> float | None:
        """Of the answers of the day."""
        return _share({one.figure.key: one for one in self.daily})

    @property
    def week_percent(self) -> float | None:
        """Of the answers of seven days."""
        return _share(self.answered)


@dataclass(frozen=True)
class Total:
    """How long a figure's whole list is, and in words what its measure comes to ('' where it has none)."""

    number: int
    words: str


def list_of(viewer: Actor, wanted: Figure, span: Span, part: Part) -> Listing:
    """What a figure counts, within sight."""
    return _narrowed(Desk(viewer), wanted, span, part)


def page_of(viewer: Actor, wanted: Figure, span: Span, part: Part, after: str) -> keyset.Page:
    """A page of that list: what is late in the order of its due times, all else the newest first."""
    by = keyset.order("due" if wanted.by_due else "newest", "newest")
    also = ("opened_at",) if wanted.measure else ()
    found = keyset.page_of(list_of(viewer, wanted, span, part).cases, by, after, also=also)
    if wanted.measure:
        prefetch_related_objects(found.cases, "report")
    return found


def measured(wanted: Figure, cases: Iterable[Case]) -> list[str]:
    """What each case of a list bears, in words; '' where it bears nothing. No query."""
    if wanted.measure is None:
        return ["" for _case in cases]
    of = wanted.measure.of
    values = [of(case.opened_at, case.report.done_at, case.report.satisfaction) for case in cases]
    return ["" if value is None else wanted.measure.each(value) for value in values]


def total(viewer: Actor, wanted: Figure, span: Span, part: Part) -> Total:
    """Of the whole list, however many pages it has. One query."""
    if wanted.measure is None:
        return Total(_count(viewer, [(wanted, span)], part)[0], "")
    values = _values(viewer, wanted, wanted.measure, span, part)
    whole = wanted.measure.whole(values)
    return Total(len(values), "" if whole is None else wanted.measure.words(whole, values))


def reads_errands(viewer: Actor) -> bool:
    """Errands are read by those who might help and by dispatchers; to others their count would be a wrong zero."""
    return viewer.has_role(Role.DISPATCHER)


def summary(viewer: Actor, span: Span, part: Part) -> Summary:
    """All figures of a day, of the day before, of seven days and of twelve weeks. Two queries."""
    shown = [one for one in FIGURES if one.process == REPORT.key or reads_errands(viewer)]
    before, seven, weeks = Span(span.first - timedelta(days=1)), Span(span.last, WEEK), weeks_to(span.last, WEEKS)
    asked = [
        *((one, span) for one in shown),
        *((one, before) for one in shown if one.daily and one.process == REPORT.key),
        *((BY_KEY[key], seven) for key in _ANSWERED),
        *((BY_KEY[key], week) for week in weeks for key in _TREND),
    ]
    numbers = iter(
        Counted(one, number, of) for (one, of), number in zip(asked, _count(viewer, asked, part), strict=True)
    )
    counted = [next(numbers) for _one in shown]
    reports = [one for one in counted if one.figure.process == REPORT.key]
    return Summary(
        span=span,
        daily=[one for one in reports if one.figure.daily],
        standing=[one for one in reports if not one.figure.daily],
        errands=[one for one in counted if one.figure.process == ERRAND.key],
        before={key: next(numbers) for key in [one.figure.key for one in reports if one.figure.daily]},
        answered={key: next(numbers) for key in _ANSWERED},
        weeks=[Week(week, next(numbers).number, next(numbers).number) for week in weeks],
        median_hours=HOURS.whole(_values(viewer, BY_KEY["done"], HOURS, span, part)),
    )


def _count(viewer: Actor, asked: Sequence[tuple[Figure, Span]], part: Part) -> list[int]:
    """How long each list is. One query, composed once for each viewer, part and day."""

    desk = Desk(viewer)

    def ask() -> Statement:
        return counting(None, [_narrowed(desk, one, span, part).countable() for one, span in asked])

    key = (desk.key, part, clock.today(), tuple((one.key, span) for one, span in asked))
    return list(composed_once(key, ask).rows()[0])


def _values(viewer: Actor, wanted: Figure, measure: Measure, span: Span, part: Part) -> Values:
    ways = list_of(viewer, wanted, span, part).cases()
    columns = ("pk", "opened_at", "report__done_at", "report__satisfaction")
    found = {row[0]: row[1:] for way in ways for row in way.order_by().values_list(*columns)}
    return [measure.of(*row) for row in found.values()]


def _narrowed(desk: Desk, wanted: Figure, span: Span, part: Part) -> Listing:
    return desk.in_sight.narrowed(Q(process=wanted.process) & wanted.condition(span) & part.condition())


def _share(counted: dict[str, Counted]) -> float | None:
    answers = counted["answers"].number
    return 100 * counted["satisfied"].number / answers if answers else None
