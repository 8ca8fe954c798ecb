"""Random walks through both processes: whatever anybody tries, the events tell the whole truth afterwards."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.invariants import check
from tests.support.world import CAST, FEUD, GAS, LAMP, LITTER, MEDICINE, MORNING, UNITS, World
from wuzhi.cases import chain, process
from wuzhi.cases.actions import act, open_case
from wuzhi.cases.clockwork import tick
from wuzhi.cases.models import Case, Event, EventBody, Task
from wuzhi.cases.outcomes import Conflict, Invalid, NotAllowed, NotFound
from wuzhi.core import clock
from wuzhi.demo.cast import BUILDING, GRID, MICROGRID, NEXT_GRID, NEXT_VILLAGE, VILLAGE
from wuzhi.notices.jobs import parked, work
from wuzhi.notices.models import Job
from wuzhi.people.actor import Actor, reporter

PLACES = (BUILDING, MICROGRID, GRID, VILLAGE, NEXT_GRID, NEXT_VILLAGE, "421081", "无此地", "\x00")
WORDS = ("好", "路灯不亮", "", " ", "\x00", "x" * 6000, "<script>alert(1)</script>", "𠮷" * 50)
DAYS = ("2026-03-11", "2026-03-20", "2026-06-01", "2020-01-01", "9999-12-31", "0001-01-01", "soon", "")
NUMBERS = ("1", "3", "60", "0", "-1", "99999999999999999999", "")
REASONS = ("not-specific", "not-our-duty", "weather", "unsafe", "none", "")
WHO = ("reporter", *CAST, "anyone", "clock")


def _value(draw: Any, world: World, kind: str) -> Any:
    units = [*world.ids(*UNITS), "0", "x", ""]
    known: dict[str, Any] = {
        "category": (LAMP, LITTER, GAS, FEUD, MEDICINE, "none", ""),
        "urgency": ("ordinary", "today", "at_once", "later", ""),
        "reason": REASONS,
        "unit": units,
        "yes_no": ("yes", "no", "maybe"),
        "level5": ("5", "4", "3", "2", "1", "0"),
        "days": NUMBERS,
        "date": DAYS,
        "moment": ("2026-03-20T09:00", "0001-01-01T00:00", "9999-12-31T23:59", ""),
        "tick": ("on", ""),
        "case": [*Case.objects.order_by("pk").values_list("tracking_code", flat=True), "K7M299XA4TRC", ""],
    }
    if kind == "units":
        return draw(st.lists(st.sampled_from(units), max_size=3))
    # The first of a list is the likeliest: most walks should go somewhere.
    choices = known.get(kind, WORDS)
    return choices[0] if draw(st.booleans()) else draw(st.sampled_from(choices))


def _data(draw: Any, world: World, fields: tuple[process.Field, ...]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for field in fields:
        if field.kind == "place":
            data["place_code"] = draw(st.sampled_from(PLACES))
        elif field.kind != "picture" and (field.required or draw(st.integers(0, 3)) == 0):
            data[field.key] = _value(draw, world, field.kind)
    return data


def _actor(draw: Any, world: World, case: Case | None) -> Actor:
    who = draw(st.sampled_from(WHO))
    if who == "reporter":
        return reporter(case.pk if case else 0)
    return world[who]


def _open(draw: Any, world: World) -> None:
    key = draw(st.sampled_from(["report", "report", "errand"]))
    data = _data(draw, world, process.current(key).opening.form)
    open_case(actor=_actor(draw, world, None), process_key=key, data=data, key=draw(st.sampled_from([None, uuid4()])))


def _step(draw: Any, world: World) -> None:
    cases = list(Case.objects.order_by("pk"))
    if not cases:
        return
    case = draw(st.sampled_from(cases))
    definition = process.get(case.process, case.version)
    fitting = [step for step in definition.steps if case.state in step.sources]
    step = draw(st.sampled_from(fitting if fitting and draw(st.integers(0, 7)) else definition.steps))
    act(
        actor=_actor(draw, world, case) if not draw(st.booleans()) else _likely(world, case, step),
        case_uuid=case.uuid,
        step_key=step.key,
        data=_data(draw, world, step.form),
        revision=draw(st.sampled_from([None, case.revision, case.revision, 1])),
    )


def _likely(world: World, case: Case, step: process.Step) -> Actor:
    """Someone to whom the step may well be open."""
    by = {"reporter": "reporter", "clock": "clock", "dispatcher": "dispatcher", "supervisor": "supervisor"}
    who = next((by[relation] for relation in step.by if relation in by), "clerk")
    if "asked" in step.by:
        who = "asked"
    return reporter(case.pk) if who == "reporter" else world[who]


def _walk(draw: Any, world: World) -> None:
    now = MORNING
    for _turn in range(draw(st.integers(5, 30))):
        now += timedelta(minutes=draw(st.sampled_from([1, 1, 1, 45, 600, 3000, 30000])))
        with clock.at(now):
            before = _rows()
            try:
                with transaction.atomic():
                    draw(st.sampled_from([_open, _step, _step, _step, _step, _run]))(draw, world)
            except (NotFound, NotAllowed, Invalid, Conflict):
                assert _rows() == before
            work()


def _run(_draw: Any, _world: World) -> None:
    tick()


def _rows() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Case, Event, EventBody, Task, Job))


# Shrinking a walk of database steps takes minutes and tells little more than the walk that failed.
@settings(
    max_examples=12, deadline=None, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck)
)
@given(data=st.data())
def test_after_any_walk_the_events_give_the_row(world: World, data: st.DataObject) -> None:
    with transaction.atomic():
        _walk(data.draw, world)
        for case in Case.objects.all():
            check(case)
        assert parked() == 0
        assert not Job.objects.filter(attempts__gt=0).exists()
        transaction.set_rollback(True)


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
