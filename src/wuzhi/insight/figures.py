"""What a county counts. A figure is one condition: it counts with it, and its list is filtered by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Exists, OuterRef, Q
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuzhi.cases.models import Case, Event
from wuzhi.cases.process import Words
from wuzhi.core import clock
from wuzhi.modules.errands.process import ERRAND
from wuzhi.modules.reports.process import REPORT

Condition = Callable[[date], Q]
Values = Sequence[float | None]
SATISFIED = 4


@dataclass(frozen=True)
class Measure:
    """A number that each case of a list bears (`of`, `each` in words), and what the whole list comes to."""

    of: Callable[[Case], float | None]
    each: Callable[[float], str]
    whole: Callable[[Values], float | None]
    words: Callable[[float, Values], str]


@dataclass(frozen=True)
class Figure:
    """Something counted among the cases of one process. `means` says exactly what, for whoever doubts the number."""

    key: str
    label: Words
    means: Words
    condition: Condition
    process: str = REPORT.key
    daily: bool = True
    measure: Measure | None = None


def span_of(day: date) -> tuple[datetime, datetime]:
    """The local day as two instants."""
    begins = datetime.combine(day, time(), tzinfo=clock.local_zone())
    return begins, datetime.combine(day + timedelta(days=1), time(), tzinfo=clock.local_zone())


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


def _both(one: Condition, other: Condition | Q) -> Condition:
    return lambda day: one(day) & (other if isinstance(other, Q) else other(day))


def _open(day: date) -> Q:
    return Q(closed_at__isnull=True)


def _overdue(day: date) -> Q:
    return Q(closed_at__isnull=True, due_at__lt=clock.now())


def _hours(case: Case) -> float | None:
    done: datetime | None = case.report.done_at
    return None if done is None else (done - case.opened_at).total_seconds() / 3600


def _level(case: Case) -> float | None:
    level: int | None = case.report.satisfaction
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
    Figure("in", _("Came in"), _("Reports taken in on this day."), _on("opened_at")),
    Figure("dispatched", _("Dispatched"), _("Reports sent to a unit on this day, once each."), _took("dispatch")),
    Figure(
        "done",
        _("Reported done"),
        _("Reports that a unit reported done on this day."),
        _on("report__done_at"),
        measure=HOURS,
    ),
    Figure("closed", _("Closed"), _("Reports that ended on this day, however they ended."), _closed),
    Figure(
        "concluded",
        _("Concluded"),
        _("Ended on this day without handling, with a reason told to the reporter."),
        _both(_closed, Q(outcome="concluded")),
    ),
    Figure(
        "answers",
        _("Callback answers"),
        _("Reports whose callback was answered on this day, with the level that stands now."),
        _answered,
        measure=LEVEL,
    ),
    Figure(
        "satisfied",
        _("Satisfied"),
        _("Callback answers of this day at level 4 or 5 of 5."),
        _both(_answered, Q(report__satisfaction__gte=SATISFIED)),
        measure=LEVEL,
    ),
    Figure(
        "silent",
        _("Callback silence"),
        _("Ended on this day because the reporter did not answer; counted as silence, never as yes."),
        _both(_closed, Q(report__silent=True)),
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
    _errand("errand_in", _("Asked for"), _("Errands asked for on this day."), _on("opened_at")),
    _errand("errand_done", _("Done"), _("Errands called done on this day, once each."), _took("done")),
    _errand(
        "errand_confirmed",
        _("Confirmed"),
        _("Whoever asked said on this day that it was done as asked."),
        _both(_confirmed, _took("confirm")),
    ),
    _errand(
        "errand_silent",
        _("Confirmation silence"),
        _("Ended on this day because nobody answered; counted as silence, never as yes."),
        _both(_confirmed, _took("confirm_silent")),
    ),
    _errand(
        "errand_declined",
        _("Declined"),
        _("Errands declined on this day, with a reason told to whoever asked."),
        _both(_closed, Q(state="declined")),
    ),
)
FIGURES = (*_REPORTS, *_ERRANDS)


def figure(key: str) -> Figure | None:
    """By its key."""
    return next((one for one in FIGURES if one.key == key), None)
