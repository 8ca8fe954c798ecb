"""The duty page's line in the menu, for everyone with a post."""

from django.utils.translation import gettext_lazy as _

from wuzhi.cases.manifest import MenuItem
from wuzhi.cases.screens.page import add_to_menu

add_to_menu(MenuItem(_("Duty"), "roster:duty", lambda actor: bool(actor.seats), "calendar-time"))
