"""One order of all committed events: a database's own numbers are not the order of commits."""

from django.db import connection, transaction
from django.db.models import Max

from wuzhi.cases.models import Event, EventPosition

LATE = 100_000


def number_events(*, everything: bool = False) -> int:
    """Gives committed events their position; returns how many got one.

    A single numberer at a time (a lock on PostgreSQL, the write lock on SQLite), so an event that commits late
    is numbered late, never in between. Looks LATE ids back from the newest numbered one, or at `everything`.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE cases_eventposition IN SHARE ROW EXCLUSIVE MODE")
        newest = EventPosition.objects.aggregate(found=Max("event_id"))["found"] or 0
        waiting = Event.objects.filter(position__isnull=True, pk__gt=0 if everything else newest - LATE)
        rows = [EventPosition(event_id=pk) for pk in waiting.order_by("pk").values_list("pk", flat=True)[:LATE]]
        EventPosition.objects.bulk_create(rows, batch_size=2000)
        return len(rows)
