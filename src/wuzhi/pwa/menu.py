"""The phone's line in the menu, for everyone who may use it."""

from django.utils.translation import gettext_lazy as _

from wuzhi.cases.manifest import MenuItem
from wuzhi.cases.screens.page import add_to_menu
from wuzhi.people.models import Role

_OUTDOORS = (Role.GRID_WORKER, Role.CHIEF, Role.WOODPECKER)
add_to_menu(MenuItem(_("Phone"), "pwa:phone", lambda actor: actor.has_role(*_OUTDOORS), "device-mobile"))
