"""Answer for a unit, note progress, ask the reporter, pause, extend, report done."""

from datetime import datetime, time, timedelta

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
LONGEST_PAUSE = timedelta(days=366)


def _answer(move: Move) -> None:
    """Every clerk of an asked unit answers for it."""
    clerk_of = {seat.unit_id for seat in move.actor.seats_as(Role.CLERK)}
    for task in move.open_tasks():
        if task.unit_id in clerk_of:
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
    if move.data["until"] > clock.today() + LONGEST_PAUSE:
        raise NotAllowed(_("A pause lasts a year at most; it can be asked for again."))
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


STEPS = (
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
        common.HANDLERS,
        form=(Field("note", "words", _l("How it stands")), common.PICTURE),
    ),
    Step(
        "ask_reporter",
        _l("Ask the reporter"),
        _l("The reporter was asked"),
        ("handling",),
        ("waiting",),
        common.HANDLERS,
        form=(Field("question", "words", _l("Question to the reporter")),),
        public=True,
    ),
    Step(
        "reply",
        _l("Answer the question"),
        _l("The reporter answered"),
        ("waiting",),
        ("handling",),
        ("reporter", *common.DISPATCHERS),
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
        (*common.HANDLERS, CLOCK),
        notify=("handler",),
        public=True,
    ),
    Step(
        "ask_pause",
        _l("Ask for a pause"),
        _l("A pause was asked for"),
        ("handling",),
        (STAY,),
        common.HANDLERS,
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
        common.HANDLERS,
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
        (*common.DISPATCHERS, "supervisor"),
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
        (*common.DISPATCHERS, "supervisor"),
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
        (*common.HANDLERS, *common.DISPATCHERS, CLOCK),
        notify=("handler",),
        public=True,
    ),
    Step(
        "report_done",
        _l("Report it done"),
        _l("Reported done"),
        ("handling",),
        ("callback",),
        common.HANDLERS,
        form=(Field("note", "words", _l("What was done, in words for the reporter")), common.PICTURE),
        guard=_all_answered,
        change=_report_done,
        notify=("collector", "dispatcher"),
        public=True,
        tone="success",
    ),
)
