"""Territory."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AreasConfig(AppConfig):
    """Areas and the calendar that holds in them."""

    name = "wuzhi.areas"
    label = "areas"
    verbose_name = _("Areas and calendar")

    def ready(self) -> None:
        """The workbook learns of its sheets."""
        import_module("wuzhi.areas.sheets")
