"""The letters of a report: what each is called, who issues and reads it, and what it carries."""

from django.utils.translation import gettext_lazy as _

from wuzhi.cases.manifest import LetterKind
from wuzhi.modules.reports.process import REPORT

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
