"""Shifts: a unit answers for an area from one instant to another."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wuzhi.people.models import Unit, User


class Shift(models.Model):
    """While it lasts, what must be done at once in the area goes to this unit, and rings this person.

    One called off ends when it begins: nothing is deleted.
    """

    area_code = models.CharField(_("area"), max_length=17)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="shifts")
    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name=_("person"), related_name="shifts"
    )
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("until"))

    class Meta:
        """In the order of time."""

        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["starts", "area_code"]
        indexes = [models.Index(fields=["area_code", "starts"], name="shift_place")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")),
                name="shift_ends_not_before_it_begins",
                violation_error_message=_("The shift ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.starts:%Y-%m-%d %H:%M}"

    def natural_key(self) -> tuple[str, ...]:
        """How the record of settings names it."""
        return (self.area_code, self.unit.code)
