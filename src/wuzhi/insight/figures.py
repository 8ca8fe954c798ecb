"""What a county counts. A figure is one condition: it counts with it, and its list is filtered by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.db.models import Q
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuzhi.cases.models import Event, Urgency
from wuzhi.cases.process import Words
from wuzhi.cases.statements import NOW
from wuzhi.core import clock
from wuzhi.insight.spans import Span
from wuzhi.modules.errands.process import ERRAND
from wuzhi.modules.reports.models import OPEN_SUPERVISION, Report
from wuzhi.modules.reports.process import REPORT
from wuzhi.modules.reports.steps.dispatching import SUPERVISOR_AFTER

Condition = Callable[[Span], Q]
Values = Sequence[float | None]
SATISFIED = 4


@dataclass(frozen=True)
class Measure:
    """A number that each case of a list bears, and what the whole list comes to, both also in words.

    `of` is told when the case was opened, when it was reported done, and the satisfaction.
    """

    of: Callable[[datetime, datetime | None, int | None], float | None]
    each: Callable[[float], str]
    whole: Callable[[Values], float | None]
    words: Callable[[float, Values], str]


@dataclass(frozen=True)
class Figure:
    """Something counted among the cases of one process. `means` says exactly what, for whoever doubts the number.

    `daily` ones are counted over a span, the others as it stands now. `by_due` lists by due time, not by age.
    """

    key: str
    label: Words
    means: Words
    condition: Condition
    process: str = REPORT.key
    daily: bool = True
    measure: Measure | None = None
    by_due: bool = False


def _on(field: str) -> Condition:
    def condition(span: Span) -> Q:
        begins, ends = span.instants()
        return Q(**{f"{field}__gte": begins, f"{field}__lt": ends})

    return condition


def _took(*steps: str) -> Condition:
    def condition(span: Span) -> Q:
        begins, ends = span.instants()
        taken = Event.objects.filter(kind__in=steps, at__gte=begins, at__lt=ends)
        return Q(pk__in=taken.values("case"))

    return condition


def _reported(condition: Callable[[Span], Q]) -> Condition:
    """A condition on the report's own row, so that its own index finds them."""
    return lambda span: Q(pk__in=Report.objects.filter(condition(span)).values("case"))


def _both(one: Condition, other: Condition | Q) -> Condition:
    return lambda span: one(span) & (other if isinstance(other, Q) else other(span))


def _open(_span: Span) -> Q:
    return Q(closed_at__isnull=True)


def _overdue(_span: Span) -> Q:
    return Q(closed_at__isnull=True, due_at__lt=NOW)


def _due_today(_span: Span) -> Q:
    return Q(closed_at__isnull=True, due_at__gte=NOW, due_at__lt=Span(clock.today()).instants()[1])


def _hours(opened: datetime, done: datetime | None, _level: int | None) -> float | None:
    return None if done is None else (done - opened).total_seconds() / 3600


def _level(_opened: datetime, _done: datetime | None, level: int | None) -> float | None:
    return level


def _known(values: Values) -> list[float]:
    return [one for one in values if one is not None]


def _percent(values: Values) -> float | None:
    """Of all answers given, also those that a reopening has made void since."""
    return 100 * _satisfied(values) / len(values) if values else None


def _satisfied(values: Values) -> int:
    return sum(one >= SATISFIED for one in _known(values))


