"""Random walks through both processes: whatever anybody tries, the events tell the whole truth afterwards."""

from datetime import timedelta
from uuid import UUID

from hypothesis.stateful import run_state_machine_as_test

from tests.support.invariants import check
from tests.support.walk import WALKS, walk
from tests.support.world import MORNING, World, at
from wuzhi.cases import chain
from wuzhi.cases.models import EventBody
from wuzhi.core import clock


def test_after_any_step_of_any_walk_all_holds(world: World) -> None:
    machine = walk(world)
    run_state_machine_as_test(machine, settings=WALKS)
    assert len(machine.kinds) > 15, sorted(machine.kinds)
    assert machine.refusals


def test_what_is_found_urgent_after_dispatch_starts_afresh_with_whoever_is_on_duty(world: World) -> None:
    """The state is the same before and after, so only the step says that it was entered anew."""
    case = world.dispatched()
    with at("2026-05-19 00:32"):
        urgent = {"category": "exposed-rubbish", "urgency": "at_once", "summary": "好"}
        case = world.take(case, "dispatcher", "release", **urgent)
        assert (case.state, case.entered_at) == ("dispatched", clock.now())
        check(case)


def test_an_altered_body_or_row_is_found(world: World) -> None:
    case = world.done()
    events = world.events(case)
    assert chain.first_broken(events) is None
    events[1].body.canonical = events[1].body.canonical.replace("ordinary", "at_once")
    assert chain.first_broken(events) == events[1]
    for name, value in (
        ("kind", "withdraw"),
        ("number", 3),
        ("at", MORNING + timedelta(seconds=1)),
        ("digest", "0" * 64),
        ("link", "0" * 64),
        ("schema", 2),
        ("uuid", UUID(int=0)),
    ):
        altered = world.events(case)
        setattr(altered[1], name, value)
        assert chain.first_broken(altered) == altered[1], name
    removed = world.events(case)
    del removed[2]
    assert chain.first_broken(removed) == removed[2]
    swapped = world.events(case)
    swapped[1], swapped[2] = swapped[2], swapped[1]
    assert chain.first_broken(swapped) == swapped[1]


def test_an_erased_body_breaks_nothing_and_a_cut_end_shows_in_the_case(world: World) -> None:
    case = world.done()
    EventBody.objects.filter(event__case=case, event__number=2).delete()
    events = world.events(case)
    assert chain.first_broken(events) is None
    assert chain.body_of(events[1]) == {}
    assert case.head == events[-1].link != events[-2].link
    assert len(events) == case.revision
