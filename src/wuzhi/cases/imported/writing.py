"""The rows of a batch as the engine's tables hold them, written in bulk: thousands of cases a second.

Columns, not models' objects: making an object for each row takes longer than writing it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import uuid4

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
from wuzhi.core.bulk import Table, reserve
from wuzhi.core.ids import new_tracking_code
from wuzhi.trust.models import Secret
from wuzhi.trust.vault import seal_many

KIND = "imported"
_EMPTY: tuple[Any, ...] = (None, "", {})
Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """The columns that will be written of a row, and its number; keys are not known yet."""

    line: int
    case: Columns
    event: Columns
    body: Columns
    secret: Columns | None


@cache
def _unset() -> Columns:
    """What the engine's columns hold where nothing sets them."""
    known = {str(field.attname): field.get_default() for field in Case._meta.concrete_fields if field.has_default()}
    return {name: known[name] for name in TRACKED if known.get(name) not in _EMPTY}


class Writer:
    """Prepares rows apart from the transaction and writes them within it."""

    def __init__(self, batch: Import, mapping: MappingFile) -> None:
        self.batch, self._mapping = batch, mapping
        facts = mapping.definition.facts
        self._facts: Any = Case._meta.get_field(facts).related_model if facts else None
        models: list[Any] = [Case, Event, EventBody, Secret, ImportedRow, *([self._facts] if facts else [])]
        self._tables = {model: Table(model) for model in models}

    def prepare(self, row: Row, area: AreaFacts | None) -> Made:
        """The case as it enters here: history where it has ended, alive from now on where it has not."""
        now = clock.now()
        secret = seal_many("words", [row.words])[0] if row.words else None
        case = self._case(row, area or self._mapping.elsewhere, now)
        case["words"] = secret["uuid"] if secret else None
        origin = {"source": self._mapping.source, "number": row.number, "import": str(self.batch.uuid), "row": row.line}
        changes = {name: value for name in TRACKED if (value := case.get(name)) or value not in _EMPTY}
        body = {
            "actor": "import",
            "units": [],
            "data": origin,
            "pictures": [],
            "set": _unset() | changes,
        }
        uuid = uuid4()
        proof = chain.prove("", chain.Fact(uuid, 1, KIND, now, chain.SCHEMA), body)
        case["head"] = proof.link
        event = {
            "number": 1, "uuid": uuid, "kind": KIND, "at": now, "schema": chain.SCHEMA, "digest": proof.digest,
            "link": proof.link,
        }  # fmt: skip
        return Made(row.line, case, event, {"salt": proof.salt, "canonical": proof.canonical}, secret)

    def _case(self, row: Row, area: AreaFacts, now: datetime) -> Columns:
        definition = self._mapping.definition
        longitude, latitude = row.point or (None, None)
        found: Columns = {
            "uuid": uuid4(), "tracking_code": new_tracking_code(), "process": definition.key,
            "version": definition.version, "state": row.state, "revision": 1, "opened_at": row.opened_at,
            "entered_at": row.closed_at or now, "closed_at": row.closed_at, "channel": Channel.IMPORTED.value,
            "category_id": row.category.id if row.category else None, "area_id": area.id, "area_code": area.code,
            "longitude": longitude, "latitude": latitude, "cell": cell_of(longitude, latitude),
            "given_place": dict(row.given),
            "tier": str(level_of(area.code)), "external_source": self._mapping.source, "external_number": row.number,
            "external_due_at": row.due_at, "promise": {}, "due_at": None, "next_at": None, "words": None, "head": "",
        }  # fmt: skip
        return found if row.closed_at is not None else found | self._alive(row, area, found["category_id"], now)

    def _alive(self, row: Row, area: AreaFacts, category: int | None, now: datetime) -> Columns:
        """What is promised from now on for a case that has not ended."""
        definition = self._mapping.definition
        pinned = {"process": definition.key, "version": definition.version, "state": row.state}
        case = Case(**pinned, area_code=area.code, category_id=category, external_due_at=row.due_at)
        case.promise = deadlines.promise(definition, category, case.urgency, area.code)
        deadlines.enter(case, None, definition.state(row.state), now)
        return {"promise": case.promise, "due_at": case.due_at, "next_at": case.next_at}

    def write(self, made: Sequence[Made]) -> None:
        """All tables of these rows. The caller holds the transaction."""
        if not made:
            return
        cases, events = reserve(Case, len(made)), reserve(Event, len(made))
        keyed = list(zip(made, cases, events, strict=True))
        self._write(Case, ({"id": case, **one.case} for one, case, _event in keyed))
        self._write(Event, ({"id": event, "case_id": case, **one.event} for one, case, event in keyed))
        self._write(EventBody, ({"event_id": event, **one.body} for one, _case, event in keyed))
        self._write(Secret, (one.secret for one in made if one.secret is not None))
        if self._facts is not None:
            self._write(self._facts, ({"case_id": case} for case in cases))
        rows = ({"batch_id": self.batch.pk, "number": one.line, "case_id": case} for one, case, _event in keyed)
        self._write(ImportedRow, rows)

    def _write(self, model: Any, rows: Iterable[Columns]) -> None:
        self._tables[model].write(rows)
