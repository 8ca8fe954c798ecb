"""What a report knows beyond its case."""

from django.db import models
from django.db.models import Q

from wuzhi.cases.models import Case
from wuzhi.people.models import User

# Where a supervision stands: the unit owes a report; it reported back; its end was proposed; a second person agreed.
ORDERED, REPORTED, PROPOSED, ENDED = "ordered", "reported", "proposed", "ended"
OPEN_SUPERVISION = (ORDERED, REPORTED, PROPOSED)


class Report(models.Model):
    """One row a report, changed only by the process's steps.

    `pending` is a pause or an extension that waits for an approver. `supervision` outlasts the report's own end:
    it is open until a second person has looked, in whose inbox it waits (`leader_looks`: no other supervisor served).
    Silence at the callback is `silent`, never a yes: the three answers then stay empty.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="report")
    objections = models.PositiveSmallIntegerField(default=0, db_default=0)
    ruled = models.BooleanField(default=False, db_default=False)
    pending = models.CharField(max_length=10, blank=True, default="", db_default="")
    pending_days = models.PositiveSmallIntegerField(default=0, db_default=0)
    pending_until = models.DateField(null=True)
    pauses = models.PositiveSmallIntegerField(default=0, db_default=0)
    extensions = models.PositiveSmallIntegerField(default=0, db_default=0)
    done_at = models.DateTimeField(null=True)
    answered = models.BooleanField(null=True)
    solved = models.BooleanField(null=True)
    satisfaction = models.PositiveSmallIntegerField(null=True)
    silent = models.BooleanField(default=False, db_default=False)
    reopened = models.BooleanField(default=False, db_default=False)
    conclusion = models.CharField(max_length=30, blank=True, default="", db_default="")
    appealed = models.BooleanField(default=False, db_default=False)
    reminders = models.PositiveSmallIntegerField(default=0, db_default=0)
    supervised_at = models.DateTimeField(null=True)
    supervised_until = models.DateField(null=True)
    accountability_at = models.DateTimeField(null=True)
    supervision = models.CharField(max_length=10, blank=True, default="", db_default="")
    supervised_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    leader_looks = models.BooleanField(default=False, db_default=False)
    end_proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        """What is waited for, supervised, objected to twice or done on a day is found without a look at all others.

        Whole indexes, though most rows say nothing: SQLite uses a partial one only for the very words of its condition.
        """

        indexes = [
            models.Index(fields=["pending", "case"], name="report_pending"),
            models.Index(fields=["supervision", "case"], name="report_supervised"),
            models.Index(fields=["objections", "case"], name="report_objections"),
            models.Index(fields=["done_at", "case"], name="report_done", condition=Q(done_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"report {self.case_id}"
