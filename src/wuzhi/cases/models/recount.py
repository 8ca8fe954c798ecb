"""Days of the calendar were changed: which, and how far the open matters have been gone through since."""

from django.db import models
from django.db.models import Q


class Recount(models.Model):
    """`days` are [area, day, worked before, worked after]; matters are gone through by number, `reached` the last.

    The mark moves in the transaction that moves the matters, so that each is counted anew exactly once.
    """

    at = models.DateTimeField()
    days = models.JSONField()
    reached = models.BigIntegerField(default=0, db_default=0)
    moved = models.PositiveIntegerField(default=0, db_default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        """In the order of the changes: each counts from what the one before left."""

        ordering = ["id"]
        indexes = [models.Index(fields=["id"], name="recount_to_do", condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {len(self.days)}"
