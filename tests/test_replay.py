"""Random walks through both processes: whatever anybody tries, the events tell the whole truth afterwards."""

from datetime import timedelta
from functools import reduce
from operator import or_
from random import Random
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.invariants import check
from tests.support.world import CAST, FEUD, GAS, LAMP, LITTER, MEDICINE, MORNING, UNITS, World
from wuzhi.cases import chain, process
from wuzhi.cases.actions import act, open_case
from wuzhi.cases.clockwork import tick
from wuzhi.cases.models import Case, Event, EventBody, Task
from wuzhi.cases.outcomes import Conflict, Invalid, NotAllowed, NotFound
from wuzhi.cases.process import CLOCK, ENGINE
from wuzhi.cases.visibility import condition
from wuzhi.core import clock
from wuzhi.demo.cast import BUILDING, GRID, MICROGRID, NEXT_GRID, NEXT_VILLAGE, VILLAGE
from wuzhi.notices.jobs import parked, work
from wuzhi.notices.models import Job
from wuzhi.people.actor import Actor, reporter

PLACES = (BUILDING, MICROGRID, GRID, VILLAGE, NEXT_GRID, NEXT_VILLAGE, "421081", "无此地", "\x00")
WORDS = ("好", "路灯不亮", "", " ", "\x00", "x" * 6000, "<script>alert(1)</script>", "𠮷" * 50)
DAYS = ("2026-03-11", "2026-03-20", "2026-06-01", "2020-01-01", "9999-12-31", "0001-01-01", "soon", "")
NUMBERS = ("1", "3", "60", "0", "-1", "99999999999999999999", "")
REASONS = {"conclude": "not-specific", "object": "not-our-duty", "pause": "weather", "decline": "unsafe"}
WHO = ("reporter", *CAST, "anyone", "clock")
TURNS = 80
# How often a step is tried among those that fit; these would else end most walks early, or fill them.
WEIGHTS = {"withdraw": 1, "conclude": 1, "decline": 1, "merge": 1, "remind": 1, "overdue": 1, "solve": 1}


def _value(dice: Random, world: World, field: process.Field) -> Any:
    """Something that may well be taken; one time in ten something that may not."""
    units = world.ids(*UNITS)
    codes = [*Case.objects.order_by("pk").values_list("tracking_code", flat=True), "K7M299XA4TRC"]
    known: dict[str, tuple[Any, ...]] = {
        "category": (LAMP, LAMP, LITTER, FEUD, GAS),
        "urgency": ("ordinary", "ordinary", "today", "at_once"),
        "reason": (REASONS.get(field.reasons, ""),),
        "unit": (*world.ids("department", "department", "third"), *units)
        if field.required
        else ("",) * 6 + tuple(units),
        "units": (world.ids("second"), world.ids("second", "third"), world.ids("village")),
        "yes_no": ("yes", "yes", "no"),
        "level5": ("5", "4", "3", "2", "1"),
        "days": ("1", "3", "60"),
        "date": ("2026-03-20", "2026-06-01", "2026-09-01"),
        "moment": ("2026-03-20T09:00", ""),
        "tick": ("on", ""),
        "case": tuple(codes),
        "choice": ("", "12345"),
    }
    if dice.random() < 0.95:
        return dice.choice(known.get(field.kind, ("好", "路灯不亮", "𠮷" * 50)))
    return [*units, "0"] if field.kind == "units" else dice.choice((*WORDS, *DAYS, *NUMBERS))


def _data(dice: Random, world: World, fields: tuple[process.Field, ...]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for field in fields:
        if field.kind == "place":
            data["place_code"] = dice.choice(PLACES) if field.required or dice.random() < 0.1 else ""
        elif field.kind != "picture" and (field.required or dice.random() < 0.3):
            data[field.key] = _value(dice, world, field)
    return data


def _actor(dice: Random, world: World, case: Case | None) -> Actor:
    who = dice.choice(WHO)
    return reporter(case.pk if case else 0) if who == "reporter" else world[who]


def _open(dice: Random, world: World) -> None:
    key = dice.choice(["report", "report", "errand"])
    data = _data(dice, world, process.current(key).opening.form)
    if key == "errand":
        data["category"] = MEDICINE
    open_case(actor=_actor(dice, world, None), process_key=key, data=data, key=dice.choice([None, uuid4()]))


def _step(dice: Random, world: World) -> None:
    going_on = Case.objects.all() if dice.random() < 0.2 else Case.objects.filter(closed_at=None)
    cases = list(going_on.order_by("-pk")[:3])
    if not cases:
        return
    case = dice.choice(cases)
    definition = process.get(case.process, case.version)
    fitting = [step for step in definition.steps if case.state in step.sources]
    likely = [step for step in fitting for _time in range(WEIGHTS.get(step.key, 6 if step.tone else 3))]
    step = dice.choice(likely if likely and dice.random() < 0.95 else list(definition.steps))
    able = _able(world, case, step)
    act(
        actor=dice.choice(able) if able and dice.random() < 0.95 else _actor(dice, world, case),
        case_uuid=case.uuid,
        step_key=step.key,
        data=_data(dice, world, step.form),
        revision=dice.choice([None, *[case.revision] * 10, 1]),
    )


def _able(world: World, case: Case, step: process.Step) -> list[Actor]:
    """Those to whom the step is open, whatever its guard says."""
    actors = [reporter(case.pk), *(world[who] for who in WHO if who != "reporter")]
    related = Q(pk__in=[])
    return [
        actor
        for actor in actors
        if Case.objects.filter(
            reduce(or_, (condition(key, actor) for key in step.by if key not in {ENGINE, CLOCK}), related), pk=case.pk
        ).exists()
    ]


def _walk(dice: Random, world: World) -> None:
    now = MORNING
    for _turn in range(TURNS):
        now += timedelta(minutes=dice.choice([1] * 12 + [45, 600, 3000, 30000]))
        with clock.at(now):
            before = _rows()
            try:
                with transaction.atomic():
                    dice.choice([_open, *[_step] * 14, _run])(dice, world)
            except (NotFound, NotAllowed, Invalid, Conflict):
                assert _rows() == before
            work()


def _run(_dice: Random, _world: World) -> None:
    tick()


def _rows() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Case, Event, EventBody, Task, Job))


# Shrinking a walk of database steps takes minutes and tells little more than the walk that failed.
@settings(
    max_examples=4, deadline=None, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck)
)
@given(seed=st.integers(0, 2**32))
def test_after_any_walk_the_events_give_the_row(world: World, seed: int) -> None:
    with transaction.atomic():
        _walk(Random(seed), world)
        for case in Case.objects.all():
            check(case)
        assert parked() == 0
        assert not Job.objects.filter(attempts__gt=0).exists()
        transaction.set_rollback(True)


def test_the_walks_go_somewhere(world: World) -> None:
    kinds: set[str] = set()
    for seed in range(1000, 1006):
        with transaction.atomic():
            _walk(Random(seed), world)
            kinds.update(Event.objects.values_list("kind", flat=True))
            transaction.set_rollback(True)
    assert len(kinds) > 18, sorted(kinds)


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
