"""A workbook that was sent and waits for a word: settings alone, gone once it was confirmed or dropped."""

from django.conf import settings
from django.db import models


class Upload(models.Model):
    """One a person: the file as it came, and what it would do, as JSON text (see `uploads`)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sent_at = models.DateTimeField(db_index=True)
    name = models.CharField(max_length=80)
    content = models.BinaryField()
    findings = models.TextField()

    def __str__(self) -> str:
        return self.name