HOURS = Measure(
    of=_hours,
    each=lambda hours: gettext("%(hours)s h until done") % {"hours": floatformat(hours, 1)},
    whole=lambda values: median(_known(values)) if _known(values) else None,
    words=lambda middle, values: gettext("median %(hours)s hours") % {"hours": floatformat(middle, 1)},
)
LEVEL = Measure(
    of=_level,
    each=lambda level: gettext("satisfaction %(level)d of 5") % {"level": level},
    whole=_percent,
    words=lambda percent, values: (
        gettext("%(some)d of %(all)d at level 4 or 5: %(percent)s %%")
        % {"some": _satisfied(values), "all": len(values), "percent": floatformat(percent, 0)}
    ),
)
_answered = _took("call_back")
_closed = _on("closed_at")
_confirmed = _both(_closed, Q(state="confirmed"))
_REPORTS = (
    Figure("in", _("Came in"), _("Reports taken in during this time."), _on("opened_at")),
    Figure("dispatched", _("Dispatched"), _("Reports sent to a unit during this time, once each."), _took("dispatch")),
    Figure(
        "done",
        _("Reported done"),
        _("Reports that a unit reported done during this time."),
        _reported(_on("done_at")),
        measure=HOURS,
    ),
    Figure("closed", _("Closed"), _("Reports that ended during this time, however they ended."), _closed),
    Figure(
        "concluded",
        _("Concluded"),
        _("Ended during this time without handling, with a reason told to the reporter."),
        _both(_closed, Q(outcome="concluded")),
    ),
    Figure(
        "answers",
        _("Callback answers"),
        _("Reports whose callback was answered during this time, with the level that stands now."),
        _answered,
        measure=LEVEL,
    ),
    Figure(
        "satisfied",
        _("Satisfied"),
        _("Callback answers of this time at level 4 or 5 of 5."),
        _both(_answered, Q(report__satisfaction__gte=SATISFIED)),
        measure=LEVEL,
    ),
    Figure(
        "silent",
        _("Callback silence"),
        _("Ended during this time because the reporter did not answer; counted as silence, never as yes."),
        _both(_closed, Q(outcome="silent")),
    ),
    Figure("open", _("Open now"), _("Reports on which someone still has to act."), _open, daily=False),
    Figure(
        "overdue",
        _("Overdue now"),
        _("Open reports whose present stage is past its time."),
        _overdue,
        daily=False,
        by_due=True,
    ),
    Figure(
        "callback",
        _("Waiting for callback"),
        _("Reported done, the reporter has not answered yet."),
        lambda span: _open(span) & Q(state="callback"),
        daily=False,
    ),
    Figure("due_today", _("Due today"), _("Open reports whose time ends today."), _due_today, daily=False, by_due=True),
    Figure(
        "urgent",
        _("Urgent now"),
        _("Open reports that want someone today or at once."),
        lambda span: _open(span) & ~Q(urgency=Urgency.ORDINARY),
        daily=False,
    ),
    Figure(
        "objected",
        _("Objected to twice"),
        _("Open reports to which a unit objected a second time: the supervisor decides."),
        _both(_reported(lambda span: Q(objections__gte=SUPERVISOR_AFTER)), Q(closed_at__isnull=True, state="objected")),
        daily=False,
    ),
    Figure(
        "supervised",
        _("Under supervision"),
        _("Reports, open or ended, whose supervision no second person has closed yet."),
        _reported(lambda span: Q(supervision__in=OPEN_SUPERVISION)),
        daily=False,
    ),
)


def _errand(key: str, label: Words, means: Words, condition: Condition, *, daily: bool = True) -> Figure:
    return Figure(key, label, means, condition, ERRAND.key, daily)


_ERRANDS = (
    _errand("errand_open", _("Open now"), _("Errands on which someone still has to act."), _open, daily=False),
    _errand(
        "errand_overdue",
        _("Overdue now"),
        _("Open errands whose present stage is past its time."),
        _overdue,
        daily=False,
    ),
    _errand("errand_in", _("Asked for"), _("Errands asked for during this time."), _on("opened_at")),
    _errand("errand_done", _("Done"), _("Errands called done during this time, once each."), _took("done")),
    _errand(
        "errand_confirmed",
        _("Confirmed"),
        _("Whoever asked said during this time that it was done as asked."),
        _both(_confirmed, _took("confirm")),
    ),
    _errand(
        "errand_silent",
        _("Confirmation silence"),
        _("Ended during this time because nobody answered; counted as silence, never as yes."),
        _both(_confirmed, _took("confirm_silent")),
    ),
    _errand(
        "errand_declined",
        _("Declined"),
        _("Errands declined during this time, with a reason told to whoever asked."),
        _both(_closed, Q(state="declined")),
    ),
)
FIGURES = (*_REPORTS, *_ERRANDS)
BY_KEY = {one.key: one for one in FIGURES}
