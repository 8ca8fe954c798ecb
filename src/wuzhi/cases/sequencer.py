"""One order of all committed events: a database's own numbers are not the order of commits."""

from django.db import connection, transaction
from django.db.models import Max

from wuzhi.cases.models import Event, EventPosition

LATE = 100_000
BATCH = 500


def number_events(*, everything: bool = False) -> int:
    """Gives committed events their position; returns how many got one.

    A single numberer at a time (a lock on PostgreSQL, the write lock on SQLite), for BATCH events and then the next
    may have its turn; so an event that commits late is numbered late, never in between. Looks LATE ids back from the
    newest numbered one, or at `everything`.
    """
    numbered = 0
    newest = EventPosition.objects.aggregate(found=Max("event_id"))["found"] or 0
    waiting = Event.objects.filter(position__isnull=True, pk__gt=0 if everything else newest - LATE)
    while True:
        found = list(waiting.order_by("pk").values_list("pk", flat=True)[:LATE])
        numbered += sum(_number(found[first : first + BATCH]) for first in range(0, len(found), BATCH))
        if len(found) < LATE:
            return numbered


def _number(found: list[int]) -> int:
    """Numbers those that no other numberer has numbered since they were found."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE cases_eventposition IN SHARE ROW EXCLUSIVE MODE")
        known = set(EventPosition.objects.filter(event_id__in=found).values_list("event_id", flat=True))
        rows = [EventPosition(event_id=pk) for pk in found if pk not in known]
        EventPosition.objects.bulk_create(rows)
    return len(rows)
