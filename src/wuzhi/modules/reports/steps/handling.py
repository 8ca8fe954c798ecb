"""Dispatch, whistle, accept, object, answer, ask the reporter, pause, extend, report done."""

from datetime import datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from wuzhi.cases import deadlines
from wuzhi.cases.models import Case
from wuzhi.cases.move import Move
from wuzhi.cases.outcomes import NotAllowed
from wuzhi.cases.process import CLOCK, STAY, Field, Step
from wuzhi.core import clock
from wuzhi.modules.reports.steps import common
from wuzhi.people.actor import Actor
from wuzhi.people.models import Role

PAUSE, EXTENSION = "pause", "extension"
SUPERVISOR_AFTER = 2


def _dispatch(move: Move) -> None:
    lead, others = move.data["unit"], move.data.get("others") or []
    common.refuse_unfit(move.case, [lead, *others])
    move.case.lead_unit_id, move.case.assignee_id = lead.id, None
    report = common.facts(move.case)
    report.ruled = False
    move.keep(report)
    _ask(move, [unit.id for unit in others if unit.id != lead.id])


def _whistle(move: Move) -> None:
    common.refuse_unfit(move.case, move.data["units"])
    _ask(move, [unit.id for unit in move.data["units"] if unit.id != move.case.lead_unit_id])


def _ask(move: Move, unit_ids: list[int]) -> None:
    span = deadlines.allowed(move.case, "task")
    due = deadlines.calendar_of(move.case).due(move.at, span) if span else None
    move.ask(unit_ids, due)
    if unit_ids:
        move.notify.append("asked")


def _may_object(case: Case, actor: Actor) -> str | None:
    return _("The supervisor has ruled; the unit must accept.") if common.facts(case).ruled else None


def _object(move: Move) -> None:
    report = common.facts(move.case)
    report.objections += 1
    move.keep(report)
    move.notify.append("supervisor" if report.objections >= SUPERVISOR_AFTER else "dispatcher")


def _decides_objection(case: Case, actor: Actor) -> str | None:
    if common.facts(case).objections < SUPERVISOR_AFTER or actor.serves(case.area_code, Role.SUPERVISOR):
        return None
    return _("After two objections the supervisor decides.")


def _uphold(move: Move) -> None:
    move.case.lead_unit_id = move.case.assignee_id = None


def _reject(move: Move) -> None:
    report = common.facts(move.case)
    report.ruled = report.objections >= SUPERVISOR_AFTER
    move.keep(report)


def _answer(move: Move) -> None:
    """Everyone who sits in an asked unit answers for it."""
    for task in move.open_tasks():
        if task.unit_id in move.actor.unit_ids:
            move.answer(task, move.words("note"))


def _all_answered(case: Case, actor: Actor) -> str | None:
    owing = case.tasks.filter(answered_at__isnull=True).count()
    return _("%(count)d units have not answered yet.") % {"count": owing} if owing else None


def _report_done(move: Move) -> None:
    report = common.facts(move.case)
    report.done_at, report.pending = move.at, ""
    move.keep(report)
    move.case.outcome = "solved"


def _nothing_pending(case: Case, actor: Actor) -> str | None:
    return _("A request already waits for an answer.") if common.facts(case).pending else None


def _ask_pause(move: Move) -> None:
    if move.data["until"] <= clock.today():
        raise NotAllowed(_("The date must lie in the future."))
    report = common.facts(move.case)
    report.pending, report.pending_until, report.pending_days = PAUSE, move.data["until"], 0
    move.keep(report)


def _ask_extension(move: Move) -> None:
    report = common.facts(move.case)
    report.pending, report.pending_days, report.pending_until = EXTENSION, move.data["days"], None
    move.keep(report)


def _something_pending(case: Case, actor: Actor) -> str | None:
    return None if common.facts(case).pending else _("Nothing waits for approval.")


def _approve(move: Move) -> None:
    report, case = common.facts(move.case), move.case
    if report.pending == PAUSE and report.pending_until:
        morning = datetime.combine(report.pending_until, time(8), tzinfo=clock.local_zone())
        case.wake_at, report.pauses = max(morning, move.at), report.pauses + 1
    elif report.pending == EXTENSION:
        case.due_at, report.extensions = deadlines.extended(case, report.pending_days), report.extensions + 1
        case.fired = []
    move.data["approved"] = report.pending
    report.pending = ""
    move.keep(report)


def _where_approved(move: Move) -> str:
    return "paused" if move.data["approved"] == PAUSE else STAY


def _refuse(move: Move) -> None:
    report = common.facts(move.case)
    report.pending = ""
    move.keep(report)


