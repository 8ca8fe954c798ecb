"""Outbox and notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What is promised inside a transaction is delivered after it."""

    name = "wuzhi.notices"
    label = "notices"
