"""Updates of released requests, as other systems fetch them to tell their own reporters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wuzhi.cases import queries
from wuzhi.cases.models import Case
from wuzhi.cases.public import released
from wuzhi.cases.screens import timeline
from wuzhi.open311.asked import MOST, Asked

_READ = ("pk", "uuid", "process", "version", "state", "closed_at")


def updates(asked: Asked) -> Iterator[dict[str, Any]]:
    """What the public may know of what happened in a span, the oldest first, at most a thousand. Two queries.

    An update is named by its request and the number of its event, so it is the same whenever it is fetched.
    """
    cases = released()
    if asked.ids is not None:
        cases = cases.filter(uuid__in=asked.ids)
    elif asked.begin is not None:
        cases = cases.filter(entered_at__gte=asked.begin)
    found = list(cases.order_by("entered_at", "pk").only(*_READ)[:MOST])
    events = queries.happened_in(found)
    rows = [_update(case, entry) for case in found for entry in timeline.released_entries(case, events[case.pk])]
    begin, end = (None, None) if asked.ids is not None else (asked.begin, asked.end)
    within = [
        row
        for row in rows
        if (begin is None or row["updated_datetime"] >= begin) and (end is None or row["updated_datetime"] <= end)
    ]
    yield from sorted(within, key=lambda row: (row["updated_datetime"], row["update_id"]))[:MOST]


def _update(case: Case, entry: timeline.Entry) -> dict[str, Any]:
    ended = case.closed_at is not None and entry.at >= case.closed_at
    return {
        "update_id": f"{case.uuid}-{entry.number}",
        "service_request_id": str(case.uuid),
        "status": "closed" if ended else "open",
        "updated_datetime": entry.at,
        "description": entry.label,
        "media_url": None,
    }
