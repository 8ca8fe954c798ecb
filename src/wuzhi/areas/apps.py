"""Territory."""

from django.apps import AppConfig


class AreasConfig(AppConfig):
    """Areas and the calendar that holds in them."""

    name = "wuzhi.areas"
    label = "areas"
