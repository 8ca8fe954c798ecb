"""The manifest of reports."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuzhi.cases.delivery import tells
from wuzhi.cases.manifest import LetterKind, MenuItem, Module
from wuzhi.cases.relations import arbiter, place
from wuzhi.cases.visibility import NOBODY, Relation, either, register
from wuzhi.modules.reports import supervisors
from wuzhi.modules.reports.process import REPORT
from wuzhi.people.actor import Actor
from wuzhi.people.models import Role


def _approver(actor: Actor) -> Q:
    """A dispatcher of the place, or whoever does that work, while a pause or more time waits for a word."""
    serving = either(place(Role.DISPATCHER)(actor), arbiter(actor))
    return serving if serving == NOBODY else serving & ~Q(report__pending="")


register(Relation("approver", _approver))
for _relation in supervisors.RELATIONS:
    register(_relation)
tells("second_look", supervisors.looks_second)
_READ_LETTERS = ("dispatcher", "arbiter", "supervisor", "leader", "handler", "assignee")
LETTERS = (
    LetterKind(
        "dispatch",
        REPORT.key,
        _("Dispatch letter"),
        "派",
        ("dispatch", "redispatch"),
        _("The following matter is yours by your duties. Please accept it, handle it in time and report the result."),
        issued_by=("dispatcher", "arbiter"),
        read_by=_READ_LETTERS,
        addressee="unit",
        deadlines=((_("Accept by"), "due_at"), (_("Time allowed for handling"), "handle")),
    ),
    LetterKind(
        "supervision",
        REPORT.key,
        _("Supervision letter"),
        "督",
        ("supervise", "follow_up", "keep_supervising"),
        _("The following matter is under supervision. Please put it right and report back in writing by this date."),
        issued_by=("supervisor",),
        read_by=_READ_LETTERS,
        deadlines=((_("Report back by"), "until"),),
    ),
    LetterKind(
        "accountability",
        REPORT.key,
        _("Accountability suggestion"),
        "责",
        ("suggest_accountability",),
        _("After supervision the following matter was still not handled as required. It is suggested as follows."),
        issued_by=("supervisor",),
        read_by=("supervisor", "leader", "handler", "assignee"),
        addressee="unit",
    ),
)
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
    letters=LETTERS,
)
