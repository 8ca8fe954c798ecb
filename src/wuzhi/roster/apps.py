"""Duty."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RosterConfig(AppConfig):
    """Shifts of units, day and night."""

    name = "wuzhi.roster"
    label = "roster"
    verbose_name = _("Duty")
