"""The supervisor's desk: what only a supervisor decides first, then what is under supervision, then what is overdue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from wuzhi.cases import keyset
from wuzhi.cases.keyset import Order, Phase
from wuzhi.cases.listing import OPEN, Desk, Listing
from wuzhi.cases.models import Case
from wuzhi.cases.process import Words
from wuzhi.cases.relations import place
from wuzhi.cases.screens import describe
from wuzhi.cases.statements import NOW, Statement, composed_once, counting
from wuzhi.cases.visibility import NOBODY, condition
from wuzhi.modules.reports.models import ORDERED, PROPOSED, REPORTED
from wuzhi.modules.reports.process import REPORT
from wuzhi.modules.reports.steps.dispatching import SUPERVISOR_AFTER
from wuzhi.people.actor import Actor
from wuzhi.people.models import Role

MOST_COUNTED = 1000
READERS = (Role.SUPERVISOR, Role.LEADER)
BY_DUE = keyset.order("due", "due")
BY_DATE = Order(
    "follow_up",
    "",
    (Phase(Q(follow_up_at__isnull=True)), Phase(Q(follow_up_at__isnull=False), "follow_up_at")),
    datetime.fromisoformat,
)


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
    cases: Callable[[Desk], Listing]
    by: Order = BY_DUE


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
    """Every list with its number. One query for all."""
    own = Desk(viewer)
    ask = partial(_counting, own)
    numbers = composed_once((own.key, "supervision", MOST_COUNTED), ask).rows()[0]
    return [Counted(one, number) for one, number in zip(LISTS, numbers, strict=True)]


def _counting(own: Desk) -> Statement:
    return counting(MOST_COUNTED + 1, [one.cases(own).countable() for one in LISTS])


def page(viewer: Actor, wanted: DeskList, after: str) -> keyset.Page:
    """A page of a list, each case with its facts."""
    own = Desk(viewer)
    key, also = (own.key, "supervision", wanted.key), ("follow_up_at",)
    found = keyset.page_of(lambda: wanted.cases(own).cases(), wanted.by, after, key, also)
    prefetch_related_objects(found.cases, "report")
    return found


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


def _in_care(own: Desk, found: Q) -> Listing:
    """What this supervisor or leader watches over and is so; the index of what is so is walked, not that of places."""
    watched = place(*READERS)(own.viewer)
    if NOBODY in (watched, found):
        return Listing(())
    return replace(own.in_sight.narrowed(found, also=watched), walked=())


def _open(own: Desk, found: Q) -> Listing:
    return _in_care(own, NOBODY if found == NOBODY else OPEN & Q(process=REPORT.key) & found)


def _objected(own: Desk) -> Listing:
    return _open(own, Q(state="objected", report__objections__gte=SUPERVISOR_AFTER))


def _appealed(own: Desk) -> Listing:
    return _open(own, Q(state="appealed"))


def _to_arbitrate(own: Desk) -> Listing:
    """Complaints for which this supervisor does the dispatchers' work, where that is what they wait for."""
    states = [state.key for state in REPORT.states if {"arbiter", "approver"}.intersection(state.awaits)]
    pending = ~Q(state="handling") | ~Q(report__pending="")
    arbitrated = condition("arbiter", own.viewer)
    return _open(own, NOBODY if arbitrated == NOBODY else arbitrated & Q(state__in=states) & pending)


def _supervised(own: Desk, *supervision: str) -> Listing:
    """Open or closed: a supervision outlasts the report."""
    return _in_care(own, Q(report__supervision__in=supervision))


def _second_look(own: Desk) -> Listing:
    return _supervised(own, PROPOSED)


def _under_supervision(own: Desk) -> Listing:
    """What was reported back has no date any more, so it comes first."""
    return _supervised(own, ORDERED, REPORTED)


def _overdue(own: Desk) -> Listing:
    return _open(own, Q(due_at__lt=NOW))


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
        BY_DATE,
    ),
    DeskList(
        "supervised",
        gettext_lazy("Under supervision"),
        gettext_lazy(
            "What was reported back comes first, then the nearest date; closed reports stay until a second look."
        ),
        gettext_lazy("Nothing is under supervision. Open an overdue report to begin one."),
        _under_supervision,
        BY_DATE,
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
