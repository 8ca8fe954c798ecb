"""Duty."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RosterConfig(AppConfig):
    """Shifts of units, day and night, and what rings."""

    name = "wuzhi.roster"
    label = "roster"
    verbose_name = _("Duty")

    def ready(self) -> None:
        """The clock, the outbox, the menu and the workbook learn of this room."""
        for part in ("ringing", "telling", "menu", "sheets"):
            import_module(f"wuzhi.roster.{part}")
