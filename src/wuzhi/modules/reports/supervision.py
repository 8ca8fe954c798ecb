"""The supervisor's desk: what only a supervisor decides first, then what is under supervision, then what is overdue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from wuzhi.cases.models import Case
from wuzhi.cases.process import Words
from wuzhi.cases.relations import place
from wuzhi.cases.screens import describe, lists
from wuzhi.cases.visibility import CaseQuerySet, condition
from wuzhi.core import clock
from wuzhi.modules.reports.models import ORDERED, PROPOSED, REPORTED
from wuzhi.modules.reports.process import REPORT
from wuzhi.modules.reports.steps.dispatching import SUPERVISOR_AFTER
from wuzhi.people.actor import Actor
from wuzhi.people.models import Role

MOST_COUNTED = 1000
READERS = (Role.SUPERVISOR, Role.LEADER)
Cases = CaseQuerySet[Case]


@dataclass(frozen=True)
class Note:
    """What a row says beside the case: who owes what in its supervision, and by when."""

    words: str
    overdue: bool = False


@dataclass(frozen=True)
class DeskList:
    """One list of the desk. `means` says what is in it, `empty` what to say where nothing is."""

    key: str
    label: Words
    means: Words
    empty: Words
    cases: Callable[[Actor], Cases]


@dataclass(frozen=True)
class Counted:
    """A list and how many there are, never counted beyond MOST_COUNTED."""

    list: DeskList
    count: int

    @property
    def words(self) -> str:
        """The number as it is shown."""
        return f"{MOST_COUNTED}+" if self.count > MOST_COUNTED else str(self.count)


def counted(viewer: Actor) -> list[Counted]:
    """Every list with its number. One query each."""
    return [Counted(one, one.cases(viewer).order_by()[: MOST_COUNTED + 1].count()) for one in LISTS]


def note_of(case: Case, viewer: Actor) -> Note:
    """The supervision of a row in words; no query."""
    report, unit = case.report, describe.unit_name(case.lead_unit_id)
    if report.supervision == REPORTED:
        return Note(_("Reported back: follow up"))
    if report.supervision == PROPOSED and report.end_proposed_by_id == viewer.user_id:
        return Note(_("You proposed to end it: another person must look"))
    if report.supervision == PROPOSED:
        return Note(_("Its end was proposed: a second person must look"))
    if report.supervision == ORDERED and case.follow_up_at:
        due = describe.due_words(case.follow_up_at)
        facts = {"unit": unit or describe.awaited(case), "day": report.supervised_until, "left": due.words}
        return Note(_("%(unit)s must report back by %(day)s: %(left)s") % facts, due.overdue)
    return Note("")


def _open(viewer: Actor, found: Q) -> Cases:
    seen = Case.objects.visible_to(viewer).filter(place(*READERS)(viewer), found, closed_at__isnull=True)
    return lists.by_due(seen.filter(process=REPORT.key).select_related("report"))


def _objected(viewer: Actor) -> Cases:
    return _open(viewer, Q(state="objected", report__objections__gte=SUPERVISOR_AFTER))


def _appealed(viewer: Actor) -> Cases:
    return _open(viewer, Q(state="appealed"))


def _to_arbitrate(viewer: Actor) -> Cases:
    """Complaints for which this supervisor does the dispatchers' work, where that is what they wait for."""
    states = [state.key for state in REPORT.states if {"arbiter", "approver"}.intersection(state.awaits)]
    pending = ~Q(state="handling") | ~Q(report__pending="")
    return _open(viewer, condition("arbiter", viewer) & Q(state__in=states) & pending)


def _supervised(viewer: Actor, *supervision: str) -> Cases:
    """Open or closed: a supervision outlasts the report. What was reported back first, then by the date."""
    found = Case.objects.visible_to(viewer).filter(place(*READERS)(viewer), report__supervision__in=supervision)
    return found.select_related("report").order_by(F("follow_up_at").asc(nulls_first=True), "id")


def _second_look(viewer: Actor) -> Cases:
    return _supervised(viewer, PROPOSED)


def _under_supervision(viewer: Actor) -> Cases:
    return _supervised(viewer, ORDERED, REPORTED)


def _overdue(viewer: Actor) -> Cases:
    return _open(viewer, Q(due_at__lt=clock.now()))


LISTS = (
    DeskList(
        "objected",
        gettext_lazy("Objected twice"),
        gettext_lazy("A unit objected a second time: the supervisor decides."),
        gettext_lazy("No unit has objected twice."),
        _objected,
    ),
    DeskList(
        "appealed",
        gettext_lazy("Appealed"),
        gettext_lazy("A reporter appealed a conclusion: uphold or overturn it."),
        gettext_lazy("No conclusion is appealed."),
        _appealed,
    ),
    DeskList(
        "arbitrate",
        gettext_lazy("Complaints to arbitrate"),
        gettext_lazy("About the centre itself or the highest unit: here the supervisor does the dispatchers' work."),
        gettext_lazy("No complaint waits for you."),
        _to_arbitrate,
    ),
    DeskList(
        "second_look",
        gettext_lazy("Second look"),
        gettext_lazy("The end of a supervision was proposed; it ends when another person has looked."),
        gettext_lazy("No supervision waits for a second look."),
        _second_look,
    ),
    DeskList(
        "supervised",
        gettext_lazy("Under supervision"),
        gettext_lazy(
            "What was reported back comes first, then the nearest date; closed reports stay until a second look."
        ),
        gettext_lazy("Nothing is under supervision. Open an overdue report to begin one."),
        _under_supervision,
    ),
    DeskList(
        "overdue",
        pgettext_lazy("list", "Overdue"),
        gettext_lazy("Open reports in your sight whose stage is past its time, the longest first."),
        gettext_lazy("Nothing in your sight is overdue."),
        _overdue,
    ),
)


def chosen(key: str, found: list[Counted]) -> DeskList:
    """The list that was asked for, else the first that holds anything, else the last."""
    asked = [one.list for one in found if one.list.key == key]
    return (asked or [one.list for one in found if one.count] or [LISTS[-1]])[0]
