"""A case stays on the version on which it opened: its sight, its inbox and its steps are that version's."""

from dataclasses import replace

import pytest

from tests.support.world import World
from wuzhi.cases import process, queries
from wuzhi.cases.models import Case
from wuzhi.cases.process import Process


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch) -> Process:
    """A second version of the report in which nobody awaits anything and leaders read nothing."""
    first = process.current("report")
    steps = tuple(step for step in first.steps if step.key != "remind")
    states = tuple(
        replace(state, awaits=(), timers=tuple(timer for timer in state.timers if timer.step != "remind"))
        for state in first.states
    )
    seen_by = tuple(relation for relation in first.seen_by if relation != "leader")
    newer = replace(first, version=2, states=states, steps=steps, seen_by=seen_by)
    monkeypatch.setattr(process, "_known", {**process._known, ("report", 2): newer})
    return newer


def _standing(world: World, case: Case) -> tuple[bool, bool, bool]:
    offers = queries.open_steps(queries.find(world["dispatcher"], case.uuid), world["dispatcher"])
    inbox = queries.inbox(world["dispatcher"]).filter(pk=case.pk).exists()
    return world.sees("leader", case), inbox, "remind" in {offer.step.key for offer in offers}


def test_old_cases_keep_the_old_rules_and_new_ones_get_the_new(world: World, second: Process) -> None:
    process_of_now = process._known.pop(("report", 2))
    old = world.report()
    process._known["report", 2] = process_of_now
    new = world.report()
    assert (old.version, new.version) == (1, second.version)
    assert _standing(world, old) == (True, True, True)
    assert _standing(world, new) == (False, False, False)
    found = queries.find(world["leader"], old.uuid)
    assert found.pk == old.pk
