"""Areas, their outlines and their successors, and the days on which people work."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuzhi.areas.codes import LENGTHS, Level
from wuzhi.core.naming import named


class Area(models.Model):
    """A piece of territory for a span of time. Its code is unique among those in force."""

    code = models.CharField(_("code"), max_length=17)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80, blank=True, default="", db_default="")
    level = models.CharField(_("level"), max_length=10, choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    grid_code = models.CharField(
        _("grid of a building or hamlet"), max_length=17, blank=True, default="", db_default=""
    )
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    synthetic = models.BooleanField(
        _("made up for the demo"),
        default=False,
        db_default=False,
        help_text=_("Its outline and position are; below the village, its name and code too."),
    )
    valid_from = models.DateField(_("in force from"), default=date(2000, 1, 1), db_default=date(2000, 1, 1))
    valid_until = models.DateField(_("in force until"), null=True, blank=True)

    class Meta:
        """Codes sort as territory does."""

        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["code", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_until__isnull=True), name="area_code_in_force_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=models.F("valid_from")),
                name="area_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["code"], name="area_code"),
            models.Index(fields=["name"], name="area_name"),
        ]

    def __str__(self) -> str:
        return named(self.name, self.name_en)

    def natural_key(self) -> tuple[str, ...]:
        """How the record of settings names it."""
        return (self.code,)

    @property
    def spine_code(self) -> str:
        """The code by which scopes reach this place: its own on the spine, else its grid's or village's."""
        return self.code if self.level in LENGTHS else self.grid_code or self.code[:12]


class AreaShape(models.Model):
    """The outline of an area, apart so that lists of areas stay light. WGS 84, well-known binary."""

    area = models.OneToOneField(Area, models.CASCADE, primary_key=True, related_name="shape")
    outline = models.BinaryField()
    source = models.CharField(max_length=120, blank=True, default="", db_default="")

    def __str__(self) -> str:
        return f"shape of {self.area_id}"


class Succession(models.Model):
    """From this day the matters of one area belong to another: grids are regrouped while matters are open."""

    before = models.ForeignKey(Area, models.PROTECT, related_name="successions")
    after = models.ForeignKey(Area, models.PROTECT, related_name="predecessions")
    on = models.DateField()
    ordered_by = models.CharField(max_length=80, blank=True, default="", db_default="")

    class Meta:
        """A pair is recorded once."""

        constraints = [models.UniqueConstraint(fields=["before", "after"], name="succession_once")]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"


class CalendarDay(models.Model):
    """A day that breaks the weekly rule: holiday or make-up workday. The most specific area wins.

    `seeded_as` is what the seeding wrote ('' for rows of people): a row that says something else was edited.
    """

    area_code = models.CharField(_("area"), max_length=17, blank=True, default="", db_default="")
    day = models.DateField(_("day"))
    working = models.BooleanField(_("worked"))
    name = models.CharField(_("name"), max_length=60, blank=True, default="", db_default="")
    estimated = models.BooleanField(_("estimate, not yet published"), default=False, db_default=False)
    seeded_as = models.CharField(max_length=80, blank=True, default="", db_default="", editable=False)

    class Meta:
        """One rule a day and area."""

        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["area_code", "day"], name="calendar_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"

    def natural_key(self) -> tuple[str, ...]:
        """How the record of settings names it."""
        return (self.day.isoformat(), self.area_code)
