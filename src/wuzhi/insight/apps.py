"""Figures."""

from importlib import import_module

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Figures of a county, each with the list that it counts."""

    name = "wuzhi.insight"
    label = "insight"

    def ready(self) -> None:
        """Puts the county page into the menu."""
        import_module("wuzhi.insight.menu")
