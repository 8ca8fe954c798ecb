"""The manifest of reports."""

from django.utils.translation import gettext_lazy as _

from wuzhi.cases.manifest import MenuItem, Module
from wuzhi.modules.reports.process import REPORT
from wuzhi.people.models import Role

MODULE = Module(
    key="reports",
    processes=(REPORT,),
    urls="wuzhi.modules.reports.urls",
    path="",
    menu=(
        MenuItem(_("Report"), "reports:report", lambda actor: True, "message-plus"),
        MenuItem(_("Review"), "reports:review_queue", lambda actor: actor.has_role(Role.DISPATCHER), "list-check"),
    ),
    panel="reports/panel.html",
)
