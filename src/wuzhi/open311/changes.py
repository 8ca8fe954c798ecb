"""Updates of released requests, as other systems fetch them to tell their own reporters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wuzhi.cases import queries
from wuzhi.cases.models import Case
from wuzhi.cases.public import released
from wuzhi.cases.screens import timeline
from wuzhi.open311 import days
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
    told = [(entry.at, case, entry) for case in found for entry in timeline.released_entries(case, events[case.pk])]
    begin, end = (None, None) if asked.ids is not None else (asked.begin, asked.end)
    within = [one for one in told if (begin is None or one[0] >= begin) and (end is None or one[0] <= end)]
    for _at, case, entry in sorted(within, key=lambda one: (one[0], one[1].pk, one[2].number))[:MOST]:
        yield _update(case, entry)


def _update(case: Case, entry: timeline.Entry) -> dict[str, Any]:
    ended = case.closed_at is not None and entry.at >= case.closed_at
    return {
        "update_id": f"{case.uuid}-{entry.number}",
        "service_request_id": str(case.uuid),
        "status": "closed" if ended else "open",
        "updated_datetime": days.told(entry.at),
        "description": entry.label,
        "media_url": None,
    }
