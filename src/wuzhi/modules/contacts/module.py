"""The manifest of contacts."""

from django.utils.translation import gettext_lazy as _

from wuzhi.cases.manifest import MenuItem, Module
from wuzhi.modules.contacts.sheets import CONTACTS

MODULE = Module(
    key="contacts",
    urls="wuzhi.modules.contacts.urls",
    path="here/",
    sheets=(CONTACTS,),
    menu=(
        MenuItem(
            _("Who is here"),
            "contacts:choose",
            lambda actor: not actor.seats,
            "users",
            tile=(
                _("Who is here for me?"),
                _("Grid worker, mediator, legal adviser, police room: telephone and hours."),
            ),
            first=True,
        ),
    ),
)
