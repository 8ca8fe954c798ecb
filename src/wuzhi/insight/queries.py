"""A county's figures, and the list behind each of them: counted and listed by one condition, within one's sight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from wuzhi.cases.models import Case
from wuzhi.cases.visibility import CaseQuerySet
from wuzhi.insight.figures import FIGURES, HOURS, Figure, Values
from wuzhi.modules.errands.process import ERRAND
from wuzhi.modules.reports.process import REPORT
from wuzhi.people.actor import Actor
from wuzhi.people.models import Role


@dataclass(frozen=True)
class Counted:
    """A figure with its number."""

    figure: Figure
    number: int


@dataclass(frozen=True)
class Summary:
    """What the county page shows of one day. `errands` is empty for those who may not read them."""

    day: date
    daily: list[Counted]
    standing: list[Counted]
    errands: list[Counted]
    median_hours: float | None
    satisfied_percent: float | None


@dataclass(frozen=True)
class Total:
    """How long a figure's whole list is, and in words what its measure comes to ('' where it has none)."""

    number: int
    words: str


def in_scope(viewer: Actor) -> CaseQuerySet[Case]:
    """The matters that the viewer may see: nothing is counted that is not in sight."""
    return Case.objects.visible_to(viewer)


def cases_of(viewer: Actor, wanted: Figure, day: date) -> CaseQuerySet[Case]:
    """The list that a figure counts, the newest first."""
    found = in_scope(viewer).filter(process=wanted.process).filter(wanted.condition(day)).order_by("-id")
    return found.select_related("report") if wanted.measure else found


def measured(wanted: Figure, cases: Iterable[Case]) -> list[str]:
    """What each case of a list bears, in words; '' where it bears nothing. No query."""
    if wanted.measure is None:
        return ["" for _case in cases]
    values = [wanted.measure.of(case) for case in cases]
    return ["" if value is None else wanted.measure.each(value) for value in values]


def total(viewer: Actor, wanted: Figure, day: date) -> Total:
    """Of the whole list, however many pages it has. One query."""
    cases = cases_of(viewer, wanted, day)
    if wanted.measure is None:
        return Total(cases.count(), "")
    values: Values = [wanted.measure.of(case) for case in _bare(cases)]
    whole = wanted.measure.whole(values)
    return Total(len(values), "" if whole is None else wanted.measure.words(whole, values))


def reads_errands(viewer: Actor) -> bool:
    """Errands are read by those who might help and by dispatchers; to others their count would be a wrong zero."""
    return viewer.has_role(Role.DISPATCHER)


def summary(viewer: Actor, day: date) -> Summary:
    """All figures of a day. Two queries."""
    cases = in_scope(viewer)
    shown = [one for one in FIGURES if one.process == REPORT.key or reads_errands(viewer)]
    counts = {one.key: Count("pk", filter=Q(process=one.process) & one.condition(day)) for one in shown}
    found = cases.filter(process__in={one.process for one in shown}).aggregate(**counts)
    counted = [Counted(one, found[one.key]) for one in shown]
    done = next(one for one in FIGURES if one.measure is HOURS)
    hours = HOURS.whole([HOURS.of(case) for case in _bare(cases_of(viewer, done, day))])
    reports = [one for one in counted if one.figure.process == REPORT.key]
    return Summary(
        day=day,
        daily=[one for one in reports if one.figure.daily],
        standing=[one for one in reports if not one.figure.daily],
        errands=[one for one in counted if one.figure.process == ERRAND.key],
        median_hours=hours,
        satisfied_percent=100 * found["satisfied"] / found["answers"] if found["answers"] else None,
    )


def _bare(cases: CaseQuerySet[Case]) -> CaseQuerySet[Case]:
    return cases.only("opened_at", "report__done_at", "report__satisfaction")
