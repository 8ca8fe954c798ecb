"""Units, users, posts."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Official names only; residents' data is in the vault."""

    name = "wuzhi.people"
    label = "people"
