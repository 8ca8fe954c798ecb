"""What must hold of every case whatever was done to it."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField

from wuzhi.cases import chain, deadlines, process, queries
from wuzhi.cases.models import Case, Task
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
    _times(case)
    owing = Counter(Task.objects.filter(case=case, answered_at=None).values_list("unit_id", flat=True))
    assert set(owing.values()) <= {1}
    if case.process == "report":
        _facts(case, [(event.kind, body) for event, body in zip(events, bodies, strict=True)], sum(owing.values()))


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


def _times(case: Case) -> None:
    state = process.get(case.process, case.version).state(case.state)
    assert (case.closed_at is not None) == state.end
    if state.end:
        assert (case.due_at, case.time_left, case.next_at) == (None, None, None)
    elif state.holds:
        assert case.due_at is None
    else:
        assert case.time_left is None
        assert (case.due_at is not None) == (state.stage in case.promise or case.due_at is not None)
    assert case.next_at == deadlines.next_time(case, state)


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
