"""Official contacts that are no post and no unit: mediators, legal advisers, stations, police rooms."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wuzhi.core.naming import named


class Function(models.TextChoices):
    """What people come to a contact for, in the order of the page."""

    POLICE = "police", _("police room")
    STATION = "station", _("service station")
    MEDIATOR = "mediator", _("mediator")
    ADVISER = "adviser", _("legal adviser")
    CLINIC = "clinic", _("clinic")
    OTHER = "other", _("other contact")


class ContactPoint(models.Model):
    """Whom to ask in an area, by their official name, telephone and hours; never anything personal."""

    function = models.CharField(_("function"), max_length=10, choices=Function)
    area_code = models.CharField(
        _("area"), max_length=17, help_text=_("It is shown on the page of every village in this area.")
    )
    name = models.CharField(_("name"), max_length=80, help_text=_("The official name of the office or of the person."))
    name_en = models.CharField(_("English name"), max_length=120, blank=True, default="", db_default="")
    phone = models.CharField(_("official telephone"), max_length=30, blank=True, default="", db_default="")
    address = models.CharField(_("where it is"), max_length=120, blank=True, default="", db_default="")
    address_en = models.CharField(_("where it is, in English"), max_length=160, blank=True, default="", db_default="")
    hours = models.CharField(
        _("hours of service"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("Weekdays (1 is Monday) and times, such as 1-5 08:30-12:00 14:30-17:30; 6 09:00-11:30"),
    )
    on_holidays = models.BooleanField(
        _("open on public holidays too"), default=False, db_default=False, help_text=_("As on the same weekday.")
    )
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until (that day not included)"), null=True, blank=True)

    class Meta:
        """A contact ends, and is ended rather than deleted."""

        verbose_name = _("official contact")
        verbose_name_plural = _("official contacts")
        ordering = ["area_code", "function", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["area_code", "function", "name", "valid_from"], name="contact_once"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="contact_ends_not_before_it_begins",
                violation_error_message=_("The contact ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return named(self.name, self.name_en)

    def natural_key(self) -> tuple[str, ...]:
        """How the record of settings names it."""
        return (self.area_code, self.function, self.name, str(self.valid_from))
