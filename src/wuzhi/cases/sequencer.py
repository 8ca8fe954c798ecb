"""One order of all committed events: a database's own numbers are not the order of commits."""

from django.db import connection, transaction
from django.db.models import Max

from wuzhi.cases.models import Event, EventPosition

LATE = 100_000
AT_ONCE = 500


def number_events(*, everything: bool = False) -> int:
    """Gives committed events their position; returns how many got one.

    What waits is looked for before the lock, and numbered AT_ONCE at a time, so nobody who writes waits long.
    Looks LATE ids back from the newest numbered one, or at `everything`; at most LATE a run.
    """
    newest = EventPosition.objects.aggregate(found=Max("event_id"))["found"] or 0
    waiting = Event.objects.filter(position__isnull=True, pk__gt=0 if everything else newest - LATE)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:LATE])
    return sum(_number(ids[first : first + AT_ONCE]) for first in range(0, len(ids), AT_ONCE))


def _number(ids: list[int]) -> int:
    """One numberer at a time (a lock on PostgreSQL, the write lock on SQLite); what another has numbered stays so.

    So an event that commits late is numbered late, never in between.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE cases_eventposition IN SHARE ROW EXCLUSIVE MODE")
        numbered = set(EventPosition.objects.filter(event__in=ids).values_list("event_id", flat=True))
        rows = [EventPosition(event_id=pk) for pk in ids if pk not in numbered]
        EventPosition.objects.bulk_create(rows)
        return len(rows)
