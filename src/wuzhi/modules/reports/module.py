"""The manifest of reports."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuzhi.cases.manifest import MenuItem, Module
from wuzhi.cases.relations import place
from wuzhi.cases.visibility import NOBODY, Relation, register
from wuzhi.modules.reports.process import REPORT
from wuzhi.people.actor import Actor
from wuzhi.people.models import Role


def _approver(actor: Actor) -> Q:
    """A dispatcher of the place while a pause or more time waits for a word."""
    serving = place(Role.DISPATCHER)(actor)
    return serving if serving == NOBODY else serving & ~Q(report__pending="")


register(Relation("approver", _approver))
MODULE = Module(
    key="reports",
    processes=(REPORT,),
    urls="wuzhi.modules.reports.urls",
    path="",
    menu=(
        MenuItem(_("Report"), "reports:report", lambda actor: True, "message-plus", REPORT.key),
        MenuItem(_("Review"), "reports:review_queue", lambda actor: actor.has_role(Role.DISPATCHER), "list-check"),
    ),
    panel="reports/panel.html",
)
