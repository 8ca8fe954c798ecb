"""Fills an installation with a year of made-up reports, as many as asked for: python -m bench.million --cases 1000000.

Rows as the engine leaves them (case, facts, events, asked units, what search finds), written in bulk and without the
events' bodies, so chains can't be checked here. The same seed makes the same year.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuzhi.settings.dev")
django.setup()

from django.db import connection  # noqa: E402  models need their settings first
from django.db.models import Model  # noqa: E402

from wuzhi.areas.cells import cell_of  # noqa: E402
from wuzhi.areas.codes import Level  # noqa: E402
from wuzhi.areas.models import Area  # noqa: E402
from wuzhi.cases.catalogue import catalogue  # noqa: E402
from wuzhi.cases.models import Case, Event, Gram, Task  # noqa: E402
from wuzhi.cases.search import grams  # noqa: E402
from wuzhi.core.bulk import Table, analyze, reserve  # noqa: E402
from wuzhi.demo.county import is_loaded, load_county  # noqa: E402
from wuzhi.modules.reports.models import Report  # noqa: E402
from wuzhi.modules.reports.process import REPORT  # noqa: E402
from wuzhi.people.units import units  # noqa: E402

YEAR = timedelta(days=365)
OPEN_SPAN = timedelta(days=30)
BATCH = 20_000
# What waits for the county's dispatcher, and what waits for others, each state as often as it stands here.
FOR_DISPATCHER = ("collected", "reviewed", "reviewed", "objected", "callback", "callback")
FOR_OTHERS = ("dispatched", "handling", "handling", "handling", "waiting", "paused")
_LOOP = ("collect", "review", "dispatch", "accept", "report_done")
_STEPS = {"collected": 1, "reviewed": 2, "dispatched": 3, "objected": 3, "handling": 4, "waiting": 4, "paused": 4}
_WHAT = ("路灯不亮", "井盖松动", "垃圾没人清", "污水外溢", "占道经营", "噪声扰民", "健身器材坏了", "树枝压线")
_WHERE = ("东门", "西边路口", "小学旁", "菜场门口", "桥头", "楼道里", "停车场", "河边")
_SINCE = ("三天了", "昨天开始", "上周就报过", "下雨后更重", "晚上看不见路", "老人走不了")


@dataclass(frozen=True)
class Ground:
    """What every row needs of the demo county."""

    places: list[tuple[int, str, float | None, float | None]]
    categories: list[int]
    user_id: int
    now: datetime


def ground() -> Ground:
    """The demo county, loaded where it is missing."""
    if not is_loaded():
        load_county()
    found = Area.objects.filter(level=Level.MICROGRID).order_by("code")
    categories = [one.id for one in catalogue.fresh().categories(REPORT.key)]
    places = list(found.values_list("id", "code", "longitude", "latitude"))
    return Ground(places, categories, 1, datetime.now(tz=UTC).replace(microsecond=0))


@dataclass(frozen=True)
class Made:
    """One report, its times in the order of its steps."""

    number: int
    place: tuple[int, str, float | None, float | None]
    category: int
    state: str
    times: list[datetime]
    due: datetime | None
    unit: int | None
    summary: str
    public: bool
    satisfaction: int | None
    pulled: int

    @property
    def closed_at(self) -> datetime | None:
        """When it ended, None while it is open."""
        return self.times[-1] if self.state == "closed" else None

    @property
    def outcome(self) -> str:
        """Solved once a unit said so; silent where it ended without an answer."""
        if self.state == "closed":
            return "silent" if self.satisfaction is None else "solved"
        return "solved" if self.state == "callback" else ""


class Year:
    """Reports in the order of their numbers: those still open lie in the last days, everything older is closed."""

    def __init__(self, cases: int, waiting: int, seed: int = 421081) -> None:
        self._dice, self._ground, self._cases = random.Random(seed), ground(), cases
        recent = int(cases * (OPEN_SPAN / YEAR))
        first = cases - max(recent, min(cases, waiting * 3))
        chosen = self._dice.sample(range(first, cases), min(cases - first, 2 * waiting))
        self._open = {number: index < waiting for index, number in enumerate(chosen)}
        self._routes: dict[tuple[int, str], int | None] = {}

    def __iter__(self) -> Iterator[Made]:
        for number in range(self._cases):
            yield self._made(number)

    def _made(self, number: int) -> Made:
        dice, now = self._dice, self._ground.now
        opened = now - YEAR + (YEAR - timedelta(hours=1)) * (number / self._cases)
        place = dice.choice(self._ground.places)
        category = dice.choice(self._ground.categories)
        state, steps = "closed", len(_LOOP) + 1
        if number in self._open:
            state = dice.choice(FOR_DISPATCHER if self._open[number] else FOR_OTHERS)
            steps = _STEPS.get(state, len(_LOOP))
        latest = now if state != "closed" else min(now, opened + timedelta(days=dice.uniform(0.2, 12)))
        times = sorted(opened + (latest - opened) * dice.random() for _step in range(steps - 1))
        due = now + timedelta(hours=dice.uniform(-90, 200)) if state not in {"closed", "waiting", "paused"} else None
        summary = f"{dice.choice(_WHERE)}{dice.choice(_WHAT)}，{dice.choice(_SINCE)}" if dice.random() < 0.6 else ""
        answered = state == "closed" and dice.random() < 0.5
        return Made(
            number, place, category, state, [opened, *times], due,
            self._unit(category, place[1]) if steps > 2 else None,
            summary, bool(summary) and dice.random() < 0.66,
            dice.choice((5, 5, 5, 4, 4, 3, 2, 1)) if answered else None, dice.getrandbits(128),
        )  # fmt: skip

    def _unit(self, category: int, code: str) -> int | None:
        known = (category, code)
        if known not in self._routes:
            found = catalogue.fresh().route(category, code)
            self._routes[known] = found.id if found else None
        return self._routes[known]


def case_row(made: Made, key: int) -> dict[str, Any]:
    """What differs from an empty case."""
    area_id, code, longitude, latitude = made.place
    return {
        "id": key, "uuid": made.pulled, "tracking_code": f"{key:012X}", "process": REPORT.key,
        "version": REPORT.version, "state": made.state, "revision": len(made.times), "opened_at": made.times[0],
        "entered_at": made.times[-1], "closed_at": made.closed_at, "channel": "web",
        "outcome": made.outcome, "category_id": made.category,
        "area_id": area_id, "area_code": code, "longitude": longitude, "latitude": latitude,
        "cell": cell_of(longitude, latitude), "tier": Level.COUNTY,
        "lead_unit_id": made.unit, "summary": made.summary, "public": made.public, "may_be_shown": made.public,
        "due_at": made.due, "next_at": made.due, "head": f"{made.pulled:064x}",
    }  # fmt: skip


def event_rows(made: Made, key: int) -> Iterator[dict[str, Any]]:
    """The steps that it took."""
    last = "close_silent" if made.satisfaction is None else "call_back"
    for number, (kind, at) in enumerate(zip((*_LOOP, last), made.times, strict=False), start=1):
        proof = f"{made.pulled + number:064x}"
        yield {"case_id": key, "number": number, "uuid": made.pulled + number, "kind": kind, "at": at,
               "digest": proof, "link": proof}  # fmt: skip


def report_row(made: Made, key: int) -> dict[str, Any]:
    """The module's facts."""
    done = made.times[4] if len(made.times) > 4 else None
    return {
        "case_id": key, "done_at": done, "satisfaction": made.satisfaction, "silent": made.outcome == "silent",
    }  # fmt: skip


