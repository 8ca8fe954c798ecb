"""The ground floor."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from wuzhi.core import plans
from wuzhi.core.append_only import after_migrate, append_only


class CoreConfig(AppConfig):
    """Named so that `core` is the label of its tables and templates."""

    name = "wuzhi.core"
    label = "core"
    verbose_name = _("Record")

    def ready(self) -> None:
        """The record of settings is never rewritten; triggers come back after every migrate. Plans are limited."""
        append_only("core", "SettingsChange")
        post_migrate.connect(after_migrate, sender=self, dispatch_uid="append_only")
        connection_created.connect(plans.limit, dispatch_uid="plans")