_OTHERS = Field(
    "others",
    "units",
    _l("Blow the whistle: who must come too?"),
    _l("Each must answer; the case waits for all. The first unit leads."),
    required=False,
)
STEPS = (
    Step(
        "dispatch",
        _l("Dispatch"),
        _l("Dispatched"),
        ("reviewed",),
        ("dispatched",),
        ("dispatcher",),
        form=(Field("unit", "unit", _l("Who handles it?")), _OTHERS, common.NOTE),
        change=_dispatch,
        notify=("handler",),
        public=True,
        tone="primary",
    ),
    Step(
        "whistle",
        _l("Blow the whistle"),
        _l("Other units were called in"),
        ("dispatched", "handling"),
        (STAY,),
        ("dispatcher",),
        form=(Field("units", "units", _l("Who must come?")), common.NOTE),
        change=_whistle,
        public=True,
    ),
    Step(
        "accept",
        _l("Accept"),
        _l("Accepted"),
        ("dispatched",),
        ("handling",),
        ("handler",),
        form=(common.NOTE,),
        public=True,
        tone="primary",
    ),
    Step(
        "object",
        _l("Object to the dispatch"),
        _l("The unit objected to the dispatch"),
        ("dispatched",),
        ("objected",),
        ("handler",),
        form=(Field("reason", "reason", _l("Why it is not yours"), reasons="object"), common.NOTE_REQUIRED),
        guard=_may_object,
        change=_object,
    ),
    Step(
        "uphold_objection",
        _l("Agree: dispatch anew"),
        _l("The objection was upheld"),
        ("objected",),
        ("reviewed",),
        ("dispatcher", "supervisor"),
        form=(common.NOTE_REQUIRED,),
        guard=_decides_objection,
        change=_uphold,
        notify=("dispatcher",),
    ),
    Step(
        "reject_objection",
        _l("Disagree: the unit keeps it"),
        _l("The objection was rejected"),
        ("objected",),
        ("dispatched",),
        ("dispatcher", "supervisor"),
        form=(common.NOTE_REQUIRED,),
        guard=_decides_objection,
        change=_reject,
        notify=("handler",),
    ),
    Step(
        "answer",
        _l("Answer for our unit"),
        _l("A unit answered"),
        ("dispatched", "handling", "paused", "waiting"),
        (STAY,),
        ("asked",),
        form=(Field("note", "words", _l("What we did")), common.PICTURE),
        change=_answer,
        notify=("handler",),
        tone="primary",
    ),
    Step(
        "progress",
        _l("Note progress"),
        _l("Progress was noted"),
        ("handling", "paused"),
        (STAY,),
        ("handler",),
        form=(Field("note", "words", _l("How it stands")), common.PICTURE),
    ),
    Step(
        "ask_reporter",
        _l("Ask the reporter"),
        _l("The reporter was asked"),
        ("handling",),
        ("waiting",),
        ("handler",),
        form=(Field("question", "words", _l("Question to the reporter")),),
        public=True,
    ),
    Step(
        "reply",
        _l("Answer the question"),
        _l("The reporter answered"),
        ("waiting",),
        ("handling",),
        ("reporter", "dispatcher"),
        form=(Field("reply", "words", _l("Your answer")), common.PICTURE),
        notify=("handler",),
        public=True,
        tone="primary",
    ),
    Step(
        "go_on",
        _l("Go on without an answer"),
        _l("Went on without an answer"),
        ("waiting",),
        ("handling",),
        ("handler", CLOCK),
        notify=("handler",),
        public=True,
    ),
    Step(
        "ask_pause",
        _l("Ask for a pause"),
        _l("A pause was asked for"),
        ("handling",),
        (STAY,),
        ("handler",),
        form=(
            Field("reason", "reason", _l("Why it can't go on now"), reasons="pause"),
            Field("until", "date", _l("Until")),
            common.NOTE_REQUIRED,
        ),
        guard=_nothing_pending,
        change=_ask_pause,
        notify=("dispatcher",),
    ),
    Step(
        "ask_extension",
        _l("Ask for more time"),
        _l("More time was asked for"),
        ("handling",),
        (STAY,),
        ("handler",),
        form=(Field("days", "days", _l("Working days"), most=60), common.NOTE_REQUIRED),
        guard=_nothing_pending,
        change=_ask_extension,
        notify=("dispatcher",),
    ),
    Step(
        "approve",
        _l("Approve"),
        _l("The request was approved"),
        ("handling",),
        ("paused", STAY),
        ("dispatcher", "supervisor"),
        form=(common.NOTE,),
        guard=_something_pending,
        change=_approve,
        branch=_where_approved,
        notify=("handler",),
        public=True,
    ),
    Step(
        "refuse",
        _l("Refuse"),
        _l("The request was refused"),
        ("handling",),
        (STAY,),
        ("dispatcher", "supervisor"),
        form=(common.NOTE_REQUIRED,),
        guard=_something_pending,
        change=_refuse,
        notify=("handler",),
    ),
    Step(
        "resume",
        _l("Resume"),
        _l("Resumed"),
        ("paused",),
        ("handling",),
        ("handler", "dispatcher", CLOCK),
        notify=("handler",),
        public=True,
    ),
    Step(
        "report_done",
        _l("Report it done"),
        _l("Reported done"),
        ("handling",),
        ("callback",),
        ("handler",),
        form=(Field("note", "words", _l("What was done, in words for the reporter")), common.PICTURE),
        guard=_all_answered,
        change=_report_done,
        notify=("collector", "dispatcher"),
        public=True,
        tone="success",
    ),
)
