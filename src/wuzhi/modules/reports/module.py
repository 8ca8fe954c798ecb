"""The manifest of reports."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuzhi.cases.delivery import tells
from wuzhi.cases.manifest import MenuItem, Module, Wait
from wuzhi.cases.models import Case
from wuzhi.cases.relations import arbiter, place
from wuzhi.cases.visibility import NOBODY, Relation, either, register
from wuzhi.modules.reports import supervisors
from wuzhi.modules.reports.letters import LETTERS
from wuzhi.modules.reports.models import Report
from wuzhi.modules.reports.process import REPORT
from wuzhi.people.actor import Actor
from wuzhi.people.models import Role


def _approver(actor: Actor) -> Q:
    """A dispatcher of the place, or whoever does that work, while a pause or more time waits for a word."""
    serving = either(place(Role.DISPATCHER)(actor), arbiter(actor))
    return serving if serving == NOBODY else serving & _asking(actor)


def _asking(_actor: Actor) -> Q:
    return Q(pk__in=Report.objects.filter(pending__gt="").values("case"))


def _waits(case: Case) -> Iterable[Wait]:
    """A request that waits for an approver, and the day on which a supervised unit reports back."""
    report = case.report
    if report.pending == "pause":
        yield Wait("approver", _("decides about the pause that was asked for"))
    elif report.pending:
        yield Wait("approver", _("decides about the time that was asked for"))
    if case.follow_up_at and case.is_open:
        yield Wait("handler", _("reports back to the supervisor"), case.follow_up_at)


register(Relation("approver", _approver, words=Role.DISPATCHER.label, part_of=("dispatcher", "arbiter"), few=_asking))
for _relation in supervisors.RELATIONS:
    register(_relation)
tells("second_look", supervisors.looks_second)
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
        MenuItem(
            _("Supervision"),
            "reports:supervision",
            lambda actor: actor.has_role(Role.SUPERVISOR, Role.LEADER),
            "flag",
            home_of=(Role.SUPERVISOR,),
        ),
        MenuItem(_("Review"), "reports:review_queue", lambda actor: actor.has_role(Role.DISPATCHER), "list-check"),
    ),
    panel="reports/panel.html",
    waits=_waits,
    letters=LETTERS,
)
