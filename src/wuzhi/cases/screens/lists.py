"""What a list of cases shows beside each row, and numbered pages where a list is short."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from wuzhi.cases.models import Case
from wuzhi.cases.screens.describe import Attached
from wuzhi.cases.visibility import CaseQuerySet
from wuzhi.files.models import RECORDINGS, Attachment, Kind

PAGE = 50


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
