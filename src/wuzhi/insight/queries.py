"""A county's figures. A figure is one condition: it counts with it, and its list is filtered by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from wuzhi.cases.models import Case, Event
from wuzhi.cases.process import Words
from wuzhi.cases.visibility import CaseQuerySet
from wuzhi.core import clock
from wuzhi.modules.reports.process import REPORT
from wuzhi.people.actor import Actor

Condition = Callable[[date], Q]
SATISFIED = 4


@dataclass(frozen=True)
class Figure:
    """Something counted. `means` says exactly what, for whoever doubts the number."""

    key: str
    label: Words
    means: Words
    condition: Condition
    daily: bool = True


@dataclass(frozen=True)
class Counted:
    """A figure with its number."""

    figure: Figure
    number: int


@dataclass(frozen=True)
class Summary:
    """What the county page shows of one day."""

    day: date
    daily: list[Counted]
    standing: list[Counted]
    median_hours: float | None
    satisfied_percent: float | None
    answers: int


def span_of(day: date) -> tuple[datetime, datetime]:
    """The local day as two instants."""
    begins = datetime.combine(day, time(), tzinfo=clock.local_zone())
    return begins, datetime.combine(day + timedelta(days=1), time(), tzinfo=clock.local_zone())


def last_day(viewer: Actor) -> date:
    """The last day on which a report in sight came in, so that a page opened early is not a page of noughts."""
    last = Case.objects.visible_to(viewer).filter(process=REPORT.key).aggregate(last=Max("opened_at"))["last"]
    return min(last.astimezone(clock.local_zone()).date(), clock.today()) if last else clock.today()


def _on(field: str) -> Condition:
    def condition(day: date) -> Q:
        begins, ends = span_of(day)
        return Q(**{f"{field}__gte": begins, f"{field}__lt": ends})

    return condition


def _took(*steps: str) -> Condition:
    def condition(day: date) -> Q:
        begins, ends = span_of(day)
        taken = Event.objects.filter(case=OuterRef("pk"), kind__in=steps, at__gte=begins, at__lt=ends)
        return Q(Exists(taken))

    return condition


def _open(day: date) -> Q:
    return Q(closed_at__isnull=True)


def _overdue(day: date) -> Q:
    return Q(closed_at__isnull=True, due_at__lt=clock.now())


_answered = _took("call_back")
_closed = _on("closed_at")
FIGURES = (
    Figure("in", _("Came in"), _("Reports taken in on this day."), _on("opened_at")),
    Figure("dispatched", _("Dispatched"), _("Reports sent to a unit on this day, once each."), _took("dispatch")),
    Figure("done", _("Reported done"), _("Reports that a unit reported done on this day."), _on("report__done_at")),
    Figure("closed", _("Closed"), _("Reports that ended on this day, however they ended."), _closed),
    Figure(
        "concluded",
        _("Concluded"),
        _("Ended on this day without handling, with a reason told to the reporter."),
        lambda day: _closed(day) & Q(outcome="concluded"),
    ),
    Figure("answers", _("Callback answers"), _("Reports whose callback was answered on this day."), _answered),
    Figure(
        "satisfied",
        _("Satisfied"),
        _("Callback answers of this day at level 4 or 5 of 5."),
        lambda day: _answered(day) & Q(report__satisfaction__gte=SATISFIED),
    ),
    Figure(
        "silent",
        _("Callback silence"),
        _("Ended on this day because the reporter did not answer; counted as silence, never as yes."),
        lambda day: _closed(day) & Q(report__silent=True),
    ),
    Figure("open", _("Open now"), _("Reports on which someone still has to act."), _open, daily=False),
    Figure("overdue", _("Overdue now"), _("Open reports whose present stage is past its time."), _overdue, daily=False),
    Figure(
        "callback",
        _("Waiting for callback"),
        _("Reported done, the reporter has not answered yet."),
        lambda day: Q(state="callback"),
        daily=False,
    ),
)


def figure(key: str) -> Figure | None:
    """By its key."""
    return next((one for one in FIGURES if one.key == key), None)


def in_scope(viewer: Actor) -> CaseQuerySet[Case]:
    """The reports that the viewer may see: nothing is counted that is not in sight."""
    return Case.objects.visible_to(viewer).filter(process=REPORT.key)


def cases_of(viewer: Actor, wanted: Figure, day: date) -> CaseQuerySet[Case]:
    """The list that a figure counts, the newest first."""
    return in_scope(viewer).filter(wanted.condition(day)).order_by("-id")


def summary(viewer: Actor, day: date) -> Summary:
    """All figures of a day. Two queries."""
    counts = {one.key: Count("pk", filter=one.condition(day)) for one in FIGURES}
    cases = in_scope(viewer)
    found = cases.aggregate(**counts)
    spans = cases.filter(_on("report__done_at")(day)).values_list("opened_at", "report__done_at")
    hours = [(done - opened).total_seconds() / 3600 for opened, done in spans if done is not None]
    counted = [Counted(one, found[one.key]) for one in FIGURES]
    return Summary(
        day=day,
        daily=[one for one in counted if one.figure.daily],
        standing=[one for one in counted if not one.figure.daily],
        median_hours=median(hours) if hours else None,
        satisfied_percent=100 * found["satisfied"] / found["answers"] if found["answers"] else None,
        answers=found["answers"],
    )
