"""Answer for a unit, note progress, ask the reporter, pause, extend, report done."""

from datetime import datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from wuzhi.cases import deadlines
from wuzhi.cases.models import Case
from wuzhi.cases.move import Move, owed_to
from wuzhi.cases.outcomes import NotAllowed
from wuzhi.cases.process import CLOCK, STAY, Field, Step, Words
from wuzhi.core import clock
from wuzhi.modules.reports.steps import common
from wuzhi.people.actor import Actor
from wuzhi.people.models import Role

PAUSE, EXTENSION = "pause", "extension"
LONGEST_PAUSE = timedelta(days=366)


def _answer(move: Move) -> None:
    """Every clerk of an asked unit answers for it."""
    clerk_of = {seat.unit_id for seat in move.actor.seats_as(Role.CLERK)}
    for task in move.open_tasks():
        if task.unit_id in clerk_of:
            move.answer(task, move.words("note"))


def _all_answered(case: Case, actor: Actor) -> Words | None:
    owing = owed_to(case)
    return _("%(count)d units have not answered yet.") % {"count": owing} if owing else None


def _report_done(move: Move) -> None:
    report = common.facts(move.case)
    report.done_at, report.pending = move.at, ""
    move.keep(report)
    move.case.outcome = "solved"


def _nothing_pending(case: Case, actor: Actor) -> Words | None:
    return _("A request already waits for an answer.") if common.facts(case).pending else None


def _ask_pause(move: Move) -> None:
    if move.data["until"] <= clock.today():
        raise NotAllowed(_("The date must lie in the future."))
    if move.data["until"] > clock.today() + LONGEST_PAUSE:
        raise NotAllowed(_("A pause lasts a year at most; it can be asked for again."))
    report = common.facts(move.case)
    report.pending, report.pending_until, report.pending_days = PAUSE, move.data["until"], 0
    move.keep(report)


def _ask_extension(move: Move) -> None:
    report = common.facts(move.case)
    report.pending, report.pending_days, report.pending_until = EXTENSION, move.data["days"], None
    move.keep(report)


def _something_pending(case: Case, actor: Actor) -> Words | None:
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


STEPS = (
    Step(
        "answer",
        _("Answer for our unit"),
        _("A unit answered"),
        ("dispatched", "handling", "paused", "waiting"),
        (STAY,),
        ("asked",),
        form=(Field("note", "words", _("What we did")), common.PICTURE),
        change=_answer,
        notify=("handler",),
        tone="primary",
    ),
    Step(
        "progress",
        _("Note progress"),
        _("Progress was noted"),
        ("handling", "paused"),
        (STAY,),
        common.HANDLERS,
        form=(Field("note", "words", _("How it stands")), common.PICTURE),
    ),
    Step(
        "ask_reporter",
        _("Ask the reporter"),
        _("The reporter was asked"),
        ("handling",),
        ("waiting",),
        common.HANDLERS,
        form=(Field("question", "words", _("Question to the reporter"), told=True),),
        public=True,
    ),
    Step(
        "reply",
        _("Answer the question"),
        _("The reporter answered"),
        ("waiting",),
        ("handling",),
        ("reporter", *common.DISPATCHERS),
        form=(Field("reply", "words", _("Your answer"), noted=_("Answer")), common.PICTURE, common.RECORDING),
        notify=("handler",),
        public=True,
        tone="primary",
    ),
    Step(
        "go_on",
        _("Go on without an answer"),
        _("Went on without an answer"),
        ("waiting",),
        ("handling",),
        (*common.HANDLERS, CLOCK),
        notify=("handler",),
        public=True,
    ),
    Step(
        "ask_pause",
        _("Ask for a pause"),
        _("A pause was asked for"),
        ("handling",),
        (STAY,),
        common.HANDLERS,
        form=(
            Field("reason", "reason", _("Why it can't go on now"), reasons="pause"),
            Field("until", "date", _("Until")),
            common.NOTE_REQUIRED,
        ),
        guard=_nothing_pending,
        change=_ask_pause,
        notify=common.DISPATCHERS,
    ),
    Step(
        "ask_extension",
        _("Ask for more time"),
        _("More time was asked for"),
        ("handling",),
        (STAY,),
        common.HANDLERS,
        form=(Field("days", "days", _("Working days"), most=60), common.NOTE_REQUIRED),
        guard=_nothing_pending,
        change=_ask_extension,
        notify=common.DISPATCHERS,
    ),
    Step(
        "approve",
        _("Approve"),
        _("The request was approved"),
        ("handling",),
        ("paused", STAY),
        (*common.DISPATCHERS, "supervisor"),
        form=(common.NOTE,),
        guard=_something_pending,
        change=_approve,
        branch=_where_approved,
        notify=("handler",),
        public=True,
        tone="primary",
    ),
    Step(
        "refuse",
        _("Refuse"),
        _("The request was refused"),
        ("handling",),
        (STAY,),
        (*common.DISPATCHERS, "supervisor"),
        form=(common.NOTE_REQUIRED,),
        guard=_something_pending,
        change=_refuse,
        notify=("handler",),
    ),
    Step(
        "resume",
        _("Resume"),
        _("Resumed"),
        ("paused",),
        ("handling",),
        (*common.HANDLERS, *common.DISPATCHERS, CLOCK),
        notify=("handler",),
        public=True,
    ),
    Step(
        "report_done",
        _("Report it done"),
        _("Reported done"),
        ("handling",),
        ("callback",),
        common.HANDLERS,
        form=(
            Field("note", "words", _("What was done, in words for the reporter"), told=True),
            common.PICTURE,
        ),
        guard=_all_answered,
        change=_report_done,
        notify=("collector",),  # the desk's queue says what waits for a callback; a notice each would say nothing
        public=True,
        tone="success",
    ),
)
