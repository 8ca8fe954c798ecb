"""The process `errand`, version 1: asked for, taken on by a named person, done, confirmed; or declined."""

from django.utils.translation import gettext_lazy as _

from wuzhi.areas.codes import Level
from wuzhi.cases.models import Case
from wuzhi.cases.move import Move
from wuzhi.cases.process import CLOCK, STAY, Field, Process, State, Step, Timer, Words
from wuzhi.people.actor import Actor


def _ask(move: Move) -> None:
    move.case.tier = Level.GRID


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


def _stay_silent(move: Move) -> None:
    move.case.outcome = "silent"


def _decline(move: Move) -> None:
    move.case.outcome = "declined"


def _withdraw(move: Move) -> None:
    move.case.outcome = "withdrawn"


def _someone_asked(case: Case, actor: Actor) -> Words | None:
    return None if case.state == "asked" else _("Someone has already taken it on.")


_WATCHED = (Timer("remind", share=0.8), Timer("overdue", overdue=True))
_SERVING = ("grid_worker", "grid_worker_near", "chief", "woodpecker_near")
_NOTE = Field("note", "words", _("Note"), required=False)

ERRAND = Process(
    key="errand",
    version=1,
    label=_("Errand"),
    opening=Step(
        "ask",
        _("Ask for an errand"),
        _("Asked for"),
        (),
        ("asked",),
        ("anyone",),
        form=(
            Field("category", "category", _("What is needed?")),
            Field("words", "words", _("Please describe it"), _("What, for when, anything to bring.")),
            Field("place", "place", _("Village or community")),
            Field("contact", "contact", _("How can we reach you?"), _("Only the person who takes it on sees it.")),
        ),
        change=_ask,
        notify=("grid_worker",),
        public=True,
    ),
    states=(
        State("asked", _("asked for"), "take", awaits=_SERVING, timers=_WATCHED),
        State("taken", _("taken on"), "do", awaits=("assignee",), timers=_WATCHED),
        State("done", _("done, to be confirmed"), "confirm", timers=(Timer("confirm_silent", overdue=True),)),
        State("confirmed", _("confirmed"), end=True),
        State("declined", _("declined"), end=True),
        State("withdrawn", _("withdrawn"), end=True),
    ),
    steps=(
        Step(
            "take",
            _("I take it on"),
            _("Taken on"),
            ("asked",),
            ("taken",),
            _SERVING,
            change=_take,
            guard=_someone_asked,
            public=True,
            tone="primary",
        ),
        Step(
            "give_back",
            _("Give it back"),
            _("Given back"),
            ("taken",),
            ("asked",),
            ("assignee",),
            form=(Field("note", "words", _("Why it can't be you")),),
            change=_give_back,
        ),
        Step(
            "done",
            _("Done"),
            _("Done"),
            ("taken",),
            ("done",),
            ("assignee",),
            form=(_NOTE,),
            change=_done,
            notify=("collector",),
            public=True,
            tone="success",
        ),
        Step(
            "confirm",
            _("Confirm"),
            _("Confirmed"),
            ("done",),
            ("confirmed", "taken"),
            ("reporter", "collector"),
            form=(Field("solved", "yes_no", _("Was it done as you asked?"), noted=_("Done as asked")), _NOTE),
            change=_confirm,
            branch=_where_confirmed,
            notify=("assignee",),
            public=True,
            tone="primary",
        ),
        Step(
            "confirm_silent",
            _("Close after silence"),
            _("Closed; nobody objected"),
            ("done",),
            ("confirmed",),
            (CLOCK,),
            change=_stay_silent,
            public=True,
        ),
        Step(
            "decline",
            _("Decline"),
            _("Declined"),
            ("asked", "taken"),
            ("declined",),
            ("grid_worker", "grid_worker_near", "dispatcher"),
            form=(
                Field("reason", "reason", _("Reason"), reasons="decline"),
                Field("note", "words", _("What the person is told"), told=True),
            ),
            change=_decline,
            public=True,
        ),
        Step(
            "withdraw",
            _("Withdraw"),
            _("Withdrawn"),
            ("asked", "taken"),
            ("withdrawn",),
            ("reporter", "collector"),
            change=_withdraw,
            notify=("assignee",),
            public=True,
        ),
        Step(
            "remind",
            _("Remind"),
            _("Reminded"),
            ("asked", "taken"),
            (STAY,),
            ("dispatcher", CLOCK),
            notify=("assignee", "grid_worker"),
            bulk=True,
        ),
        Step(
            "overdue",
            _("Mark overdue"),
            _("Became overdue"),
            ("asked", "taken"),
            (STAY,),
            (CLOCK,),
            notify=("assignee", "dispatcher"),
        ),
    ),
    seen_by=("reporter", "clock", "collector", "assignee", *_SERVING, "dispatcher"),
    on_the_spot=("take", "done"),
)