def task_rows(made: Made, key: int, others: Sequence[int]) -> Iterator[dict[str, Any]]:
    """One report in fifty called another unit in."""
    if made.unit and made.number % 50 == 0:
        answered = made.times[-1] if made.closed_at else None
        yield {"case_id": key, "unit_id": others[made.number % len(others)], "asked_by_event": 3,
               "asked_at": made.times[2], "answered_at": answered}  # fmt: skip


def fill(cases: int, waiting: int) -> None:
    """Writes the year in batches, then lets the database look at what it holds."""
    year = Year(cases, waiting)
    others = [unit.id for unit in units.fresh().active()]
    models: tuple[type[Model], ...] = (Case, Event, Report, Task, Gram)
    tables = {model: Table(model) for model in models}
    keys = reserve(Case, cases)
    batch: dict[type[Model], list[dict[str, Any]]] = {model: [] for model in tables}
    for made in year:
        key = keys[made.number]
        batch[Case].append(case_row(made, key))
        batch[Event] += event_rows(made, key)
        batch[Report].append(report_row(made, key))
        batch[Task] += task_rows(made, key, others)
        batch[Gram] += [{"gram": gram, "case_id": key} for gram in grams(made.summary)]
        if len(batch[Case]) >= BATCH or made.number == cases - 1:
            for model, rows in batch.items():
                tables[model].write(rows)
                rows.clear()
            print(f"\r{made.number + 1:,} of {cases:,}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    analyze(list(tables))


def main(arguments: Sequence[str]) -> None:
    """Fills, and says as JSON what there is."""
    parser = argparse.ArgumentParser(description="A year of made-up reports.")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--waiting", type=int, default=10_000, help="open ones that wait for the dispatcher")
    asked = parser.parse_args(arguments)
    fill(asked.cases, min(asked.waiting, asked.cases // 3))
    print(json.dumps({"cases": Case.objects.count(), "open": Case.objects.filter(closed_at=None).count()}))
    connection.close()


if __name__ == "__main__":
    main(sys.argv[1:])
