"""Contacts."""

from wuzhi.cases import manifest


class ContactsConfig(manifest.ModuleConfig):
    """Who is here for a village, and when."""

    name = "wuzhi.modules.contacts"
    label = "contacts"
