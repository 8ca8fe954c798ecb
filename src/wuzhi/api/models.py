"""Keys by which a program acts for a person."""

from django.conf import settings
from django.db import models


class Token(models.Model):
    """A key that one person made for one program. Its text is shown once and kept by nobody; it always ends."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        """Found by its digest, listed by its person."""

        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["digest"], name="token_digest_once")]

    def __str__(self) -> str:
        return self.name
