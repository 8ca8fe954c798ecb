"""Secrets, each under a key of its own, and the entries that say who looked."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class SecretKind(models.TextChoices):
    """What a secret holds."""

    WORDS = "words", _("words as written")
    CONTACT = "contact", _("contact")


class Secret(models.Model):
    """One text, encrypted under its own key, which the county's key wraps. Deleting the row ends it."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=SecretKind)
    purpose = models.CharField(max_length=30)
    nonce = models.BinaryField(max_length=12)
    ciphertext = models.BinaryField()
    wrapped_key = models.BinaryField(max_length=40)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.uuid)


class Access(models.Model):
    """Someone looked: who, in which matter, for what, when. Written with the answer, never changed."""

    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=40)
    unit_id = models.BigIntegerField(null=True)
    subject = models.UUIDField(db_index=True)
    purpose = models.CharField(max_length=30)
    kinds = models.CharField(max_length=60)
    count = models.PositiveIntegerField()

    class Meta:
        """In the order written."""

        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.actor} {self.purpose} {self.at:%Y-%m-%d %H:%M}"
