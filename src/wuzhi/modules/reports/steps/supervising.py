"""Beside the loop: remind, mark overdue, supervise, suggest accountability."""

from django.utils.translation import gettext_lazy as _

from wuzhi.cases import deadlines
from wuzhi.cases.models import Case
from wuzhi.cases.move import Move
from wuzhi.cases.outcomes import NotAllowed
from wuzhi.cases.process import CLOCK, STAY, Field, Step, Words
from wuzhi.modules.reports.models import OPEN_SUPERVISION, ORDERED
from wuzhi.modules.reports.steps import common
from wuzhi.people.actor import Actor, ActorKind


def _remind(move: Move) -> None:
    """Whoever has it is reminded: once a unit does, the desk that sent it there is not told as well."""
    if move.case.lead_unit_id:
        move.notify.remove("holder")
    if move.actor.kind is ActorKind.CLOCK:
        return
    report = common.facts(move.case)
    report.reminders += 1
    move.keep(report)


def _fall_overdue(move: Move) -> None:
    """What nobody took at its tier climbs by itself; at a desk the supervisor is told."""
    higher = common.next_tier(move.case)
    move.data["climbed"] = bool(move.case.state == "collected" and higher and not common.at_desk(move.case))
    if higher and move.data["climbed"]:
        move.case.tier = higher
        move.notify += ["holder", "arbiter"]
    else:
        move.notify.append("supervisor")


def _where_overdue(move: Move) -> str:
    """The next tier has the whole time for itself."""
    return "collected" if move.data["climbed"] else STAY


def _supervise(move: Move) -> None:
    report = common.facts(move.case)
    report.supervised_at, report.supervised_by_id = move.at, move.actor.user_id
    order(move)


def order(move: Move) -> None:
    """The unit must report back by the day that was given: the case's second clock runs to its close."""
    closes = deadlines.closing(move.case, move.data["until"])
    if closes <= move.at:
        raise NotAllowed(_("This date has passed already."))
    report = common.facts(move.case)
    report.supervision, report.supervised_until = ORDERED, move.data["until"]
    report.end_proposed_by_id, move.case.follow_up_at = None, closes
    move.keep(report)


def _not_yet(case: Case, actor: Actor) -> Words | None:
    supervised = common.facts(case).supervision in OPEN_SUPERVISION
    return _("It is under supervision already.") if supervised else None


def _was_supervised(case: Case, actor: Actor) -> Words | None:
    return None if common.facts(case).supervised_at else _("Supervise it first; this is the step after.")


def _suggest(move: Move) -> None:
    report = common.facts(move.case)
    report.accountability_at = move.at
    move.keep(report)


STEPS = (
    Step(
        "remind",
        _("Remind"),
        _("Reminded"),
        ("collected", "reviewed", "dispatched", "objected", "handling", "appealed"),
        (STAY,),
        (*common.DISPATCHERS, "supervisor", CLOCK),
        change=_remind,
        notify=("handler", "asked", "holder"),
        bulk=True,
    ),
    Step(
        "overdue",
        _("Mark overdue"),
        _("Became overdue"),
        ("collected", "reviewed", "dispatched", "objected", "handling", "appealed"),
        ("collected", STAY),
        (CLOCK,),
        change=_fall_overdue,
        branch=_where_overdue,
        notify=("handler",),
    ),
    Step(
        "supervise",
        _("Supervise"),
        _("Supervised"),
        ("collected", "reviewed", "dispatched", "objected", "handling", "paused", "callback"),
        (STAY,),
        ("supervisor",),
        form=(
            Field("note", "words", _("What must be put right")),
            Field("until", "date", _("Report back by")),
        ),
        guard=_not_yet,
        change=_supervise,
        notify=("handler", *common.DISPATCHERS),
        tone="warning",
    ),
    Step(
        "suggest_accountability",
        _("Suggest accountability"),
        _("Accountability was suggested"),
        ("dispatched", "objected", "handling", "paused", "callback", "closed"),
        (STAY,),
        ("supervisor",),
        form=(
            Field("unit", "unit", _("Responsible unit")),
            Field("note", "words", _("What happened and what is suggested")),
        ),
        guard=_was_supervised,
        change=_suggest,
        notify=("handler",),
        tone="danger",
    ),
)
