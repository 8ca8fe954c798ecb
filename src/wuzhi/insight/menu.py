"""The county page's line in the menu, for those who may open it."""

from django.utils.translation import gettext_lazy as _

from wuzhi.cases.manifest import MenuItem
from wuzhi.cases.screens.page import add_to_menu
from wuzhi.insight.parts import READERS
from wuzhi.people.models import Role

add_to_menu(
    MenuItem(_("County"), "insight:county", lambda actor: actor.has_role(*READERS), "chart-bar", home_of=(Role.LEADER,))
)
