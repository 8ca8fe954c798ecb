"""The rows of a batch as the engine's tables hold them, written in bulk: thousands of cases a second.

Columns, not models' objects: making an object for each row takes longer than writing it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from wuzhi.areas.cells import cell_of
from wuzhi.areas.codes import level_of
from wuzhi.areas.directory import AreaFacts
from wuzhi.cases import chain, deadlines
from wuzhi.cases.imported.mapping import MappingFile
from wuzhi.cases.imported.rows import Row
from wuzhi.cases.models import Case, Event, EventBody, Import, ImportedRow
from wuzhi.cases.models.case import Channel
from wuzhi.cases.recording import TRACKED
from wuzhi.core import clock
from wuzhi.core.bulk import Columns, Table, reserve
from wuzhi.core.ids import new_tracking_codes, new_uuid_texts
from wuzhi.trust.models import Secret
from wuzhi.trust.vault import seal_many

KIND = "imported"
_EMPTY: tuple[Any, ...] = (None, "", {})
_HISTORY: dict[str, Any] = {"promise": {}, "due_at": None, "next_at": None}


@dataclass(frozen=True, slots=True)
class Made:
    """The columns that will be written of some rows, and their numbers in the file; keys are not known yet."""

    lines: list[int]
    cases: Columns
    events: Columns
    bodies: Columns
    secrets: Columns

    def without(self, there: set[int]) -> Made:
        """The rows that are not there already."""
        wanted = [line not in there for line in self.lines]
        sealed = [keep for keep, words in zip(wanted, self.cases.each["words"], strict=True) if words is not None]
        return Made(
            [line for line in self.lines if line not in there],
            self.cases.only(wanted),
            self.events.only(wanted),
            self.bodies.only(wanted),
            self.secrets.only(sealed),
        )


@cache
def _unset() -> dict[str, Any]:
    """What the engine's columns hold where nothing sets them."""
    known = {str(field.attname): field.get_default() for field in Case._meta.concrete_fields if field.has_default()}
    return {name: known[name] for name in TRACKED if known.get(name) not in _EMPTY}


@lru_cache(maxsize=4096)
def _tier(code: str) -> str:
    return str(level_of(code))


class Writer:
    """Prepares rows apart from the transaction and writes them within it."""

    def __init__(self, batch: Import, mapping: MappingFile) -> None:
        self.batch, self._mapping = batch, mapping
        facts = mapping.definition.facts
        self._facts: Any = Case._meta.get_field(facts).related_model if facts else None
        models: list[Any] = [Case, Event, EventBody, Secret, ImportedRow, *([self._facts] if facts else [])]
        self._tables = {model: Table(model) for model in models}

    def prepare(self, rows: Sequence[Row], areas: Sequence[AreaFacts]) -> Made:
        """The cases as they enter here, an area for each: history where it has ended, alive from now on where not."""
        now = clock.now()
        secrets = seal_many("words", [row.words for row in rows if row.words])
        sealed = iter(secrets.each["uuid"])
        cases = self._cases(rows, areas, now)
        uuids = new_uuid_texts(len(rows))
        facts = (chain.Fact(uuid, 1, KIND, now, chain.SCHEMA) for uuid in uuids)
        proofs = [chain.prove("", fact, body) for fact, body in zip(facts, self._bodies(rows, cases), strict=True)]
        links = [proof.link for proof in proofs]
        return Made(
            lines=[row.line for row in rows],
            cases=cases.also(words=[next(sealed) if row.words else None for row in rows], head=links),
            events=Columns(
                {"uuid": uuids, "digest": [proof.digest for proof in proofs], "link": links},
                {"number": 1, "kind": KIND, "at": now, "schema": chain.SCHEMA},
            ),
            bodies=Columns({
                "salt": [proof.salt for proof in proofs], "canonical": [proof.canonical for proof in proofs],
            }),
            secrets=secrets,
        )  # fmt: skip

    def _cases(self, rows: Sequence[Row], areas: Sequence[AreaFacts], now: datetime) -> Columns:
        definition = self._mapping.definition
        points = [row.point or (None, None) for row in rows]
        both = zip(rows, areas, strict=True)
        promised = [_HISTORY if row.closed_at else self._alive(row, area, now) for row, area in both]
        each: dict[str, Sequence[Any]] = {
            "uuid": new_uuid_texts(len(rows)),
            "tracking_code": new_tracking_codes(len(rows)),
            "state": [row.state for row in rows],
            "opened_at": [row.opened_at for row in rows],
            "entered_at": [row.closed_at or now for row in rows],
            "closed_at": [row.closed_at for row in rows],
            "category_id": [row.category.id if row.category else None for row in rows],
            "area_id": [area.id for area in areas],
            "area_code": [area.code for area in areas],
            "longitude": [longitude for longitude, _latitude in points],
            "latitude": [latitude for _longitude, latitude in points],
            "cell": [cell_of(*point) for point in points],
            "given_place": [row.given for row in rows],
            "tier": [_tier(area.code) for area in areas],
            "external_number": [row.number for row in rows],
            "external_due_at": [row.due_at for row in rows],
            **{name: [one[name] for one in promised] for name in _HISTORY},
        }
        return Columns(each, {
            "process": definition.key, "version": definition.version, "revision": 1,
            "channel": Channel.IMPORTED.value, "external_source": self._mapping.source,
        })  # fmt: skip

    def _alive(self, row: Row, area: AreaFacts, now: datetime) -> dict[str, Any]:
        """What is promised from now on for a case that has not ended."""
        definition, category = self._mapping.definition, row.category.id if row.category else None
        pinned = {"process": definition.key, "version": definition.version, "state": row.state}
        case = Case(**pinned, area_code=area.code, category_id=category, external_due_at=row.due_at)
        case.promise = deadlines.promise(definition, category, case.urgency, area.code)
        deadlines.enter(case, None, definition.state(row.state), now)
        return {"promise": case.promise, "due_at": case.due_at, "next_at": case.next_at}

    def _bodies(self, rows: Sequence[Row], cases: Columns) -> Iterator[dict[str, Any]]:
        """What each event says: where the row comes from, and what was set on its case."""
        origin = {"source": self._mapping.source, "import": str(self.batch.uuid)}
        unset = _unset() | {name: value for name, value in cases.same.items() if name in TRACKED}
        names = [name for name in TRACKED if name in cases.each]
        told = zip(*(cases.each[name] for name in names), strict=True)
        for row, values in zip(rows, told, strict=True):
            given = {name: value for name, value in zip(names, values, strict=True) if value or value not in _EMPTY}
            data = {**origin, "number": row.number, "row": row.line}
            yield {"actor": "import", "units": [], "data": data, "pictures": [], "set": unset | given}

    def write(self, made: Made) -> None:
        """All tables of these rows. The caller holds the transaction."""
        if not made.lines:
            return
        cases, events = reserve(Case, len(made.lines)), reserve(Event, len(made.lines))
        self._tables[Case].write_columns(made.cases.also(id=cases))
        self._tables[Event].write_columns(made.events.also(id=events, case_id=cases))
        self._tables[EventBody].write_columns(made.bodies.also(event_id=events))
        self._tables[Secret].write_columns(made.secrets)
        if self._facts is not None:
            self._tables[self._facts].write_columns(Columns({"case_id": cases}))
        rows = Columns({"number": made.lines, "case_id": cases}, {"batch_id": self.batch.pk})
        self._tables[ImportedRow].write_columns(rows)
