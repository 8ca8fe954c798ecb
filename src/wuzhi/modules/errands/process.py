"""The process `errand`, version 1: asked for, taken on by a named person, done, confirmed; or declined."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from wuzhi.areas.codes import Level
from wuzhi.cases.models import Case
from wuzhi.cases.models.case import Channel
from wuzhi.cases.move import Move
from wuzhi.cases.process import CLOCK, STAY, Field, Process, State, Step, Timer
from wuzhi.people.actor import Actor
from wuzhi.people.models import Role


def _ask(move: Move) -> None:
    case, data = move.case, move.data
    case.category_id = data["category"].id
    case.words, case.contact = move.words("words"), move.words("contact")
    case.collector_id, case.tier = move.actor.user_id, Level.GRID
    case.channel = case.channel or (Channel.GRID if move.actor.has_role(Role.GRID_WORKER) else Channel.WEB)


def _take(move: Move) -> None:
    move.case.assignee_id = move.actor.user_id


def _give_back(move: Move) -> None:
    move.case.assignee_id = None
    move.notify.append("grid_worker")


def _done(move: Move) -> None:
    move.case.outcome = "solved"


def _confirm(move: Move) -> None:
    move.data["back"] = not move.data["solved"]


def _where_confirmed(move: Move) -> str:
    return "taken" if move.data["back"] else "confirmed"


def _decline(move: Move) -> None:
    move.case.outcome = "declined"


def _withdraw(move: Move) -> None:
    move.case.outcome = "withdrawn"


def _someone_asked(case: Case, actor: Actor) -> str | None:
    return None if case.state == "asked" else _("Someone has already taken it on.")


_WATCHED = (Timer("remind", share=0.8), Timer("overdue", overdue=True))
_SERVING = ("grid_worker", "chief", "woodpecker_near")
_NOTE = Field("note", "words", _l("Note"), required=False)

ERRAND = Process(
    key="errand",
    version=1,
    label=_l("Errand"),
    opening=Step(
        "ask",
        _l("Ask for an errand"),
        _l("Asked for"),
        (),
        ("asked",),
        ("anyone",),
        form=(
            Field("category", "category", _l("What is needed?")),
            Field("words", "words", _l("Please describe it"), _l("What, for when, anything to bring.")),
            Field("place", "place", _l("Village or community")),
            Field("contact", "contact", _l("How can we reach you?"), _l("Only the person who takes it on sees it.")),
        ),
        change=_ask,
        notify=("grid_worker",),
        public=True,
    ),
    states=(
        State("asked", _l("asked for"), "take", awaits=_SERVING, timers=_WATCHED),
        State("taken", _l("taken on"), "do", awaits=("assignee",), timers=_WATCHED),
        State("done", _l("done, to be confirmed"), "confirm", timers=(Timer("confirm_silent", overdue=True),)),
        State("confirmed", _l("confirmed"), end=True),
        State("declined", _l("declined"), end=True),
        State("withdrawn", _l("withdrawn"), end=True),
    ),
    steps=(
        Step("take", _l("I take it on"), _l("Taken on"), ("asked",), ("taken",), _SERVING, change=_take,
             guard=_someone_asked, public=True, tone="primary"),
        Step("give_back", _l("Give it back"), _l("Given back"), ("taken",), ("asked",), ("assignee",),
             form=(Field("note", "words", _l("Why it can't be you")),), change=_give_back),
        Step("done", _l("Done"), _l("Done"), ("taken",), ("done",), ("assignee",), form=(_NOTE,), change=_done,
             notify=("collector",), public=True, tone="success"),
        Step("confirm", _l("Confirm"), _l("Confirmed"), ("done",), ("confirmed", "taken"),
             ("reporter", "collector"), form=(Field("solved", "yes_no", _l("Was it done as you asked?")), _NOTE),
             change=_confirm, branch=_where_confirmed, notify=("assignee",), public=True, tone="primary"),
        Step("confirm_silent", _l("Close after silence"), _l("Closed; nobody objected"), ("done",), ("confirmed",),
             (CLOCK,), public=True),
        Step("decline", _l("Decline"), _l("Declined"), ("asked", "taken"), ("declined",),
             ("grid_worker", "dispatcher"), form=(Field("reason", "reason", _l("Reason"), reasons="decline"),
             Field("note", "words", _l("What the person is told"))), change=_decline, public=True),
        Step("withdraw", _l("Withdraw"), _l("Withdrawn"), ("asked", "taken"), ("withdrawn",),
             ("reporter", "collector"), change=_withdraw, notify=("assignee",), public=True),
        Step("remind", _l("Remind"), _l("Reminded"), ("asked", "taken"), (STAY,), ("dispatcher", CLOCK),
             notify=("assignee", "grid_worker")),
        Step("overdue", _l("Mark overdue"), _l("Became overdue"), ("asked", "taken"), (STAY,), (CLOCK,),
             notify=("assignee", "dispatcher")),
    ),
    seen_by=("reporter", "clock", "collector", "assignee", "grid_worker", "chief", "woodpecker_near", "dispatcher"),
)  # fmt: skip
