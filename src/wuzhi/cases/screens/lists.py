"""What a list of cases shows beside each row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, UUIDField

from wuzhi.cases.keyset import PAGE
from wuzhi.cases.models import Case
from wuzhi.cases.screens.rows import Attached
from wuzhi.core.composed import Composed, Given
from wuzhi.files.models import RECORDINGS, Attachment


def attached(cases: Iterable[Case]) -> dict[Any, Attached]:
    """How many photos and recordings each case has. One query a page."""
    wanted: list[UUID] = [case.uuid for case in cases]
    found: dict[Any, Attached] = {}
    for begin in range(0, len(wanted), PAGE):
        some = wanted[begin : begin + PAGE]
        filled = some + some[-1:] * (PAGE - len(some))
        for subject, kind, count in _ATTACHED.rows(**dict(zip(_PLACES, filled, strict=True))):
            known = found.get(subject, Attached())
            if kind in RECORDINGS:
                found[subject] = replace(known, recordings=known.recordings + count)
            else:
                found[subject] = replace(known, pictures=count)
    return found


# One for each case of a full page; a shorter page fills those left over with its last case.
_PLACES = [f"case{number}" for number in range(PAGE)]


def _attached() -> QuerySet[Attachment, tuple[Any, ...]]:
    """Case, kind of file, how many."""
    cases: list[Any] = [Given(place, UUIDField()) for place in _PLACES]
    return Attachment.objects.filter(subject__in=cases).order_by().values_list("subject", "kind").annotate(Count("pk"))


_ATTACHED = Composed(_attached)
