"""Shifts, the plans that filled them, requests to exchange them, and what rings until somebody has heard it."""

from datetime import time

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuzhi.people.models import Unit, User


class Kind(models.TextChoices):
    """Who answers, and who is asked last when nobody does."""

    DUTY = "duty", _("on duty")
    LEADER = "leader", _("leader on duty")


class Covers(models.TextChoices):
    """Which hours a plan fills."""

    ALL = "all", _("nights, weekends and holidays")
    NIGHTS = "nights", _("nights of working days")
    DAYS_OFF = "days_off", _("weekends and holidays")


class Roster(models.Model):
    """A plan: who takes turns for an area from one day to another. Its shifts are rows of their own.

    `people` holds sign-in names in the order of their turns.
    """

    area_code = models.CharField(_("area"), max_length=17)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.DUTY, db_default=Kind.DUTY)
    covers = models.CharField(_("hours"), max_length=10, choices=Covers, default=Covers.ALL, db_default=Covers.ALL)
    evening = models.TimeField(_("evening from"), default=time(18), db_default=time(18))
    morning = models.TimeField(_("until the morning"), default=time(8), db_default=time(8))
    halves = models.BooleanField(_("days off in two shifts"), default=False, db_default=False)
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    people = models.JSONField(_("in turn"), default=list)

    class Meta:
        """Newest first."""

        verbose_name = _("roster")
        verbose_name_plural = _("rosters")
        ordering = ["-id"]
        indexes = [models.Index(fields=["area_code", "unit"], name="roster_place")]

    def __str__(self) -> str:
        return f"{self.unit} {self.first:%Y-%m-%d} – {self.last:%Y-%m-%d}"

    def natural_key(self) -> tuple[str, ...]:
        """How the record of settings names it."""
        return (self.area_code, self.unit.code, self.first.isoformat())


class Shift(models.Model):
    """While it lasts, what must be done at once in the area goes to this unit, and rings this person.

    `stand_in` is rung when the person does not hear. One called off ends when it begins: nothing is deleted.
    """

    area_code = models.CharField(_("area"), max_length=17)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="shifts")
    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name=_("person"), related_name="shifts"
    )
    stand_in = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name=_("stand-in"), related_name="+", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.DUTY, db_default=Kind.DUTY)
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("until"))

    class Meta:
        """In the order of time."""

        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["starts", "area_code"]
        indexes = [
            models.Index(fields=["area_code", "starts"], name="shift_place"),
            models.Index(fields=["ends"], name="shift_end"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=models.F("starts")),
                name="shift_ends_not_before_it_begins",
                violation_error_message=_("The shift ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.starts:%Y-%m-%d %H:%M}"

    def natural_key(self) -> tuple[str, ...]:
        """How the record of settings names it."""
        return (self.area_code, self.unit.code, str(self.pk))

    @property
    def called_off(self) -> bool:
        """Whether it no longer takes place."""
        return self.ends <= self.starts


class Answer(models.TextChoices):
    """What became of a request."""

    OPEN = "", _("waits for an answer")
    ACCEPTED = "accepted", _("agreed")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Exchange(models.Model):
    """One person asks another to take a shift, or to swap it for one of theirs. It holds once both agree."""

    shift = models.ForeignKey(Shift, models.PROTECT, verbose_name=_("shift"), related_name="exchanges")
    other = models.ForeignKey(Shift, models.PROTECT, null=True, verbose_name=_("for the shift"), related_name="+")
    asker = models.ForeignKey(User, models.PROTECT, verbose_name=_("asks"), related_name="+")
    asked = models.ForeignKey(User, models.PROTECT, verbose_name=_("is asked"), related_name="+")
    asked_at = models.DateTimeField(_("asked on"))
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, blank=True, default="", db_default="")
    answered_at = models.DateTimeField(_("answered on"), null=True)

    class Meta:
        """A shift is offered to one person at a time."""

        verbose_name = _("exchange of shifts")
        verbose_name_plural = _("exchanges of shifts")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["shift"], condition=Q(answer=""), name="exchange_open_once")]

    def __str__(self) -> str:
        return f"{self.asker_id} → {self.asked_id}: {self.shift_id}"


class RingLimit(models.Model):
    """How many minutes a ring waits to be heard before the next is rung. The most specific area wins."""

    area_code = models.CharField(_("area"), max_length=17, blank=True, default="", db_default="", unique=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    active = models.BooleanField(_("active"), default=True, db_default=True)

    class Meta:
        """By area."""

        verbose_name = _("time limit of a ring")
        verbose_name_plural = _("time limits of rings")
        ordering = ["area_code"]

    def __str__(self) -> str:
        return f"{self.area_code or '–'} {self.minutes}"

    def natural_key(self) -> tuple[str, ...]:
        """How the record of settings names it."""
        return (self.area_code,)


class Ring(models.Model):
    """An urgent matter calls for whoever is on duty, then for the next, until one of them has heard it.

    `stage` says how far it has gone; `next_at` when it goes on, None once it need not or can't. `over_at` is when
    the matter moved on. It is the record that somebody heard, no step of the case.
    """

    subject = models.UUIDField()
    event_number = models.PositiveIntegerField()
    area_code = models.CharField(max_length=17)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    stand_in = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    stage = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    heard_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    over_at = models.DateTimeField(null=True)

    class Meta:
        """One for each event that rings."""

        verbose_name = _("ring")
        verbose_name_plural = _("rings")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["subject", "event_number"], name="ring_once")]
        indexes = [models.Index(fields=["next_at"], name="ring_next", condition=Q(next_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.subject} {self.stage}"
