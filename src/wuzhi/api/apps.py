"""The API."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    """Typed REST over the engine's one door."""

    name = "wuzhi.api"
    label = "api"
    verbose_name = _("API")
