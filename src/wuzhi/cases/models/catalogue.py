"""What a city edits: categories, who handles them where, and by when. Ended, never overwritten: history stays."""

from collections.abc import Collection
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuzhi.areas.codes import Level
from wuzhi.core import calendar
from wuzhi.people.models import Unit, UnitKind

AUTHORITIES = [Level.COUNTY, Level.TOWN, Level.VILLAGE, Level.GRID]
SPAN_UNITS = [
    (calendar.WORKING_HOURS, _("working hours")),
    (calendar.WORKING_DAYS, _("working days")),
    (calendar.CLOCK_HOURS, _("hours by the clock")),
    (calendar.CALENDAR_DAYS, _("calendar days")),
]


class Category(models.Model):
    """A kind of matter. `authority` is the lowest level that may handle it (2025/66)."""

    process = models.CharField(_("process"), max_length=30)
    code = models.CharField(_("code"), max_length=30, unique=True)
    kind = models.CharField(_("kind of matter"), max_length=30)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=100)
    authority = models.CharField(
        _("lowest level with authority"),
        max_length=10,
        choices=[(level, level.label) for level in AUTHORITIES],
    )
    public = models.BooleanField(_("may be shown to the public"), default=True, db_default=True)
    dangerous = models.BooleanField(_("danger: 110/119/120 first"), default=False, db_default=False)
    active = models.BooleanField(_("active"), default=True, db_default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100, db_default=100)

    class Meta:
        """In the order a person reads them."""

        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, ...]:
        """How the record of settings names it."""
        return (self.code,)


class InForce(models.Model):
    """A row that holds from one day to another."""

    starts = models.DateField(_("from"), default=date(2000, 1, 1), db_default=date(2000, 1, 1))
    ends = models.DateField(_("until (that day not included)"), null=True, blank=True)

    class Meta:
        """No table of its own."""

        abstract = True

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Left to the actions, which end the row in force first and refuse in words; the database has the last word."""


class Route(InForce):
    """Who handles a category in an area: a unit, or the place's own office of a kind at a level."""

    category = models.ForeignKey(Category, models.CASCADE, verbose_name=_("category"), related_name="routes")
    area_code = models.CharField(_("area"), max_length=17)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name=_("unit"), related_name="+")
    office = models.CharField(
        _("or the place's own"), max_length=12, choices=UnitKind, blank=True, default="", db_default=""
    )
    office_level = models.CharField(_("at level"), max_length=10, choices=Level, blank=True, default="", db_default="")

    class Meta:
        """One answer a category and area at a time."""

        verbose_name = _("route")
        verbose_name_plural = _("routes")
        ordering = ["category__order", "area_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "area_code"], condition=Q(ends__isnull=True), name="route_in_force_once"
            ),
            models.CheckConstraint(
                condition=(Q(unit__isnull=False) & Q(office="")) | (Q(unit__isnull=True) & ~Q(office="")),
                name="route_names_a_unit_or_an_office",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.area_code}"

    def natural_key(self) -> tuple[str, ...]:
        """How the record of settings names it."""
        return (self.category.code, self.area_code)


class StageLimit(InForce):
    """How long a stage may take. The most specific wins: urgency, then category, then area."""

    process = models.CharField(_("process"), max_length=30)
    stage = models.CharField(_("stage"), max_length=20)
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, verbose_name=_("category"), related_name="limits"
    )
    urgency = models.CharField(_("urgency"), max_length=10, blank=True, default="", db_default="")
    area_code = models.CharField(_("area"), max_length=17, blank=True, default="", db_default="")
    amount = models.PositiveSmallIntegerField(_("amount"))
    unit = models.CharField(_("unit of time"), max_length=14, choices=SPAN_UNITS)
    source = models.CharField(_("source"), max_length=120, blank=True, default="", db_default="")
    verified = models.BooleanField(_("checked against its source"), default=False, db_default=False)

    class Meta:
        """One answer at a time."""

        verbose_name = _("time limit")
        verbose_name_plural = _("time limits")
        ordering = ["process", "stage", "category__order", "area_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["process", "stage", "category", "urgency", "area_code"],
                condition=Q(ends__isnull=True),
                nulls_distinct=False,
                name="stage_limit_in_force_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.stage} {self.amount} {self.unit}"

    def natural_key(self) -> tuple[str, ...]:
        """How the record of settings names it."""
        return (self.process, self.stage, self.category.code if self.category else "", self.urgency, self.area_code)


class Reason(models.Model):
    """A reason that a step lets one choose: for concluding, objecting, declining, pausing."""

    process = models.CharField(_("process"), max_length=30)
    list = models.CharField(_("list"), max_length=20)
    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("wording"), max_length=120)
    name_en = models.CharField(_("English wording"), max_length=160)
    active = models.BooleanField(_("active"), default=True, db_default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100, db_default=100)

    class Meta:
        """In the order a person reads them."""

        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ["process", "list", "order"]
        constraints = [models.UniqueConstraint(fields=["process", "list", "code"], name="reason_once")]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, ...]:
        """How the record of settings names it."""
        return (self.process, self.list, self.code)


class StandardText(models.Model):
    """Words that a step offers to write: placeholders are filled from the case. The most specific area wins."""

    process = models.CharField(_("process"), max_length=30)
    step = models.CharField(_("step"), max_length=30)
    field = models.CharField(_("field"), max_length=30)
    code = models.CharField(_("code"), max_length=30)
    area_code = models.CharField(_("area"), max_length=17, blank=True, default="", db_default="")
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=100, blank=True, default="", db_default="")
    body = models.TextField(_("text"), max_length=1000)
    body_en = models.TextField(_("English text"), max_length=1500, blank=True, default="", db_default="")
    active = models.BooleanField(_("active"), default=True, db_default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100, db_default=100)

    class Meta:
        """In the order a person reads them."""

        verbose_name = _("standard text")
        verbose_name_plural = _("standard texts")
        ordering = ["process", "step", "order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["process", "step", "field", "code", "area_code"], name="standard_text_once")
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, ...]:
        """How the record of settings names it."""
        return (self.process, self.step, self.field, self.code, self.area_code)


class ProcessSwitch(InForce):
    """Whether a process is offered in an area; the most specific row wins, and without any it is offered."""

    process = models.CharField(_("process"), max_length=30)
    area_code = models.CharField(_("area"), max_length=17, blank=True, default="", db_default="")
    offered = models.BooleanField(_("offered"))

    class Meta:
        """One answer a process and area at a time."""

        verbose_name = _("process offered in an area")
        verbose_name_plural = _("processes offered by area")
        ordering = ["process", "area_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["process", "area_code"], condition=Q(ends__isnull=True), name="process_switch_in_force_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.area_code}"

    def natural_key(self) -> tuple[str, ...]:
        """How the record of settings names it."""
        return (self.process, self.area_code)
