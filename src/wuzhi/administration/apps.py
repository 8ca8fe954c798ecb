"""The administrator's desk."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdministrationConfig(AppConfig):
    """Pages over the settings of all rooms; it holds no table."""

    name = "wuzhi.administration"
    label = "administration"
    verbose_name = _("Settings")
