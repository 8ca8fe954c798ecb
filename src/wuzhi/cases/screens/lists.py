"""What a list of cases shows beside each row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from wuzhi.cases.models import Case
from wuzhi.cases.screens.describe import Attached
from wuzhi.files.models import RECORDINGS, Attachment, Kind


def attached(cases: Iterable[Case]) -> dict[Any, Attached]:
    """How many photos and recordings each case has. One query."""
    wanted: list[UUID] = [case.uuid for case in cases]
    rows = Attachment.objects.filter(subject__in=wanted).values_list("subject")
    counted = rows.annotate(
        photos=Count("pk", filter=Q(kind=Kind.PICTURE)), recordings=Count("pk", filter=Q(kind__in=RECORDINGS))
    )
    return {subject: Attached(photos, recordings) for subject, photos, recordings in counted} if wanted else {}
