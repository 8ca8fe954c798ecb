"""Fills an installation with cases whose time has come, each with a chain of its own: python -m bench.due 100000.

Some hundred reports are led to where the clock must act by the engine's own steps, at moments long past, and copied row
by row (case, events, bodies, facts, asked units) under ids of their own; the events of every copy are chained anew.
Prints as JSON which chains of steps there must be once the clock has run, how many of each, how many steps are to come,
and of how many of them somebody must be told.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuzhi.settings.dev")
django.setup()

from django.db.models import Model  # noqa: E402  models need their settings first

from wuzhi.areas.codes import Level  # noqa: E402
from wuzhi.areas.models import Area  # noqa: E402
from wuzhi.cases.actions import act, act_many, open_case  # noqa: E402
from wuzhi.cases.chain import Fact, body_of, prove  # noqa: E402
from wuzhi.cases.models import Case, Event, EventBody, EventPosition, Task  # noqa: E402
from wuzhi.cases.queries import history, load  # noqa: E402
from wuzhi.cases.sequencer import number_events  # noqa: E402
from wuzhi.core import clock  # noqa: E402
from wuzhi.core.bulk import Table, analyze, reserve  # noqa: E402
from wuzhi.core.ids import new_tracking_code  # noqa: E402
from wuzhi.demo.cast import GRID, read_cast  # noqa: E402
from wuzhi.demo.county import is_loaded, load_county  # noqa: E402
from wuzhi.modules.reports.models import Report  # noqa: E402
from wuzhi.notices.models import Job  # noqa: E402
from wuzhi.people.actor import ANYONE, CLOCK  # noqa: E402

BEGUN = datetime.fromisoformat("2026-03-10T09:00:00+08:00")  # a Tuesday of an ordinary week
PATTERNS = 10  # times the shares below
BATCH = 10_000
_LOOP = ("collect", "review", "dispatch", "accept")


@dataclass(frozen=True)
class Situation:
    """So many of twenty cases were led to here, and the clock must then take these steps, in this order."""

    share: int
    led: Sequence[str]
    then: Sequence[str]


SITUATIONS = (
    Situation(6, (*_LOOP, "remind"), ("overdue",)),
    Situation(4, _LOOP, ("remind", "overdue")),  # what a clock that stood still for weeks finds
    Situation(4, (*_LOOP, "report_done"), ("close_silent",)),
    Situation(2, (*_LOOP, "ask_pause", "approve"), ("resume",)),
    Situation(2, ("collect_on_foot", "remind"), ("overdue",)),  # climbs to the next tier
    Situation(2, (*_LOOP, "whistle", "remind_task", "remind", "overdue"), ("task_overdue",)),
)
_TELLS_NOBODY = "close_silent"
_CLOCKS = ("remind", "remind_task", "overdue")


class Leading:
    """The cast of the demo county, each doing what is theirs."""

    def __init__(self) -> None:
        if not is_loaded():
            load_county()
        self._cast, self._dice = read_cast(), random.Random(421081)
        found = Area.objects.filter(level=Level.MICROGRID, code__startswith="421081001").order_by("code")
        self._places = list(found.values_list("code", flat=True))
        units = self._cast.units
        self._taken: Mapping[str, tuple[str, Mapping[str, Any]]] = {
            "review": ("dispatcher", {"category": "street-light", "urgency": "ordinary", "summary": "路灯不亮"}),
            "dispatch": ("dispatcher", {"unit": units["421081-cg"].pk}),
            "accept": ("clerk", {}),
            "report_done": ("clerk", {"note": "灯泡已更换"}),
            "ask_pause": ("clerk", {"reason": "weather", "until": "2026-03-20", "note": "连日有雨"}),
            "approve": ("dispatcher", {}),
            "whistle": ("dispatcher", {"units": [units["421081-hb"].pk]}),
        }

    def lead(self, steps: Sequence[str]) -> Case:
        """A new case taken through these steps."""
        at = BEGUN + timedelta(minutes=self._dice.randrange(300))
        with clock.at(at):
            case = self._opened(on_foot=steps[0] == "collect_on_foot")
        for step in steps[1:]:
            at += timedelta(days=2) if step in _CLOCKS else timedelta(minutes=self._dice.randrange(1, 20))
            with clock.at(at):
                self._take(case, step)
        return Case.objects.get(pk=case.pk)

    def _opened(self, *, on_foot: bool) -> Case:
        data = {"words": "路灯连续三晚不亮", "category": "street-light"}
        if on_foot:
            data["place_code"] = GRID
            return open_case(actor=self._cast.actor("grid"), process_key="report", data=data).case
        data["place_code"] = self._dice.choice(self._places)
        return open_case(actor=ANYONE, process_key="report", data=data).case

    def _take(self, case: Case, step: str) -> None:
        if step in _CLOCKS:
            refused = act_many(actor=CLOCK, cases=list(load(CLOCK).filter(pk=case.pk)), step_key=step)
            assert not refused, refused
            return
        who, data = self._taken[step]
        act(actor=self._cast.actor(who), case_uuid=case.uuid, step_key=step, data=data)


class Copies:
    """Rows of the patterns, read once and written as often as asked."""

    def __init__(self, patterns: Sequence[Case]) -> None:
        keys = [pattern.pk for pattern in patterns]
        self._cases = {row["id"]: row for row in Case.objects.filter(pk__in=keys).values()}
        self._reports = {row["case_id"]: row for row in Report.objects.filter(case__in=keys).values()}
        self._tasks: dict[int, list[dict[str, Any]]] = {}
        for row in Task.objects.filter(case__in=keys).values():
            self._tasks.setdefault(row["case_id"], []).append(dict(row))
        self._events = history(patterns)
        models: tuple[type[Model], ...] = (Case, Event, EventBody, EventPosition, Report, Task)
        self._tables = {one: Table(one) for one in models}

    def write(self, patterns: Sequence[int]) -> None:
        """A copy of each of these, in their order."""
        rows: dict[type[Model], list[dict[str, Any]]] = {model: [] for model in self._tables}
        keys = reserve(Case, len(patterns))
        events = iter(reserve(Event, sum(len(self._events[pattern]) for pattern in patterns)))
        for pattern, key in zip(patterns, keys, strict=True):
            head = ""
            for event in self._events[pattern]:
                number = next(events)
                fact = Fact(uuid4(), event.number, event.kind, event.at, event.schema)
                proof = prove(head, fact, body_of(event))
                head = proof.link
                rows[Event].append({
                    "id": number, "case_id": key, "number": fact.number, "uuid": fact.uuid, "kind": fact.kind,
                    "at": fact.at, "schema": fact.schema, "digest": proof.digest, "link": proof.link,
                })  # fmt: skip
                rows[EventBody].append({"event_id": number, "salt": proof.salt, "canonical": proof.canonical})
                rows[EventPosition].append({"event_id": number})
            own = {"id": key, "uuid": uuid4(), "tracking_code": new_tracking_code(), "head": head}
            rows[Case].append({**self._cases[pattern], **own})
            rows[Report].append({**_without_key(self._reports[pattern]), "case_id": key})
            rows[Task] += [{**_without_key(row), "case_id": key} for row in self._tasks.get(pattern, [])]
        for model, made in rows.items():
            self._tables[model].write(made)


def _without_key(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}


def fill(count: int) -> dict[str, Any]:
    """`count` cases that are due, patterns included; what there must be in the end."""
    leading = Leading()
    led = [(one, leading.lead(one.led)) for one in SITUATIONS for _number in range(one.share * PATTERNS)]
    number_events()  # before the copies, which bring their own places
    patterns, copies = [case for _one, case in led], Copies([case for _one, case in led])
    must = {case.pk: one for one, case in led}
    dice = random.Random(7)
    chosen = [case.pk for case in patterns] + [dice.choice(patterns).pk for _more in range(count - len(patterns))]
    copied = chosen[len(patterns) :]
    for first in range(0, len(copied), BATCH):
        copies.write(copied[first : first + BATCH])
    Job.objects.all().delete()  # what the patterns promised is delivered
    analyze([Case, Event, EventBody, EventPosition, Report, Task])
    ends = [must[pattern] for pattern in chosen]
    steps = [step for one in ends for step in one.then]
    chains = Counter(chain_of((*one.led, *one.then)) for one in ends)
    return {"chains": chains, "steps": len(steps), "told": sum(step != _TELLS_NOBODY for step in steps)}


def chain_of(steps: Sequence[str]) -> str:
    """Steps as one word to count by."""
    return " ".join("collect" if step == "collect_on_foot" else step for step in steps)


if __name__ == "__main__":
    print(json.dumps(fill(int(sys.argv[1]))))
