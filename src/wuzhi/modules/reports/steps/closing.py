"""Call back, close, reopen, appeal, withdraw: how a report ends, and how it comes back."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from wuzhi.cases.models import Case
from wuzhi.cases.move import Move
from wuzhi.cases.process import CLOCK, STAY, Field, Step, Words
from wuzhi.core import clock
from wuzhi.modules.reports.steps import common
from wuzhi.people.actor import Actor

DISSATISFIED = 2
REOPEN_WITHIN = timedelta(days=30)


def _call_back(move: Move) -> None:
    report = common.facts(move.case)
    report.answered, report.solved = move.data["answered"], move.data["solved"]
    report.satisfaction, report.silent = move.data["satisfaction"], False
    move.data["back"] = not report.reopened and (not report.solved or report.satisfaction <= DISSATISFIED)
    if move.data["back"]:
        _send_back(move)
    elif not report.solved:
        move.case.outcome = "unsolved"
    move.keep(report)


def _send_back(move: Move) -> None:
    report = common.facts(move.case)
    report.reopened, report.done_at, move.case.outcome = True, None, ""
    move.notify += ["handler"] if move.case.lead_unit_id else common.DISPATCHERS
    move.keep(report)


def _where_called_back(move: Move) -> str:
    if not move.data["back"]:
        return "closed"
    return "handling" if move.case.lead_unit_id else "reviewed"


def _stay_silent(move: Move) -> None:
    report = common.facts(move.case)
    report.silent, report.answered, report.solved, report.satisfaction = True, None, None, None
    move.case.outcome = "silent"
    move.keep(report)


def _may_reopen(case: Case, actor: Actor) -> Words | None:
    if case.outcome not in {"solved", "silent"}:
        return _("Only a report that was called solved can be reopened.")
    if common.facts(case).reopened:
        return _("It was reopened once already. You may report it anew and name this code.")
    if case.closed_at and clock.now() - case.closed_at > REOPEN_WITHIN:
        return _("It was closed more than 30 days ago. Please report it anew and name this code.")
    return None


def _where_reopened(move: Move) -> str:
    return "handling" if move.case.lead_unit_id else "reviewed"


def _may_appeal(case: Case, actor: Actor) -> Words | None:
    if case.outcome != "concluded":
        return _("Only a conclusion can be appealed.")
    return _("The conclusion was appealed once already.") if common.facts(case).appealed else None


def _appeal(move: Move) -> None:
    report = common.facts(move.case)
    report.appealed = True
    move.keep(report)


def _overturn(move: Move) -> None:
    report = common.facts(move.case)
    report.conclusion, move.case.outcome = "", ""
    move.keep(report)


def _uphold(move: Move) -> None:
    move.case.outcome = "concluded"


def _withdraw(move: Move) -> None:
    """Whoever was called in owes nothing any more; what its reporter takes back is shown to nobody."""
    move.case.outcome, move.case.public = "withdrawn", False
    common.excuse_all(move, kept=set())


STEPS = (
    Step(
        "call_back",
        _("Call back"),
        _("Called back"),
        ("callback",),
        ("closed", "handling", "reviewed"),
        ("reporter", *common.DISPATCHERS),
        form=(
            Field("answered", "yes_no", _("Did someone answer you?"), noted=_("Answered")),
            Field("solved", "yes_no", _("Is it solved?"), noted=_("Solved")),
            Field("satisfaction", "level5", _("How satisfied are you?"), noted=_("Satisfaction")),
            Field("note", "words", _("Anything else?"), required=False, noted=_("Note")),
        ),
        change=_call_back,
        branch=_where_called_back,
        public=True,
        tone="primary",
    ),
    Step(
        "not_reached",
        _("Not reached by telephone"),
        _("Called by telephone, not reached"),
        ("callback",),
        (STAY,),
        common.DISPATCHERS,
        form=(common.NOTE,),
        public=True,
    ),
    Step(
        "close_silent",
        _("Close after silence"),
        _("Closed; the reporter did not answer"),
        ("callback",),
        ("closed",),
        (CLOCK,),
        change=_stay_silent,
        public=True,
    ),
    Step(
        "reopen",
        _("It is not solved: reopen"),
        _("Reopened by the reporter"),
        ("closed",),
        ("handling", "reviewed"),
        ("reporter",),
        form=(Field("note", "words", _("What is not solved?"), noted=_("What is not solved")),),
        guard=_may_reopen,
        change=_send_back,
        branch=_where_reopened,
        public=True,
    ),
    Step(
        "appeal",
        _("Appeal the conclusion"),
        _("The reporter appealed the conclusion"),
        ("closed",),
        ("appealed",),
        ("reporter",),
        form=(Field("note", "words", _("Why should it be looked at again?"), noted=_("Reason")),),
        guard=_may_appeal,
        change=_appeal,
        notify=("supervisor",),
        public=True,
    ),
    Step(
        "uphold_conclusion",
        _("Uphold the conclusion"),
        _("The conclusion was upheld"),
        ("appealed",),
        ("closed",),
        ("supervisor",),
        form=(Field("note", "words", _("What the reporter is told"), told=True),),
        change=_uphold,
        public=True,
    ),
    Step(
        "overturn",
        _("Overturn the conclusion"),
        _("The conclusion was overturned"),
        ("appealed",),
        ("reviewed",),
        ("supervisor",),
        form=(common.NOTE_REQUIRED,),
        change=_overturn,
        notify=common.DISPATCHERS,
        public=True,
        tone="primary",
    ),
    Step(
        "withdraw",
        _("Withdraw my report"),
        _("Withdrawn by the reporter"),
        ("collected", "reviewed", "dispatched", "objected", "handling", "waiting", "paused"),
        ("withdrawn",),
        ("reporter",),
        form=(Field("note", "words", _("Why? (optional)"), required=False, noted=_("Reason")),),
        change=_withdraw,
        notify=("handler",),
        public=True,
    ),
)
