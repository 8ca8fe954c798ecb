"""The phone."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PhoneConfig(AppConfig):
    """An installable page for those who work outdoors."""

    name = "wuzhi.pwa"
    label = "pwa"
    verbose_name = _("Phone")

    def ready(self) -> None:
        """Its line in the menu."""
        import_module("wuzhi.pwa.menu")
