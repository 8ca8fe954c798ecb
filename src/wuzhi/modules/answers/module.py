"""The manifest of answers."""

from django.utils.translation import gettext_lazy as _

from wuzhi.cases.manifest import MenuItem, Module
from wuzhi.modules.answers.queries import is_keeper
from wuzhi.modules.answers.sheets import ANSWERS

MODULE = Module(
    key="answers",
    urls="wuzhi.modules.answers.urls",
    path="answers/",
    sheets=(ANSWERS,),
    menu=(
        MenuItem(
            _("Questions"),
            "answers:search",
            lambda actor: not actor.seats,
            "help-circle",
            tile=(_("I only have a question"), _("Answers of the centre: papers, fees, insurance, opening hours.")),
        ),
        MenuItem(_("Answers"), "answers:keep", is_keeper, "help-circle"),
    ),
)
