"""The case: where a matter stands now. What happened is in its events."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from wuzhi.areas.models import Area
from wuzhi.cases.models.catalogue import Category
from wuzhi.cases.visibility import CaseQuerySet
from wuzhi.core.ids import new_tracking_code
from wuzhi.people.models import Unit, User


class Urgency(models.TextChoices):
    """How soon someone must act. "At once" runs by the wall clock, day and night."""

    ORDINARY = "ordinary", _("ordinary")
    TODAY = "today", _("today")
    AT_ONCE = "at_once", _("at once")


class Channel(models.TextChoices):
    """How a matter came in."""

    WEB = "web", _("web page")
    PHONE = "phone", _("telephone")
    WOODPECKER = "woodpecker", _("woodpecker")
    GRID = "grid", _("grid worker")
    DEPARTMENT = "department", _("department")
    SENSOR = "sensor", _("sensor")
    MEETING = "meeting", _("meeting")
    IMPORTED = "imported", _("imported")


_OPEN = models.Q(closed_at=None)
# What sight asks of a row: an index that also holds it is counted without the rows themselves.
_SIGHT = ["process", "area_code", "hearing", "tier", "lead_unit", "about_unit", "assignee", "collector"]


class Case(models.Model):
    """Whatever needs someone to act. Only `cases.actions` writes this row.

    `revision` equals the number of its last event. `promise` holds what was promised when it was
    taken in (limits by stage), so later settings don't move the goalposts. `follow_up_at` is a date beside the
    stage's own, `task_due_at` the next at which an asked unit's answer falls due; `marked` says which date each
    watch of the process has dealt with. `hearing` is the longest
    scope that may see a complaint. `words` names a secret in the vault. `cell` is the square of the public map in
    which the point lies (`areas.cells`), worked out anew whenever the case moves.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    tracking_code = models.CharField(max_length=12, unique=True, default=new_tracking_code)
    process = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20)
    revision = models.PositiveIntegerField(default=0, db_default=0)
    head = models.CharField(max_length=64, blank=True, default="", db_default="")
    opened_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=12, choices=Channel)
    outcome = models.CharField(max_length=20, blank=True, default="", db_default="")
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+", db_index=False)
    urgency = models.CharField(max_length=10, choices=Urgency, default=Urgency.ORDINARY)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", db_index=False)
    area_code = models.CharField(max_length=17)
    place = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", db_index=False)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    cell = models.BigIntegerField(null=True)
    given_place = models.JSONField(default=dict)
    place_synthetic = models.BooleanField(default=False, db_default=False)
    tier = models.CharField(max_length=10)
    lead_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    collector = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    assignee = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    about_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    hearing = models.PositiveSmallIntegerField(default=99, db_default=99)
    words = models.UUIDField(null=True)
    contact = models.UUIDField(null=True)
    may_be_shown = models.BooleanField(default=False, db_default=False)
    summary = models.CharField(max_length=300, blank=True, default="", db_default="")
    public = models.BooleanField(default=False, db_default=False)
    promise = models.JSONField(default=dict)
    due_at = models.DateTimeField(null=True)
    time_left = models.PositiveIntegerField(null=True)
    wake_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    fired = models.JSONField(default=list)
    follow_up_at = models.DateTimeField(null=True)
    task_due_at = models.DateTimeField(null=True)
    marked = models.JSONField(null=True)
    external_source = models.CharField(max_length=30, blank=True, default="", db_default="")
    external_number = models.CharField(max_length=60, blank=True, default="", db_default="")
    external_due_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged", db_index=False)
    split_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="split", db_index=False)

    objects = CaseQuerySet["Case"].as_manager()

    class Meta:
        """Indexes serve the ways to a list (cases.listing) and its orders, and what is counted by day (insight)."""

        ordering = ["-id"]
        indexes = [
            models.Index(fields=["area_code", "id"], name="case_place_open", condition=_OPEN),
            models.Index(fields=["state", "due_at", "id"], name="case_state_open", condition=_OPEN),
            models.Index(
                fields=["due_at", "id"], name="case_due_open", condition=_OPEN & models.Q(due_at__isnull=False)
            ),
            models.Index(
                fields=["lead_unit", "due_at", "id"],
                name="case_unit_open",
                condition=_OPEN & models.Q(lead_unit__isnull=False),
            ),
            models.Index(
                fields=["about_unit", "due_at", "id"],
                name="case_about_open",
                condition=_OPEN & models.Q(about_unit__isnull=False),
            ),
            models.Index(fields=[*_SIGHT, "state", "due_at", "urgency"], name="case_counted_open", condition=_OPEN),
            models.Index(fields=["opened_at", *_SIGHT], name="case_opened"),
            models.Index(
                fields=["closed_at", *_SIGHT], name="case_closed", condition=models.Q(closed_at__isnull=False)
            ),
            models.Index(fields=["area_code", "opened_at"], name="case_place"),
            models.Index(fields=["category", "id"], name="case_category"),
            models.Index(fields=["lead_unit", "id"], name="case_unit", condition=models.Q(lead_unit__isnull=False)),
            models.Index(
                fields=["collector", "id"],
                name="case_collector",
                condition=models.Q(collector__isnull=False),
            ),
            models.Index(fields=["assignee", "id"], name="case_assignee", condition=models.Q(assignee__isnull=False)),
            models.Index(fields=["place", "id"], name="case_building", condition=models.Q(place__isnull=False)),
            models.Index(fields=["next_at", "id"], name="case_clock", condition=models.Q(next_at__isnull=False)),
            models.Index(
                fields=["id", "category", "closed_at", "area_code"], name="case_public", condition=models.Q(public=True)
            ),
            models.Index(
                fields=["cell", "category", "closed_at"], name="case_public_cell", condition=models.Q(public=True)
            ),
            models.Index(fields=["opened_at", "id"], name="case_public_opened", condition=models.Q(public=True)),
            models.Index(fields=["entered_at", "id"], name="case_public_moved", condition=models.Q(public=True)),
            models.Index(fields=["merged_into"], name="case_merged", condition=models.Q(merged_into__isnull=False)),
            models.Index(fields=["external_number"], name="case_external", condition=~models.Q(external_number="")),
            models.Index(fields=["split_from"], name="case_split", condition=models.Q(split_from__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def is_open(self) -> bool:
        """Whether someone still has to act."""
        return self.closed_at is None
