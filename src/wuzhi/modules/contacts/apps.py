"""Contacts."""

from django.utils.translation import gettext_lazy as _

from wuzhi.cases import manifest


class ContactsConfig(manifest.ModuleConfig):
    """Who is here for a village, and when."""

    name = "wuzhi.modules.contacts"
    label = "contacts"
    verbose_name = _("Official contacts")
