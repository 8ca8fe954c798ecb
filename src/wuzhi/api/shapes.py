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


class CaseFacts(Line):
    """A case whole, but for what you may do. `revision` is also its ETag."""

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
    timeline: list[Happened]


class CaseOut(CaseFacts):
    """A case with the steps that are open to you now."""

    steps: list[OpenStep]


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


class AtOnce(Schema):
    """A step by which whoever takes a matter in also ends it there."""

    key: str
    label: str
    form: dict[str, Any]


class Offered(Schema):
    """A process that you may open a case of, and what its opening asks.

    `on_the_spot` are the steps that end such a matter where it was taken in, one after the other.
    """

    key: str
    version: int
    label: str
    form: dict[str, Any]
    on_the_spot: list[AtOnce]


class Me(Schema):
    """Who you are here. `csrf` goes into the header X-CSRFToken where a session, not a key, signs you in.

    `account` is the same for you at all times and another for anyone else; it tells nothing more.
    """

    account: str
    name: str
    roles: list[str]
    csrf: str


class GroundOut(Schema):
    """An area with its outline (a GeoJSON geometry, WGS 84), or a building with its point; `own`: in your areas."""

    code: str
    name: str
    level: str
    own: bool
    longitude: float | None
    latitude: float | None
    outline: dict[str, Any] | None


class StepAlong(Schema):
    """An open step whose form stands in `forms` under this name."""

    key: str
    label: str
    why_not: str | None
    form: str


class CaseAlong(CaseFacts):
    """An open case; `mine` where it waits for you."""

    mine: bool
    steps: list[StepAlong]


class Along(Schema):
    """What you take along: at most 200 open cases of your area, those that wait for you first; `more`: it has more.

    Each form stands once in `forms`. Nothing that a person wrote is in it, and nobody's contact.
    """

    account: str
    name: str
    roles: list[str]
    grounds: list[GroundOut]
    processes: list[Offered]
    forms: dict[str, dict[str, Any]]
    cases: list[CaseAlong]
    more: bool
