"""A definition that can't work stops the program, with the reason."""

from dataclasses import replace

import pytest

from wuzhi.cases import names, process, visibility
from wuzhi.cases.process import ENGINE, STAY, Field, Process, ProcessError, State, Step, Timer


def a_process(**changes: object) -> Process:
    facts: dict[str, object] = {
        "key": "sample",
        "version": 1,
        "label": "Sample",
        "opening": Step("open", "Open", "Opened", (), ("a",), ("anyone",)),
        "states": (State("a", "A"), State("b", "B", end=True)),
        "steps": (Step("go", "Go", "Went", ("a",), ("b",), ("reporter",)),),
        "seen_by": ("reporter",),
    }
    return Process(**{**facts, **changes})  # type: ignore[arg-type]  # facts of many types


def test_a_sound_process_loads() -> None:
    assert a_process().step("go") is not None


GO = Step("go", "Go", "Went", ("a",), ("b",), ("reporter",))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"states": (State("a", "A"), State("a", "A"), State("b", "B", end=True))}, "repeats a state"),
        ({"steps": (GO, GO)}, "repeats a step"),
        ({"states": (State("a", "A"), State("b", "B"))}, "has no end"),
        ({"steps": (replace(GO, to=("c",)),)}, "names"),
        ({"steps": (replace(GO, to=("b", STAY)),)}, "needs a branch"),
        ({"steps": (replace(GO, by=()),)}, "goes nowhere"),
        ({"steps": (replace(GO, form=(Field("x", "line", "X"), Field("x", "line", "X"))),)}, "repeats a field"),
        ({"states": (State("a", "A", timers=(Timer("go", overdue=True),)), State("b", "B", end=True))}, "no step of"),
        ({"states": (State("a", "A"), State("b", "B", end=True), State("c", "C", end=True))}, "never reaches"),
        (
            {
                "states": (State("a", "A"), State("b", "B", end=True), State("c", "C")),
                "steps": (GO, replace(GO, key="stuck", to=("c",))),
            },
            "no way out",
        ),
    ],
)
def test_what_is_wrong_is_said(changes: dict[str, object], why: str) -> None:
    with pytest.raises(ProcessError, match=why):
        a_process(**changes)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"seen_by": ("reportr",)}, "relations: .*reportr"),
        ({"steps": (replace(GO, by=("handlr",)),)}, "relations: .*handlr"),
        ({"states": (State("a", "A", awaits=("nobody",)), State("b", "B", end=True))}, "relations: .*nobody"),
        ({"states": (State("a", "A", awaits=("leader",)), State("b", "B", end=True))}, "leader.*may not read"),
        ({"opening": Step("open", "Open", "Opened", (), ("a",), ("reporter",))}, "opening roles: .*reporter"),
        ({"steps": (replace(GO, notify=("took_part",)),)}, "audiences: .*took_part"),
        ({"steps": (replace(GO, form=(Field("x", "text", "X"),)),)}, "kinds of field: .*text"),
    ],
)
def test_a_name_that_nobody_registered_stops_the_program(changes: dict[str, object], why: str) -> None:
    with pytest.raises(ProcessError, match=why):
        names.check(a_process(**changes))


def test_one_key_and_version_is_one_definition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_known", {})
    with pytest.raises(KeyError):
        process.current("sample")
    found = a_process()
    process.register(found)
    process.register(found)
    with pytest.raises(ProcessError, match="registered twice"):
        process.register(a_process(label="Another"))
    assert process.current("sample") is found


@pytest.mark.parametrize("definition", process.all_current(), ids=lambda found: found.key)
def test_whoever_may_take_a_step_may_see_the_case(definition: Process) -> None:
    actors = {wide for step in definition.steps for key in step.by for wide in visibility.wider(key)} - {ENGINE}
    assert actors <= set(definition.seen_by)


@pytest.mark.parametrize("definition", process.all_current(), ids=lambda found: found.key)
def test_nobody_waits_in_a_state_that_nothing_leaves(definition: Process) -> None:
    for state in definition.states:
        leaving = [step for step in definition.steps if state.key in step.sources and step.to != (STAY,)]
        assert state.end or leaving, state.key
        assert state.end or state.holds or state.stage or state.timers, f"{state.key} has no clock"
