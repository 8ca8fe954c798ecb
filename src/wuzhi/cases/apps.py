"""The engine."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from wuzhi.core.append_only import append_only


class CasesConfig(AppConfig):
    """Loads the engine's relations and delivery when the program starts."""

    name = "wuzhi.cases"
    label = "cases"
    verbose_name = _("Matters: categories, routes, time limits")

    def ready(self) -> None:
        """Relations first: a step that names an unknown one is open to nobody."""
        append_only("cases", "Event")
        append_only("cases", "EventPosition")
        append_only("cases", "EventBody", erasable=True)
        for room in ("relations", "delivery", "regrouping", "recounting", "sheets", "word_sheets"):
            import_module(f"wuzhi.cases.{room}")
