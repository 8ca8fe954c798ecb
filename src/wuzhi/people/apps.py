"""Units, users, posts."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Official names only; residents' data is in the vault."""

    name = "wuzhi.people"
    label = "people"
    verbose_name = _("People and units")

    def ready(self) -> None:
        """Posts are moved in the regrouping's own transaction; the workbook learns of its sheets."""
        import_module("wuzhi.people.regrouping")
        import_module("wuzhi.people.sheets")
