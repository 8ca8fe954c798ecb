"""Dispatch, whistle, accept, object, and who decides an objection."""

from django.utils.translation import gettext_lazy as _

from wuzhi.cases import deadlines
from wuzhi.cases.models import Case
from wuzhi.cases.move import Move, owed_to
from wuzhi.cases.outcomes import NotAllowed
from wuzhi.cases.process import STAY, Field, Step, Words
from wuzhi.modules.reports.steps import common
from wuzhi.people.actor import Actor
from wuzhi.people.models import Role

SUPERVISOR_AFTER = 2


def _dispatch(move: Move) -> None:
    lead, others = move.data["unit"], move.data.get("others") or []
    common.refuse_unfit(move.case, [lead, *others])
    report = common.facts(move.case)
    report.ruled = report.ruled and move.case.lead_unit_id == lead.id
    report.pending = ""
    move.case.lead_unit_id, move.case.assignee_id = lead.id, None
    move.keep(report)
    called = {unit.id for unit in others} - {lead.id}
    common.excuse_all(move, kept=called)
    _ask(move, sorted(called))


def _classified(case: Case, actor: Actor) -> Words | None:
    return None if case.category_id else _("Give it a category first: it says who has the authority.")


def _whistle(move: Move) -> None:
    common.refuse_unfit(move.case, move.data["units"])
    others = [unit.id for unit in move.data["units"] if unit.id != move.case.lead_unit_id]
    if not others:
        raise NotAllowed(_("This unit leads already. Choose who must come too."))
    _ask(move, others)


def _ask(move: Move, unit_ids: list[int]) -> None:
    span = deadlines.allowed(move.case, "task")
    due = deadlines.calendar_of(move.case).due(move.at, span) if span else None
    move.ask(unit_ids, due)
    if unit_ids:
        move.notify.append("asked")


def _may_object(case: Case, actor: Actor) -> Words | None:
    return _("The supervisor has ruled; the unit must accept.") if common.facts(case).ruled else None


def _object(move: Move) -> None:
    report = common.facts(move.case)
    report.objections += 1
    move.keep(report)
    move.notify += ["supervisor"] if report.objections >= SUPERVISOR_AFTER else common.DISPATCHERS


def _decides_objection(case: Case, actor: Actor) -> Words | None:
    if common.facts(case).objections < SUPERVISOR_AFTER or actor.serves(case.area_code, Role.SUPERVISOR):
        return None
    return _("After two objections the supervisor decides.")


def _excuse(move: Move) -> None:
    asked = [task for task in move.open_tasks() if task.unit_id == move.data["unit"].id]
    if not asked:
        raise NotAllowed(_("This unit owes no answer."))
    move.answer(asked[0], move.words("note"))


def _some_owe(case: Case, actor: Actor) -> Words | None:
    return None if owed_to(case) else _("No unit owes an answer.")


def _uphold(move: Move) -> None:
    common.take_back(move)


def _reject(move: Move) -> None:
    report = common.facts(move.case)
    report.ruled = report.objections >= SUPERVISOR_AFTER
    move.keep(report)


_LEAD = Field("unit", "unit", _("Who handles it?"), noted=_("Unit in charge"))
_OTHERS = Field(
    "others",
    "units",
    _("Blow the whistle: who must come too?"),
    _("Each must answer; the case waits for all. The unit that handles it leads."),
    required=False,
)
STEPS = (
    Step(
        "dispatch",
        _("Dispatch"),
        _("Dispatched"),
        ("reviewed",),
        ("dispatched",),
        common.DISPATCHERS,
        form=(_LEAD, _OTHERS, common.NOTE),
        guard=_classified,
        change=_dispatch,
        notify=("handler",),
        public=True,
        tone="primary",
    ),
    Step(
        "redispatch",
        _("Dispatch to another unit"),
        _("Dispatched to another unit"),
        ("dispatched", "handling"),
        ("dispatched",),
        common.DISPATCHERS,
        form=(_LEAD, _OTHERS, common.NOTE_REQUIRED),
        guard=_classified,
        change=_dispatch,
        notify=("handler",),
        public=True,
        bulk=True,
    ),
    Step(
        "whistle",
        _("Blow the whistle"),
        _("Other units were called in"),
        ("dispatched", "handling"),
        (STAY,),
        common.DISPATCHERS,
        form=(Field("units", "units", _("Who must come?"), noted=_("Units that were called in")), common.NOTE),
        change=_whistle,
        public=True,
    ),
    Step(
        "excuse",
        _("Excuse a unit"),
        _("A unit was excused"),
        ("dispatched", "handling", "waiting", "paused"),
        (STAY,),
        common.DISPATCHERS,
        form=(Field("unit", "unit", _("Which unit need not answer?"), noted=_("Excused unit")), common.NOTE_REQUIRED),
        guard=_some_owe,
        change=_excuse,
        notify=("handler",),
    ),
    Step(
        "accept",
        _("Accept"),
        _("Accepted"),
        ("dispatched",),
        ("handling",),
        common.HANDLERS,
        form=(common.NOTE,),
        public=True,
        tone="primary",
    ),
    Step(
        "object",
        _("Object to the dispatch"),
        _("The unit objected to the dispatch"),
        ("dispatched",),
        ("objected",),
        common.HANDLERS,
        form=(Field("reason", "reason", _("Why it is not yours"), reasons="object"), common.NOTE_REQUIRED),
        guard=_may_object,
        change=_object,
    ),
    Step(
        "uphold_objection",
        _("Agree: dispatch anew"),
        _("The objection was upheld"),
        ("objected",),
        ("reviewed",),
        (*common.DISPATCHERS, "supervisor"),
        form=(common.NOTE_REQUIRED,),
        guard=_decides_objection,
        change=_uphold,
        notify=common.DISPATCHERS,
    ),
    Step(
        "reject_objection",
        _("Disagree: the unit keeps it"),
        _("The objection was rejected"),
        ("objected",),
        ("dispatched",),
        (*common.DISPATCHERS, "supervisor"),
        form=(common.NOTE_REQUIRED,),
        guard=_decides_objection,
        change=_reject,
        notify=("handler",),
    ),
)
