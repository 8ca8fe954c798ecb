"""The workbook of settings."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkbookConfig(AppConfig):
    """All settings as one file, out and in again."""

    name = "wuzhi.workbook"
    label = "workbook"
    verbose_name = _("Workbook")
