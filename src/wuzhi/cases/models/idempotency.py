"""A key claimed before anything else, so that a replay gets the first answer."""

import uuid

from django.db import models


class IdempotencyKey(models.Model):
    """Who claimed which key, for what content, and which case at which revision came of it. Kept 30 days."""

    actor = models.CharField(max_length=40)
    key = models.UUIDField()
    content = models.CharField(max_length=64)
    case_uuid = models.UUIDField(default=uuid.uuid4)
    revision = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        """The claim is this constraint."""

        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["at"], name="idempotency_at")]

    def __str__(self) -> str:
        return str(self.key)
