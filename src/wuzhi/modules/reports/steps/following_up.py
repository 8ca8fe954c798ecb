"""A supervision to its end: the unit reports back, the supervisor follows up, a second person looks."""

from django.utils.translation import gettext_lazy as _

from wuzhi.cases.models import Case
from wuzhi.cases.move import Move
from wuzhi.cases.process import STAY, Field, Step, Words
from wuzhi.modules.reports.models import ENDED, PROPOSED, REPORTED
from wuzhi.modules.reports.steps import common
from wuzhi.modules.reports.steps.supervising import order
from wuzhi.modules.reports.supervisors import other_supervisor
from wuzhi.people.actor import Actor
from wuzhi.people.models import Role


def _report_back(move: Move) -> None:
    report = common.facts(move.case)
    report.supervision, move.case.follow_up_at = REPORTED, None
    move.keep(report)


def _propose_end(move: Move) -> None:
    report = common.facts(move.case)
    report.supervision, report.end_proposed_by_id = PROPOSED, move.actor.user_id
    report.leader_looks = not other_supervisor(move.case, move.actor.user_id)
    move.case.follow_up_at = None
    move.keep(report)


def _confirm_end(move: Move) -> None:
    report = common.facts(move.case)
    report.supervision, report.end_proposed_by_id = ENDED, None
    move.keep(report)


def _second_person(case: Case, actor: Actor) -> Words | None:
    """Never the one who proposed it; a leader only where no second supervisor serves."""
    proposer = common.facts(case).end_proposed_by_id
    if actor.user_id == proposer:
        if other_supervisor(case, proposer):
            return _("You proposed it yourself. Another supervisor must look.")
        return _("You proposed it yourself. No other supervisor serves here: the leader must look.")
    if not actor.serves(case.area_code, Role.SUPERVISOR) and other_supervisor(case, proposer):
        return _("Another supervisor serves here; the second look is theirs.")
    return None


_UNTIL = Field("until", "date", _("Report back by"))
STEPS = (
    Step(
        "report_back",
        _("Report back on the supervision"),
        _("Reported back on the supervision"),
        common.EVERY_STATE,
        (STAY,),
        ("reports_back", "desk_reports_back"),
        form=(Field("note", "words", _("What was put right, or what stands in the way")), common.PICTURE),
        change=_report_back,
        notify=("supervisor",),
        tone="warning",
    ),
    Step(
        "follow_up",
        _("Not put right: set a new date"),
        _("Followed up: not put right yet"),
        common.EVERY_STATE,
        (STAY,),
        ("follows_up",),
        form=(Field("note", "words", _("What must still be put right")), _UNTIL),
        change=order,
        notify=("handler", *common.DISPATCHERS),
        tone="warning",
    ),
    Step(
        "propose_end",
        _("Put right: propose to end the supervision"),
        _("The end of the supervision was proposed"),
        common.EVERY_STATE,
        (STAY,),
        ("follows_up",),
        form=(Field("note", "words", _("What was verified, and how")),),
        change=_propose_end,
        notify=("second_look",),
        help=_("It ends when a second person has looked."),
    ),
    Step(
        "confirm_end",
        _("Second look: end the supervision"),
        _("The supervision ended after a second look"),
        common.EVERY_STATE,
        (STAY,),
        ("second_look",),
        form=(common.NOTE,),
        guard=_second_person,
        change=_confirm_end,
        notify=("handler", "supervisor"),
        tone="success",
    ),
    Step(
        "keep_supervising",
        _("Second look: supervise on"),
        _("Supervised on after a second look"),
        common.EVERY_STATE,
        (STAY,),
        ("second_look",),
        form=(Field("note", "words", _("What must still be put right")), _UNTIL),
        guard=_second_person,
        change=order,
        notify=("handler", "supervisor"),
    ),
)
