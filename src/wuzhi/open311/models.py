"""Keys of programs that report for others, how often each was used, and what each has sent."""

from django.db import models
from django.db.models import Q

from wuzhi.cases.models import Case


class ApiKey(models.Model):
    """A program's key: no person's, no post's. Its text is shown once and kept by nobody; it always ends.

    `may_update` opens updates of what it sent; with `by_token` a report is answered by a token first.
    """

    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    most_a_day = models.PositiveIntegerField(default=1000, db_default=1000)
    may_update = models.BooleanField(default=True, db_default=True)
    by_token = models.BooleanField(default=False, db_default=False)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        """The newest first."""

        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class KeyUse(models.Model):
    """How often a key was used to write on a day, never more than its quota."""

    key = models.ForeignKey(ApiKey, models.CASCADE, related_name="+")
    day = models.DateField()
    used = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        """One row a day."""

        constraints = [models.UniqueConstraint(fields=["key", "day"], name="open311_use_once")]

    def __str__(self) -> str:
        return f"{self.key_id} {self.day}"


class Sent(models.Model):
    """That a key opened a case. Nothing of what it said is here."""

    key = models.ForeignKey(ApiKey, models.PROTECT, related_name="+", db_index=False)
    case = models.OneToOneField(Case, models.PROTECT, related_name="+")
    token = models.CharField(max_length=32, blank=True, default="", db_default="")

    class Meta:
        """Found by its token."""

        constraints = [models.UniqueConstraint(fields=["token"], condition=~Q(token=""), name="open311_token_once")]

    def __str__(self) -> str:
        return f"{self.key_id} {self.case_id}"
