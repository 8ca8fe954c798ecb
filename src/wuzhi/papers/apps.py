"""Letters."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    """Letters that the modules' manifests declare."""

    name = "wuzhi.papers"
    label = "papers"
    verbose_name = _("Letters")

    def ready(self) -> None:
        """Puts the letters of a case on its page."""
        import_module("wuzhi.papers.case_part")
