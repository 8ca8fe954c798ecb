"""The vault."""

from django.apps import AppConfig

from wuzhi.core.append_only import append_only


class TrustConfig(AppConfig):
    """Personal data lives here and nowhere else."""

    name = "wuzhi.trust"
    label = "trust"

    def ready(self) -> None:
        """Who looked is never rewritten."""
        append_only("trust", "Access")
