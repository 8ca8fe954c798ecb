"""Open311."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Open311Config(AppConfig):
    """Requests and reports in the words of GeoReport v2."""

    name = "wuzhi.open311"
    label = "open311"
    verbose_name = _("Open311")
