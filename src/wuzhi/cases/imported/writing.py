"""The rows of a batch as the engine's tables hold them, written in bulk: thousands of cases a second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

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
from wuzhi.trust.vault import seal

KIND = "imported"
_COLUMNS = (
    "uuid", "tracking_code", "process", "version", "state", "revision", "head", "opened_at", "entered_at", "closed_at",
    "channel", "category_id", "area_id", "area_code", "longitude", "latitude", "given_place", "tier", "words",
    "promise", "due_at", "next_at", "external_source", "external_number", "external_due_at",
)  # fmt: skip
_SECRET = ("uuid", "kind", "purpose", "nonce", "ciphertext", "wrapped_key", "created_at")
_EMPTY: tuple[Any, ...] = (None, "", {})


@dataclass(frozen=True, slots=True)
class Made:
    """A row with what will be written of it; keys are not known yet."""

    row: Row
    case: Case
    event: Event
    body: EventBody
    secret: Secret | None


class Writer:
    """Prepares rows apart from the transaction and writes them within it."""

    def __init__(self, batch: Import, mapping: MappingFile) -> None:
        self.batch, self._mapping = batch, mapping
        facts = mapping.definition.facts
        self._facts = Case._meta.get_field(facts).related_model if facts else None
        models: list[Any] = [Case, Event, EventBody, Secret, ImportedRow, *([self._facts] if self._facts else [])]
        self._tables = {model: Table(model) for model in models}

    def prepare(self, row: Row, area: AreaFacts | None) -> Made:
        """The case as it enters here: history where it has ended, alive from now on where it has not."""
        secret = seal("words", row.words) if row.words else None
        case = self._case(row, area or self._mapping.elsewhere, secret.uuid if secret else None)
        body = {
            "actor": "import",
            "units": [],
            "data": {
                "source": self._mapping.source,
                "number": row.number,
                "import": str(self.batch.uuid),
                "row": row.line,
            },
            "pictures": [],
            "set": {name: value for name in TRACKED if (value := getattr(case, name)) not in _EMPTY},
        }
        event, event_body = chain.link(case, 1, KIND, clock.now(), body)
        case.head = event.link
        return Made(row, case, event, event_body, secret)

    def _case(self, row: Row, area: AreaFacts, words: UUID | None) -> Case:
        definition, now = self._mapping.definition, clock.now()
        case = Case(
            uuid=uuid4(), tracking_code=new_tracking_code(), process=definition.key, version=definition.version,
            state=row.state, revision=1, opened_at=row.opened_at, entered_at=row.closed_at or now,
            closed_at=row.closed_at, channel=Channel.IMPORTED, category_id=row.category.id if row.category else None,
            area_id=area.id, area_code=area.code, given_place=dict(row.given), tier=level_of(area.code), words=words,
            external_source=self._mapping.source, external_number=row.number, external_due_at=row.due_at,
        )  # fmt: skip
        case.longitude, case.latitude = row.point or (None, None)
        if row.closed_at is None:
            case.promise = deadlines.promise(definition, case.category_id, case.urgency, case.area_code)
            deadlines.enter(case, None, definition.state(row.state), now)
        return case

    def write(self, made: Sequence[Made]) -> None:
        """All tables of these rows. The caller holds the transaction."""
        if not made:
            return
        cases, events = reserve(Case, len(made)), reserve(Event, len(made))
        keyed = list(zip(made, cases, events, strict=True))
        self._write(Case, ({"id": case, **_columns(one.case)} for one, case, _event in keyed))
        self._write(Event, (_event_row(one.event, case, event) for one, case, event in keyed))
        bodies = (
            {"event_id": event, "salt": one.body.salt, "canonical": one.body.canonical} for one, _c, event in keyed
        )
        self._write(EventBody, bodies)
        secrets = [one.secret for one in made if one.secret is not None]
        self._write(Secret, ({name: getattr(secret, name) for name in _SECRET} for secret in secrets))
        if self._facts is not None:
            self._write(self._facts, ({"case_id": case} for case in cases))
        rows = ({"batch_id": self.batch.pk, "number": one.row.line, "case_id": case} for one, case, _event in keyed)
        self._write(ImportedRow, rows)

    def _write(self, model: Any, rows: Any) -> None:
        self._tables[model].write(rows)


def _columns(case: Case) -> dict[str, Any]:
    return {name: getattr(case, name) for name in _COLUMNS}


def _event_row(event: Event, case: int, key: int) -> dict[str, Any]:
    return {
        "id": key, "case_id": case, "number": 1, "uuid": event.uuid, "kind": event.kind, "at": event.at,
        "schema": event.schema, "digest": event.digest, "link": event.link,
    }  # fmt: skip


def _body_row(body: EventBody, event: int) -> dict[str, Any]:
    return {"event_id": event, "salt": body.salt, "canonical": body.canonical}
