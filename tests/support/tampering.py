"""What somebody does who has the database in hand: for tests that it is found out."""

from django.db import connection

from wuzhi.cases.models import EventBody


def alter_body(body: EventBody, canonical: str) -> None:
    """Rewrites a body behind its trigger, inside the test's transaction."""
    table = EventBody._meta.db_table
    drop = f"wuzhi_refuse_update_{table}" if connection.vendor == "sqlite" else f"wuzhi_refuse_change ON {table}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"DROP TRIGGER {drop}")
    EventBody.objects.filter(pk=body.pk).update(canonical=canonical)
