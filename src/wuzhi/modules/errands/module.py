"""The manifest of errands."""

from django.utils.translation import gettext_lazy as _

from wuzhi.cases.manifest import MenuItem, Module
from wuzhi.cases.relations import place
from wuzhi.cases.visibility import Relation, register
from wuzhi.modules.errands.process import ERRAND
from wuzhi.people.models import Role

register(Relation("woodpecker_near", place(Role.WOODPECKER)))
MODULE = Module(
    key="errands",
    processes=(ERRAND,),
    urls="wuzhi.modules.errands.urls",
    path="errands/",
    menu=(MenuItem(_("Errands"), "errands:ask", lambda actor: True, "heart-handshake", ERRAND.key),),
)
