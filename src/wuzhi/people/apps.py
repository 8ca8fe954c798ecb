"""Units, users, posts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Official names only; residents' data is in the vault."""

    name = "wuzhi.people"
    label = "people"
    verbose_name = _("People and units")
