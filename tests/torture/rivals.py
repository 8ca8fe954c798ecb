"""Everybody at one case at once, each wanting something else: the steps exclude each other, and one wins each time."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

from django.db import connections

from tests.support.databases import FreshDatabase
from tests.support.invariants import check
from tests.support.world import LAMP, World
from wuzhi.cases import process, queries
from wuzhi.cases.actions import act
from wuzhi.cases.assigning import candidates
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import Conflict, NotAllowed, NotFound
from wuzhi.core import clock
from wuzhi.core.versions import forget_stamps
from wuzhi.people.actor import Actor, reporter

RIVALS = ("dispatcher", "clerk", "asked", "other", "supervisor", "reporter", "dispatcher", "clerk")
# These would end the case, or leave it waiting for nothing but them.
LAST = {"withdraw", "report_done", "release", "merge", "split", "conclude"}
REASONS = {"object": "not-our-duty", "pause": "weather"}
Answers = dict[str, Any]
MOVING = 0.7  # as often a rival takes a step that moves the case, where one is open


def trial(database: FreshDatabase, *, steps: int, seed: int) -> None:
    """Each rival takes `steps` of the steps open to it as it saw the case; what was taken is on the record, no more."""
    with database.connected():
        forget_stamps()
        world = World()
        case = world.dispatched("second")
        world.colleague()
        answers = _answers(world)
        started, told, steps_taken = threading.Barrier(len(RIVALS)), list[str](), list[str]()

        def rival(number: int, actor: Actor) -> None:
            try:
                started.wait(timeout=20)
                for turn in range(steps):
                    told.append(_try(Random(f"{seed} {number} {turn}"), actor, case.uuid, answers, steps_taken))
            except Exception as error:
                told.append(repr(error))
            finally:
                connections.close_all()

        hands = enumerate(reporter(case.pk) if who == "reporter" else world[who] for who in RIVALS)
        _at_once([partial(rival, number, actor) for number, actor in hands])
        after, outcomes, taken = Case.objects.get(pk=case.pk), Counter(told), Counter(steps_taken)
        assert set(outcomes) <= {"taken", "told", "nothing open"}, (seed, outcomes)
        assert after.revision - case.revision == outcomes["taken"] == taken.total(), (seed, outcomes)
        found = Counter(world.kinds(after)[case.revision :])
        assert found == taken, seed
        assert len(taken) > 5, (seed, taken)
        check(after)


def _try(dice: Random, actor: Actor, uuid: UUID, answers: Answers, taken: list[str]) -> str:
    try:
        seen = queries.find(actor, uuid)
        offers = [one.step for one in queries.open_steps(seen, actor) if one.why_not is None]
        open_now = [step for step in offers if step.key not in LAST]
        if not open_now:
            return "nothing open"
        moving = [step for step in open_now if step.to != (process.STAY,)]
        step = dice.choice(moving if moving and dice.random() < MOVING else open_now)
        known = {**answers, "person": [str(one.id) for one in candidates(seen, actor)]}
        data = {field.key: _value(dice, field, known) for field in step.form if _asked(dice, field)}
        act(actor=actor, case_uuid=uuid, step_key=step.key, data=data, revision=seen.revision)
    except (Conflict, NotAllowed, NotFound):
        return "told"
    taken.append(step.key)
    return "taken"


def _asked(dice: Random, field: process.Field) -> bool:
    return field.required or (field.kind == "units" and dice.random() < 0.5)


def _value(dice: Random, field: process.Field, answers: Answers) -> Any:
    if field.kind == "reason":
        return REASONS[field.reasons]
    return dice.choice(answers.get(field.kind, ["好"]))


def _answers(world: World) -> Answers:
    return {
        "category": [LAMP],
        "unit": world.ids("department", "department", "second", "third"),
        "units": [world.ids("second"), world.ids("third"), world.ids("second", "third")],
        "days": ["1", "2"],
        "date": [(clock.today() + timedelta(days=2)).isoformat()],
    }


def _at_once(works: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
