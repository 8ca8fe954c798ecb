"""Units, users, posts."""

from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Official names only; residents' data is in the vault."""

    name = "wuzhi.people"
    label = "people"

    def ready(self) -> None:
        """Posts are moved in the regrouping's own transaction."""
        import_module("wuzhi.people.regrouping")
