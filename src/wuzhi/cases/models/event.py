"""What happened, in order, never changed; and apart from it what may one day have to end."""

import uuid

from django.db import models

from wuzhi.cases.models.case import Case


class Event(models.Model):
    """One link of a case's chain. It holds nothing about anybody: that is in its body.

    digest = SHA-256(salt + canonical body); link = SHA-256(previous link + this row's facts + digest).
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="events", db_index=False)
    number = models.PositiveIntegerField()
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=30)
    at = models.DateTimeField()
    schema = models.PositiveSmallIntegerField(default=1, db_default=1)
    digest = models.CharField(max_length=64)
    link = models.CharField(max_length=64)

    class Meta:
        """Numbered without a gap within the case; what happened in a span is counted from its index alone."""

        ordering = ["case", "number"]
        indexes = [models.Index(fields=["kind", "at", "case"], name="event_kind_at")]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="event_number_once")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.number}"


class EventBody(models.Model):
    """Who, from where to where, and with what. Erasing it breaks no chain."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="body")
    salt = models.BinaryField(max_length=16)
    canonical = models.TextField()

    def __str__(self) -> str:
        return f"body of {self.event_id}"


class EventPosition(models.Model):
    """The order in which committed events became visible; feeds, exports and the tree count by it."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="position")

    def __str__(self) -> str:
        return f"{self.pk}"
