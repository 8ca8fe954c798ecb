"""What the events say of a case's clock, worked out anew and without the engine: when it is due, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from tests.support.world import ZONE
from wuzhi.areas.calendar import load_calendar
from wuzhi.cases import process
from wuzhi.cases.models import Case, Event
from wuzhi.cases.process import STAY, State, Step
from wuzhi.core.calendar import CALENDAR_DAYS, CLOCK_HOURS, WORKING_DAYS, Span, WorkingCalendar
from wuzhi.people.models import Unit

EIGHT = time(8)
_RANKS = ("ordinary", "today", "at_once")


@dataclass
class Account:
    """The clock of one case after each event, in the order in which they happened."""

    process: process.Process
    entered_at: datetime
    facts: dict[str, Any] = field(default_factory=dict)
    state: str = ""
    due_at: datetime | None = None
    left: int | None = None
    left_by_the_wall: bool = False
    wake_at: datetime | None = None
    fired: list[str] = field(default_factory=list)
    marked: dict[str, str] = field(default_factory=dict)
    asked: Mapping[str, Any] = field(default_factory=dict)

    def add(self, kind: str, at: datetime, body: Mapping[str, Any]) -> None:
        """One more event."""
        self._mark(kind, at, body)
        before, urgency = self.state, str(self.facts.get("urgency", "ordinary"))
        self.facts.update(body["set"])
        step = next((one for one in (self.process.opening, *self.process.steps) if one.key == kind), None)
        if step is not None and _enters(step, body):
            self.left = None if kind == "release" else self.left  # taken back: whoever comes next starts afresh
            self._enter(before, at, body["set"])
        elif "promise" in body["set"]:
            self._promised_anew(at, raised=_RANKS.index(self.facts["urgency"]) > _RANKS.index(urgency))
        elif body["actor"] == "clock" and step is not None and kind not in _watches(self.process):
            self.fired.append(kind)
        if kind in {"ask_extension", "ask_pause"}:
            self.asked = body["data"]
        if kind == "approve":
            self._approve(at)

    def _mark(self, kind: str, at: datetime, body: Mapping[str, Any]) -> None:
        """What a watch has dealt with, and what it need not say because its time passed before the date was set."""
        watches = _watches(self.process)
        if body["actor"] == "clock" and kind in watches and self.facts.get(watches[kind].date):
            self.marked[kind] = _utc(self.facts[watches[kind].date])
        for watch in watches.values():
            day = body["set"].get(watch.date)
            told = watch.date != "task_due_at" or {"others", "units"}.intersection(body["data"])
            if day and watch.ahead and told:
                left = self._calendar().working_time(at, datetime.fromisoformat(day))
                if left <= watch.ahead:
                    self.marked[watch.step] = _utc(day)

    def _promised_anew(self, at: datetime, *, raised: bool) -> None:
        """More urgent counts from now; anything else from the entry, and takes nothing away."""
        state = self.process.state(self.state)
        span = self._span(state.stage)
        if state.holds:
            self.left = None
        elif span is not None:
            counted = self._calendar().due(at if raised else self.entered_at, span)
            due_at = counted if raised or self.due_at is None else max(self.due_at, counted)
            self.due_at, self.fired = due_at, self.fired if due_at == self.due_at else []

    def _approve(self, at: datetime) -> None:
        """Either so many working days more, or a pause until eight in the morning."""
        if "days" in self.asked:
            self.fired = []
            self.due_at = self._calendar().due(self.due_at or self.entered_at, Span(self.asked["days"], WORKING_DAYS))
        else:
            until = datetime.fromisoformat(self.asked["until"]).date()
            self.wake_at = max(datetime.combine(until, EIGHT, tzinfo=ZONE), at)

    def _enter(self, before: str, at: datetime, told: Mapping[str, Any]) -> None:
        after = str(told.get("state", before))
        old = self.process.state(before) if before else None
        new = self.process.state(after)
        self.state, self.entered_at, self.fired = after, at, []
        if new.end:
            self.due_at = self.left = None
        elif new.holds:
            self._stop(old, at)
        elif self.left is not None:
            self.due_at, self.left = self._given_back(at, self.left), None
        else:
            span = self._span(new.stage)
            self.due_at = self._calendar().due(at, span) if span else None

    def _stop(self, old: State | None, at: datetime) -> None:
        """What is left is counted as it was promised: by the wall clock, or in working time."""
        if old is not None and self.due_at is not None:
            self.left_by_the_wall = self._by_the_wall(old)
            left = self.due_at - at if self.left_by_the_wall else self._calendar().working_time(at, self.due_at)
            self.left = max(int(left.total_seconds()), 0)
        self.due_at = None

    def _given_back(self, at: datetime, seconds: int) -> datetime:
        """In the measure in which it was counted."""
        left = timedelta(seconds=seconds)
        return at + left if self.left_by_the_wall else self._calendar().after(at, left)

    def _by_the_wall(self, state: State) -> bool:
        span = self._span(state.stage)
        return span is not None and span.unit in {CLOCK_HOURS, CALENDAR_DAYS}

    def _span(self, stage: str) -> Span | None:
        """What was promised when the case was taken in or last classified."""
        promised = self.facts["promise"].get(stage)
        return Span(*promised) if promised else None

    def _calendar(self) -> WorkingCalendar:
        """The days of the place, the hours of the unit that must act."""
        lead = self.facts.get("lead_unit_id")
        hours = Unit.objects.get(pk=lead).sittings if lead else ""
        pairs = [part.split("-") for part in hours.split()]
        sittings = tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in pairs)
        area = str(self.facts.get("area_code", ""))
        return load_calendar(area, sittings) if sittings else load_calendar(area)


def _enters(step: Step, body: Mapping[str, Any]) -> bool:
    """Whether the step entered a state (perhaps the same one anew: a level up, or another unit), or stayed."""
    anew = body["data"].get("climbed") or body["data"].get("goes_to")
    return STAY not in step.to or "state" in body["set"] or bool(anew)


def _watches(definition: process.Process) -> dict[str, process.Watch]:
    return {watch.step: watch for watch in definition.watches}


def _utc(day: str) -> str:
    return datetime.fromisoformat(day).astimezone(UTC).isoformat()


def account_of(case: Case, history: Iterable[tuple[Event, Mapping[str, Any]]]) -> Account:
    """The account of a case from its events and their bodies."""
    account = Account(process.get(case.process, case.version), case.opened_at)
    for event, body in history:
        account.add(event.kind, event.at, body)
    return account
