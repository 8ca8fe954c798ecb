"""Letters with their numbers, the series they are numbered in, and the templates that a place made its own."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuzhi.cases.models import Case
from wuzhi.cases.models.catalogue import InForce
from wuzhi.people.models import Unit, User


class LetterSeries(models.Model):
    """The last number that a unit gave in a year under a mark, locked while the next is given."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    mark = models.CharField(max_length=8)
    last = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        """One a unit, year and mark."""

        constraints = [models.UniqueConstraint(fields=["unit", "year", "mark"], name="letter_series_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year} {self.mark} {self.last}"


class Letter(models.Model):
    """A letter as it was issued, so that a reprint is the same; what it says is read from the case's events."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="letters", db_index=False)
    event_number = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    mark = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        """One letter of a kind for an event; one number a series."""

        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "event_number", "kind"], name="letter_once"),
            models.UniqueConstraint(fields=["unit", "year", "mark", "number"], name="letter_number_once"),
        ]

    def __str__(self) -> str:
        return self.full_number

    @property
    def full_number(self) -> str:
        """As people write it: 〔2026〕督12号."""
        return f"〔{self.year}〕{self.mark}{self.number}号"


class LetterTemplate(InForce):
    """A place's own Word template of a letter. The most specific area wins; without any, the house's own holds."""

    process = models.CharField(_("process"), max_length=30)
    kind = models.CharField(_("letter"), max_length=30)
    area_code = models.CharField(_("area"), max_length=17, blank=True, default="", db_default="")
    content = models.BinaryField()
    digest = models.CharField(_("fingerprint"), max_length=64)
    size = models.PositiveIntegerField(_("bytes"))

    class Meta:
        """One in force a letter and area."""

        verbose_name = _("letter template")
        verbose_name_plural = _("letter templates")
        ordering = ["process", "kind", "area_code", "-starts", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["process", "kind", "area_code"], condition=Q(ends__isnull=True), name="letter_template_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.kind} {self.area_code}".strip()

    def natural_key(self) -> tuple[str, ...]:
        """How the record of settings names it."""
        return (self.process, self.kind, self.area_code)
