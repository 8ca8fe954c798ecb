"""What must hold of every case whatever was done to it."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField

from tests.support.account import account_of
from wuzhi.cases import chain, deadlines, process, queries
from wuzhi.cases.models import Case, Event, Task
from wuzhi.cases.recording import TRACKED
from wuzhi.modules.reports.models import Report


def check(case: Case) -> None:
    """Asserts all of them for one case, read anew."""
    case = Case.objects.get(pk=case.pk)
    events = queries.history([case])[case.pk]
    assert [event.number for event in events] == list(range(1, case.revision + 1))
    assert chain.first_broken(events) is None
    assert case.head == events[-1].link
    bodies = [chain.body_of(event) for event in events]
    assert replayed(bodies) == {name: getattr(case, name) for name in TRACKED}
    told = list(zip(events, bodies, strict=True))
    _times(case, told)
    owing = _tasks(case, told)
    if case.process == "report":
        _facts(case, [(event.kind, body) for event, body in told], owing)


def replayed(bodies: list[dict[str, Any]]) -> dict[str, Any]:
    """The columns that the events' `set` gives, from the first on."""
    blank = Case()
    columns = {name: getattr(blank, name) for name in TRACKED}
    for body in bodies:
        for name, value in body["set"].items():
            columns[name] = _read(name, value)
    return columns


def _read(name: str, value: Any) -> Any:
    column = Case._meta.get_field(name.removesuffix("_id"))
    return datetime.fromisoformat(value) if isinstance(column, DateTimeField) and value is not None else value


def _times(case: Case, told: list[tuple[Event, dict[str, Any]]]) -> None:
    """The clock as the events give it, counted by an account of the tests' own."""
    state = process.get(case.process, case.version).state(case.state)
    counted = account_of(case, told)
    assert counted.state == case.state
    assert (counted.due_at, counted.left) == (case.due_at, case.time_left)
    assert (counted.entered_at, counted.fired) == (case.entered_at, case.fired)
    assert counted.wake_at == case.wake_at
    assert counted.marked == (case.marked or {})
    assert case.closed_at == (counted.entered_at if state.end else None)
    assert not (state.holds or state.end) or case.due_at is None
    assert case.next_at == deadlines.next_time(case, state)


def _tasks(case: Case, told: list[tuple[Event, dict[str, Any]]]) -> int:
    """Each was asked by an event that names its unit, and answered by a later one; how many still owe."""
    by_number = {event.number: (event, body) for event, body in told}
    tasks = list(Task.objects.filter(case=case))
    for task in tasks:
        asked, body = by_number[task.asked_by_event]
        assert asked.at == task.asked_at
        assert task.unit_id in {*body["data"].get("others", []), *body["data"].get("units", [])}
        assert (task.answered_at is None) == (task.answered_by_event is None)
        if task.answered_by_event is not None:
            answered, body = by_number[task.answered_by_event]
            assert (answered.number > asked.number, answered.at) == (True, task.answered_at)
            _answered_rightly(task, answered.kind, body)
    dues = {task.due_at for task in tasks if task.answered_at is None}
    assert case.task_due_at is None or case.task_due_at in dues
    owing = Counter(task.unit_id for task in tasks if task.answered_at is None)
    assert set(owing.values()) <= {1}
    return owing.total()


def _answered_rightly(task: Task, kind: str, body: Mapping[str, Any]) -> None:
    """By its own clerk, or excused: by name, or because the case went to another unit."""
    if kind == "answer":
        assert task.unit_id in body["units"]
    elif kind == "excuse":
        assert task.unit_id == body["data"]["unit"]
    else:
        assert kind in {"redispatch", "uphold_objection", "release", "withdraw"}


def _second_looks(history: list[tuple[str, dict[str, Any]]]) -> None:
    """Nobody gave the second look to what they had proposed themselves."""
    proposer = ""
    for kind, body in history:
        if kind == "propose_end":
            proposer = body["actor"]
        elif kind in {"confirm_end", "keep_supervising"}:
            assert body["actor"] not in {"", proposer}


def _facts(case: Case, history: list[tuple[str, dict[str, Any]]], owing: int) -> None:
    report = Report.objects.get(case=case)
    kinds = Counter(kind for kind, _body in history)
    by_hand = [body for kind, body in history if kind == "remind" and body["actor"] != "clock"]
    back = sum(body["data"].get("back", False) for kind, body in history if kind == "call_back")
    assert report.objections == kinds["object"]
    assert report.reminders == len(by_hand)
    assert report.appealed == bool(kinds["appeal"])
    assert report.reopened == bool(kinds["reopen"] + back)
    assert kinds["reopen"] + back <= 1
    assert kinds["appeal"] <= 1
    assert (report.supervised_at is not None) == bool(kinds["supervise"])
    assert bool(report.supervision) == bool(kinds["supervise"])
    assert (report.supervision == "proposed") == (report.end_proposed_by_id is not None)
    assert (report.supervision == "ordered") == (case.follow_up_at is not None)
    _second_looks(history)
    if report.silent:
        assert (report.answered, report.solved, report.satisfaction) == (None, None, None)
    if case.state == "callback":
        assert (case.outcome, owing) == ("solved", 0)
    if case.outcome == "solved":
        assert report.done_at is not None
    assert (case.outcome == "merged") == (case.merged_into_id is not None) == (case.state == "merged")
    assert (case.state == "withdrawn") == (case.outcome == "withdrawn")
    if case.state in {"dispatched", "objected", "handling", "waiting", "paused"}:
        assert case.lead_unit_id is not None
