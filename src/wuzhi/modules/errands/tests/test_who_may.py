"""Who may take which step of an errand, in every state, written out; and how an errand ends."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db import transaction

from tests.support.world import CAST, World, at
from wuzhi.cases import process, queries
from wuzhi.cases.actions import act
from wuzhi.cases.clockwork import tick
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import Invalid, NotAllowed, NotFound
from wuzhi.demo.cast import MICROGRID, NEXT_GRID
from wuzhi.people.actor import Actor, reporter

EVERYONE = ("reporter", *CAST, "anyone", "clock")
DECLINE = {"reason": "unsafe", "note": "有危险"}


def _taken(world: World) -> Case:
    return world.take(world.errand(), "woodpecker", "take")


def _done(world: World) -> Case:
    return world.take(_taken(world), "woodpecker", "done")


SITUATIONS: Mapping[str, Callable[[World], Case]] = {
    "asked": lambda world: world.errand(),
    "taken": _taken,
    "done": _done,
    "confirmed": lambda world: world.take(_done(world), "reporter", "confirm", solved="yes"),
    "declined": lambda world: world.take(world.errand(), "grid", "decline", **DECLINE),
    "withdrawn": lambda world: world.take(world.errand(), "reporter", "withdraw"),
}
# The errand lies in the micro-grid, outside the chief's building; no unit and no leader is part of it.
_SEE = {"reporter": "", "grid": "", "woodpecker": "", "dispatcher": "", "clock": ""}
TABLE: Mapping[str, Mapping[str, str]] = {
    "asked": {
        "reporter": "withdraw",
        "grid": "take decline",
        "woodpecker": "take",
        "dispatcher": "decline remind",
        "clock": "remind overdue",
    },
    "taken": {
        "reporter": "withdraw",
        "grid": "decline",
        "woodpecker": "give_back done",
        "dispatcher": "decline remind",
        "clock": "remind overdue",
    },
    "done": {**_SEE, "reporter": "confirm", "clock": "confirm_silent"},
    "confirmed": _SEE,
    "declined": _SEE,
    "withdrawn": _SEE,
}
ANSWERS: Mapping[str, dict[str, Any]] = {
    "give_back": {"note": "临时有事"},
    "confirm": {"solved": "yes"},
    "decline": DECLINE,
}


def _attempt(actor: Actor, case: Case, step: str) -> str:
    """What an attempt comes to; nothing of it stays."""
    found = "works"
    with transaction.atomic():
        try:
            act(actor=actor, case_uuid=case.uuid, step_key=step, data=ANSWERS.get(step, {}))
        except NotAllowed:
            found = "held"
        except NotFound:
            found = "unseen"
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("situation", TABLE)
def test_each_step_by_everyone(world: World, situation: str) -> None:
    case, row = SITUATIONS[situation](world), TABLE[situation]
    for who in EVERYONE:
        actor = reporter(case.pk) if who == "reporter" else world[who]
        for step in process.current("errand").steps:
            expected = "unseen" if who not in row else "works" if step.key in row[who].split() else "held"
            assert _attempt(actor, case, step.key) == expected, (who, step.key)
        if who in row:
            offers = {offer.step.key for offer in queries.open_steps(queries.find(actor, case.uuid), actor)}
            assert offers == set(row[who].split()), who


def test_every_state_and_step_is_in_the_table(world: World) -> None:
    errand = process.current("errand")
    assert {build(world).state for build in SITUATIONS.values()} == {state.key for state in errand.states}
    taken = {step for row in TABLE.values() for steps in row.values() for step in steps.split()}
    assert taken == {step.key for step in errand.steps}


def test_whoever_asked_as_a_worker_confirms_it(world: World) -> None:
    case = world.errand(by=world["grid"])
    case = world.take(world.take(case, "woodpecker", "take"), "woodpecker", "done", note="已送到")
    assert world.take(case, "grid", "confirm", solved="yes").state == "confirmed"


def test_not_as_asked_gives_it_back_to_the_same_person(world: World) -> None:
    case = world.take(_done(world), "reporter", "confirm", solved="no", note="拿错了")
    assert (case.state, case.assignee) == ("taken", world.user("woodpecker"))
    assert case.due_at is not None
    assert world.take(case, "woodpecker", "done").state == "done"


def test_given_back_it_is_anyone_s_again(world: World) -> None:
    case = world.take(_taken(world), "woodpecker", "give_back", note="临时有事")
    assert (case.state, case.assignee_id) == ("asked", None)
    assert world.take(case, "grid", "take").assignee == world.user("grid")


def test_silence_after_done_confirms(world: World) -> None:
    case = _done(world)
    with at("2026-03-13 17:30"):
        tick()
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("confirmed", "silent")
    assert world.kinds(case)[-1] == "confirm_silent"


def test_it_is_reminded_of_and_falls_overdue_once(world: World) -> None:
    case = world.errand()
    with at("2026-03-11 12:00"):
        assert tick().taken == 2
        assert tick().taken == 0
    assert world.kinds(case) == ["ask", "remind", "overdue"]


@pytest.mark.parametrize("missing", ["category", "words", "contact", "place_code"])
def test_what_an_errand_needs(world: World, missing: str) -> None:
    asked: dict[str, Any] = {missing: ""}
    with pytest.raises(Invalid):
        world.errand(**asked)
    assert not Case.objects.exists()


def test_a_report_s_category_is_no_errand_s(world: World) -> None:
    with pytest.raises(Invalid):
        world.errand(category="street-light")


def test_next_door_is_out_of_sight(world: World) -> None:
    near, far = world.errand(place_code=MICROGRID), world.errand(place_code=NEXT_GRID)
    assert [world.sees("outsider", case) for case in (near, far)] == [False, True]
    assert [world.sees("grid", case) for case in (near, far)] == [True, False]
