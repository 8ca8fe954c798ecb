"""Jobs hold ids and keys, never text; so do notices, whose words are made when they are read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wuzhi.people.models import User


class Job(models.Model):
    """Something promised by a committed transaction. Done means gone; tried too often means parked."""

    kind = models.CharField(max_length=30)
    payload = models.JSONField()
    run_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    parked = models.BooleanField(default=False, db_default=False)
    error = models.CharField(max_length=80, blank=True, default="", db_default="")

    class Meta:
        """Workers take the oldest due one."""

        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["run_at", "id"]
        indexes = [models.Index(fields=["run_at", "id"], name="job_due", condition=models.Q(parked=False))]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Notice(models.Model):
    """Tells one person that something concerns them; `subject` is the case, `template` the sentence.

    A template `room.key` is a sentence of another room, whose own row the subject names (`notices.telling`).
    An urgent one rings until it is heard.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    template = models.CharField(max_length=40)
    subject = models.UUIDField()
    event_number = models.PositiveIntegerField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    urgent = models.BooleanField(default=False, db_default=False)

    class Meta:
        """One per person and event, however often delivery is tried."""

        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "subject", "event_number"], name="notice_once"),
        ]
        indexes = [
            models.Index(fields=["user"], name="notice_unread", condition=models.Q(read_at__isnull=True)),
            models.Index(fields=["user"], name="notice_rings", condition=models.Q(read_at__isnull=True, urgent=True)),
            models.Index(fields=["subject"], name="notice_subject_rings", condition=models.Q(urgent=True)),
        ]

    def __str__(self) -> str:
        return f"{self.template} → {self.user_id}"
