"""Outbox and notices."""

from importlib import import_module

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What is promised inside a transaction is delivered after it."""

    name = "wuzhi.notices"
    label = "notices"

    def ready(self) -> None:
        """Leaves are told of; the rooms need their tables, which are not there when an app is named."""
        news = import_module("wuzhi.people.leave_news")
        news.listen(import_module("wuzhi.notices.leaves").tell)
