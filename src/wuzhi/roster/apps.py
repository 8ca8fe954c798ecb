"""Duty."""

from django.apps import AppConfig


class RosterConfig(AppConfig):
    """Shifts of units, day and night."""

    name = "wuzhi.roster"
    label = "roster"
