"""Requests as anyone reads them: what was released, told by the grid and the square, never by a point or a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q

from wuzhi.areas.cells import FINEST, Box, Square, squares_in
from wuzhi.areas.codes import LENGTHS, Level
from wuzhi.cases import process, queries
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.fields import kind_label
from wuzhi.cases.models import Case
from wuzhi.cases.public import released
from wuzhi.cases.screens import describe, timeline
from wuzhi.cases.screens.reading import first_released
from wuzhi.cases.visibility import CaseQuerySet, any_of
from wuzhi.modules.nearby import wording
from wuzhi.open311 import days
from wuzhi.open311.asked import Asked

CHUNK = 200
MOST_SQUARES = 256
_GRID = LENGTHS[Level.GRID]
Address = Callable[[str], str]


def found(asked: Asked) -> CaseQuerySet[Case]:
    """The requests of a page, the newest first, by an index over public matters alone. No query yet."""
    cases = released()
    cases = _narrowed(cases, asked) if asked.ids is None else cases.filter(uuid__in=asked.ids)
    return cases.order_by("-opened_at", "-pk")[asked.skipped : asked.skipped + asked.size]


def _narrowed(cases: CaseQuerySet[Case], asked: Asked) -> CaseQuerySet[Case]:
    spans = {
        "opened_at__gte": asked.begin,
        "opened_at__lte": asked.end,
        "entered_at__gte": asked.updated_after,
        "entered_at__lte": asked.updated_before,
    }
    cases = cases.filter(**{name: value for name, value in spans.items() if value is not None})
    if asked.services:
        known = (catalogue.fresh().category_by_code(code) for code in asked.services)
        cases = cases.filter(category__in=[one.id for one in known if one])
    if len(asked.statuses) == 1:
        cases = cases.filter(closed_at__isnull="open" in asked.statuses)
    if asked.box:
        squares = squares_in(Box(*asked.box), FINEST, MOST_SQUARES)
        cases = cases.filter(any_of(Q(cell__gte=one.first, cell__lt=one.after) for one in squares))
    return wording.holding(cases, asked.words)


def described(cases: CaseQuerySet[Case], address: Address, *, extended: bool) -> Iterator[dict[str, Any]]:
    """The requests of a page, two hundred in memory at once. Two queries, one more for each part with its notes."""
    words = _Words()
    pictures = first_released(cases.values("uuid"))
    opened = cases.annotate(still_open=Q(closed_at__isnull=True)).values_list(*Found._fields)
    rows = (Found._make(row) for row in opened.iterator(chunk_size=CHUNK))
    while shown := list(islice(rows, CHUNK)):
        notes = _notes(shown) if extended else {}
        for one in shown:
            row = _request(one, words, pictures.get(one.uuid), address)
            yield row | {"extended_attributes": words.more(one), "notes": notes[one.pk]} if extended else row


class Found(NamedTuple):
    """The columns of a request."""

    pk: int
    uuid: UUID
    summary: str
    opened_at: datetime
    entered_at: datetime
    still_open: bool
    cell: int | None
    process: str
    version: int
    state: str
    category_id: int | None
    lead_unit_id: int | None
    area_code: str


class _Words:
    """What many requests of an answer have in common, put into words once."""

    def __init__(self) -> None:
        self._states: dict[tuple[str, int, str], str] = {}
        self._services: dict[int | None, tuple[str | None, str]] = {}
        self._units: dict[int | None, str | None] = {}

    def state(self, one: Found) -> str:
        """Where it stands."""
        key = (one.process, one.version, one.state)
        if key not in self._states:
            self._states[key] = str(process.get(one.process, one.version).state(one.state).label)
        return self._states[key]

    def service(self, one: Found) -> tuple[str | None, str]:
        """Code and name; the process where it has no category."""
        if one.category_id not in self._services:
            category = catalogue.fresh().category(one.category_id)
            label = str(category or process.get(one.process, one.version).label)
            self._services[one.category_id] = (category.code if category else None, label)
        return self._services[one.category_id]

    def unit(self, one: Found) -> str | None:
        """Who has it."""
        if one.lead_unit_id not in self._units:
            self._units[one.lead_unit_id] = describe.unit_name(one.lead_unit_id) or None
        return self._units[one.lead_unit_id]

    def more(self, one: Found) -> dict[str, Any]:
        """What deployments add."""
        category = catalogue.fresh().category(one.category_id)
        label = str(process.get(one.process, one.version).label)
        return {"kind": kind_label(category.kind) if category else None, "process": label}


def _request(one: Found, words: _Words, picture: str | None, address: Address) -> dict[str, Any]:
    """One released request in the standard's words."""
    longitude, latitude = (None, None) if one.cell is None else Square(one.cell, FINEST).middle
    code, name = words.service(one)
    return {
        "service_request_id": str(one.uuid),
        "status": "open" if one.still_open else "closed",
        "status_notes": words.state(one),
        "service_name": name,
        "service_code": code,
        "description": one.summary or None,
        "agency_responsible": words.unit(one),
        "service_notice": None,
        "requested_datetime": days.told(one.opened_at),
        "updated_datetime": days.told(one.entered_at),
        "expected_datetime": None,
        "address": describe.place_words(one.area_code[:_GRID]),
        "address_id": one.area_code[:_GRID],
        "zipcode": None,
        "lat": latitude,
        "long": longitude,
        "media_url": address(picture) if picture else None,
    }


def bare(case: Case) -> dict[str, Any]:
    """What the program that sent a request may know of it before it is public: that it is there, and how it stands."""
    return {
        "service_request_id": str(case.uuid),
        "status": "open" if case.closed_at is None else "closed",
        "status_notes": describe.state_label(case),
        "description": None,
        "requested_datetime": days.told(case.opened_at),
        "updated_datetime": days.told(case.entered_at),
    }


def _notes(shown: Iterable[Found]) -> dict[int, list[dict[str, Any]]]:
    """By the keys of the cases: what the public may know of what happened. One query."""
    names = ("id", "process", "version")
    cases = [Case.from_db(DEFAULT_DB_ALIAS, names, (one.pk, one.process, one.version)) for one in shown]
    events = queries.happened_in(cases)
    return {case.pk: [_note(one) for one in timeline.released_entries(case, events[case.pk])] for case in cases}


def _note(entry: timeline.Entry) -> dict[str, Any]:
    return {
        "datetime": days.told(entry.at),
        "type": entry.kind,
        "summary": entry.label,
        "description": entry.who or None,
    }
