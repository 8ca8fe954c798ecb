"""What one unit must answer within a case (whistle, joint handling)."""

from django.db import models

from wuzhi.cases.models.case import Case
from wuzhi.people.models import Unit


class Task(models.Model):
    """Asked and, in time, answered. The case waits for all of them."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tasks")
    asked_by_event = models.PositiveIntegerField()
    answered_by_event = models.PositiveIntegerField(null=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    answer = models.UUIDField(null=True)

    class Meta:
        """A unit is asked once at a time."""

        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "unit"], condition=models.Q(answered_at__isnull=True), name="task_open_once"
            )
        ]
        indexes = [models.Index(fields=["unit"], name="task_open", condition=models.Q(answered_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.unit_id} asked in {self.case_id}"
