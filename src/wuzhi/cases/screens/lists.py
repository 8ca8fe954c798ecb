"""The lists of cases that a person opens: what waits, what my unit has, what is overdue, all in sight."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from wuzhi.cases import queries
from wuzhi.cases.models import Case, Task
from wuzhi.cases.process import Words
from wuzhi.cases.screens.describe import Attached
from wuzhi.cases.visibility import CaseQuerySet
from wuzhi.core import clock
from wuzhi.files.models import RECORDINGS, Attachment, Kind
from wuzhi.people.actor import Actor

PAGE = 50


@dataclass(frozen=True)
class Tab:
    """One list of the inbox, and what to say where it is empty."""

    key: str
    label: Words
    cases: Callable[[Actor], CaseQuerySet[Case]]
    empty: Words


@dataclass(frozen=True)
class Page:
    """At most PAGE cases of a list, and whether more follow."""

    cases: list[Case]
    number: int
    more: bool

    @property
    def before(self) -> int:
        """The page before, 0 where this is the first."""
        return self.number - 1

    @property
    def after(self) -> int:
        """The page after."""
        return self.number + 1


def mine(viewer: Actor) -> CaseQuerySet[Case]:
    """What waits for this person, the most pressing first."""
    return by_due(queries.inbox(viewer))


def of_unit(viewer: Actor) -> CaseQuerySet[Case]:
    """Open cases that the viewer's units lead or still owe an answer to."""
    own = sorted(viewer.unit_ids)
    owing = Task.objects.filter(unit__in=own, answered_at__isnull=True)
    found = Case.objects.visible_to(viewer).filter(closed_at__isnull=True)
    return by_due(found.filter(Q(lead_unit__in=own) | Q(pk__in=owing.values("case"))))


def overdue(viewer: Actor) -> CaseQuerySet[Case]:
    """Open cases in sight whose time is up."""
    return by_due(Case.objects.visible_to(viewer).filter(closed_at__isnull=True, due_at__lt=clock.now()))


def in_sight(viewer: Actor) -> CaseQuerySet[Case]:
    """Everything that the viewer may see, the newest first."""
    return Case.objects.visible_to(viewer).order_by("-id")


def by_due(cases: CaseQuerySet[Case]) -> CaseQuerySet[Case]:
    """The earliest due first, those without a time after them."""
    return cases.order_by(F("due_at").asc(nulls_last=True), "id")


TABS = (
    Tab(
        "mine",
        _("Waits for me"),
        mine,
        _("Nothing waits for you. New matters appear here as soon as someone needs you."),
    ),
    Tab("unit", _("My unit's open"), of_unit, _("Your unit has nothing open.")),
    Tab("overdue", _("Overdue"), overdue, _("Nothing in your sight is overdue.")),
    Tab("all", _("All in my sight"), in_sight, _("There is no matter in your area yet.")),
)


def page_of(cases: CaseQuerySet[Case], number: int) -> Page:
    """One query: a page and the first row after it."""
    first = (number - 1) * PAGE
    found = list(cases[first : first + PAGE + 1])
    return Page(found[:PAGE], number, len(found) > PAGE)


def read_page(text: str) -> int:
    """A page's number from an address; 1 where it is none."""
    return min(int(text), 100_000) if text.isascii() and text.isdigit() and 0 < len(text) < 7 and int(text) else 1


def attached(cases: Iterable[Case]) -> dict[Any, Attached]:
    """How many photos and recordings each case has. One query."""
    wanted: list[UUID] = [case.uuid for case in cases]
    rows = Attachment.objects.filter(subject__in=wanted).values_list("subject")
    counted = rows.annotate(
        photos=Count("pk", filter=Q(kind=Kind.PICTURE)), recordings=Count("pk", filter=Q(kind__in=RECORDINGS))
    )
    return {subject: Attached(photos, recordings) for subject, photos, recordings in counted} if wanted else {}
