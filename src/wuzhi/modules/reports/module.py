"""The manifest of reports."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuzhi.cases.manifest import MenuItem, Module
from wuzhi.cases.relations import arbiter, place
from wuzhi.cases.visibility import NOBODY, Relation, either, register
from wuzhi.modules.reports.models import Report
from wuzhi.modules.reports.process import REPORT
from wuzhi.people.actor import Actor
from wuzhi.people.models import Role


def _approver(actor: Actor) -> Q:
    """A dispatcher of the place, or whoever does that work, while a pause or more time waits for a word."""
    serving = either(place(Role.DISPATCHER)(actor), arbiter(actor))
    asking = Report.objects.exclude(pending="")
    return serving if serving == NOBODY else serving & Q(pk__in=asking.values("case"))


register(Relation("approver", _approver))
MODULE = Module(
    key="reports",
    processes=(REPORT,),
    urls="wuzhi.modules.reports.urls",
    path="",
    menu=(
        MenuItem(
            _("Report"),
            "reports:report",
            lambda actor: True,
            "message-plus",
            REPORT.key,
            (_("Report something"), _("A broken lamp, rubbish, a danger, a complaint. No account needed.")),
            first=True,
        ),
        MenuItem(_("Review"), "reports:review_queue", lambda actor: actor.has_role(Role.DISPATCHER), "list-check"),
    ),
    panel="reports/panel.html",
)
