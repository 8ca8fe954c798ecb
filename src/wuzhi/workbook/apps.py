"""The workbook of settings."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkbookConfig(AppConfig):
    """All settings as one file, out and in again."""

    name = "wuzhi.workbook"
    label = "workbook"
    verbose_name = _("Workbook")

    def ready(self) -> None:
        """The clock forgets what nobody decided on."""
        import_module("wuzhi.workbook.uploads")
