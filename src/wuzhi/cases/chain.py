"""The chain of a case's events: each link holds the one before it and the digest of its own body."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from wuzhi.cases.models import Case, Event, EventBody

SCHEMA = 1
# From an older schema's body to the next one's; a reader never sees but the newest.
UPCASTERS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


def canonical(body: Mapping[str, Any]) -> str:
    """The one text of a body: keys sorted, no spaces, times in ISO 8601 UTC."""
    return _canonical.encode(body)


@dataclass(frozen=True, slots=True)
class Proof:
    """What an event and its body hold, before either is a row."""

    salt: bytes
    canonical: str
    digest: str
    link: str


@dataclass(frozen=True, slots=True)
class Fact:
    """What a link says of its event, the digest of the body apart."""

    uuid: UUID | str
    number: int
    kind: str
    at: datetime
    schema: int


def prove(head: str, fact: Fact, body: Mapping[str, Any]) -> Proof:
    """The next link after `head`."""
    text, salt = canonical(body), os.urandom(16)
    digest = _digest(salt, text)
    return Proof(salt, text, digest, _link(head, fact, digest))


def link(case: Case, number: int, kind: str, at: datetime, body: Mapping[str, Any]) -> tuple[Event, EventBody]:
    """The next event of a case and its body, not yet saved."""
    event = Event(case=case, number=number, kind=kind, at=at, schema=SCHEMA)
    proof = prove(case.head, Fact(event.uuid, number, kind, at, event.schema), body)
    event.digest, event.link = proof.digest, proof.link
    return event, EventBody(salt=proof.salt, canonical=proof.canonical)


def body_of(event: Event) -> dict[str, Any]:
    """What an event's body says, in today's schema; {} where it was erased. The body should be selected along."""
    body = getattr(event, "body", None)
    return read_body(event.schema, body.canonical if body is not None else None)


def read_body(schema: int, canonical_text: str | None) -> dict[str, Any]:
    """A body's text in today's schema; {} where it was erased."""
    if canonical_text is None:
        return {}
    found: dict[str, Any] = json.loads(canonical_text)
    for older in range(schema, SCHEMA):
        found = UPCASTERS[older](found)
    return found


def first_broken(events: Iterable[Event]) -> Event | None:
    """The first event of a case, in order, that does not follow from the one before; None where all do.

    An erased body is no break; a changed one is. Bodies should be selected along.
    """
    before, expected = "", 1
    for event in events:
        body = getattr(event, "body", None)
        altered = body is not None and _digest(bytes(body.salt), body.canonical) != event.digest
        if altered or event.number != expected or event.link != _link(before, event, event.digest):
            return event
        before, expected = event.link, expected + 1
    return None


def _digest(salt: bytes, text: str) -> str:
    return hashlib.sha256(salt + text.encode()).hexdigest()


def _link(before: str, event: Event | Fact, digest: str) -> str:
    own = (
        f"{before}\x1f{event.uuid}\x1f{event.number}\x1f{event.kind}\x1f{_text(event.at)}\x1f{event.schema}\x1f{digest}"
    )
    return hashlib.sha256(own.encode()).hexdigest()


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date | UUID):
        return value.isoformat() if isinstance(value, date) else str(value)
    return str(value)


@lru_cache(maxsize=256)
def _instant(at: datetime) -> str:
    """Kept: an event names the same few instants again and again, and the events of an import nearly all."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_text)
