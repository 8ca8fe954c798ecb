"""What the API says of a case. Nothing that a person wrote is in it: that is asked for apart, on the record."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema


class Line(Schema):
    """A case as a list shows it. `waits` says who must act next, '' where nobody must."""

    uuid: UUID
    number: str
    title: str
    state: str
    state_label: str
    urgency: str
    waits: str
    place: str
    place_code: str
    due_at: datetime | None
    overdue: bool


class Lines(Schema):
    """A page of a list; `after` is the cursor of what follows, '' where nothing does."""

    cases: list[Line]
    after: str


class Count(Schema):
    """How many cases a list has, counted no further than a thousand; `more` where there are more."""

    key: str
    label: str
    number: int | None
    more: bool


class OpenStep(Schema):
    """A step that is open to you, or would be but for `why_not`. `form` is the JSON Schema of its data."""

    key: str
    label: str
    why_not: str | None
    form: dict[str, Any]


class Chosen(Schema):
    """What was chosen in one field of a step."""

    label: str
    text: str


class Happened(Schema):
    """One event. `who` is '' where the clock acted."""

    number: int
    kind: str
    label: str
    at: datetime
    who: str
    facts: list[Chosen]


class CaseOut(Line):
    """A case whole, with the steps that are open to you now. `revision` is also its ETag."""

    revision: int
    process: str
    process_label: str
    version: int
    channel: str
    category: str
    unit: str
    person: str
    area_code: str
    longitude: float | None
    latitude: float | None
    opened_at: datetime
    closed_at: datetime | None
    outcome: str
    summary: str
    public: bool
    steps: list[OpenStep]
    timeline: list[Happened]


class Written(Schema):
    """What was written in one field of an event; the opening's is event 1."""

    event: int
    field: str
    label: str
    text: str


class Texts(Schema):
    """What people wrote, and how to reach the reporter where that was asked for."""

    texts: list[Written]
    contact: str | None


class Done(Schema):
    """A step was taken. `replayed`: it had been before, under the same key. `case` is null where it left your sight."""

    uuid: UUID
    revision: int
    replayed: bool
    case: CaseOut | None


class Opened(Schema):
    """A case was opened. `code` is for whoever reported it."""

    uuid: UUID
    revision: int
    replayed: bool
    code: str


class Offered(Schema):
    """A process that you may open a case of, and what its opening asks."""

    key: str
    version: int
    label: str
    form: dict[str, Any]


class Me(Schema):
    """Who you are here. `csrf` goes into the header X-CSRFToken where a session, not a key, signs you in."""

    name: str
    roles: list[str]
    csrf: str
