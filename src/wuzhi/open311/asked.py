"""What a list of requests is asked for, read from an address: what is empty is as if it were not there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from wuzhi.core import clock
from wuzhi.open311 import days
from wuzhi.open311.faults import Fault

MOST = 1000
DEEPEST = 100_000  # further on, a span of time asks for less
WINDOW = timedelta(days=90)
STATUSES = ("open", "closed")


@dataclass(frozen=True)
class Asked:
    """The filters of a list. Times are the first and the last of a day; 90 days at most unless ids are named."""

    ids: tuple[UUID, ...] | None
    services: tuple[str, ...]
    statuses: frozenset[str]
    begin: datetime | None
    end: datetime | None
    updated_after: datetime | None
    updated_before: datetime | None
    box: tuple[float, float, float, float] | None
    words: str
    size: int
    skipped: int
    extended: bool


def read(given: Mapping[str, str]) -> Asked:
    """Raises Fault 400 with every parameter that can't be read. Ids that are none are passed over."""
    reader = _Reader(given)
    begin, after = (days.begins(at) if (at := reader.moment(one)) else None for one in ("start_date", "updated_after"))
    end, before = (days.ends(at) if (at := reader.moment(one)) else None for one in ("end_date", "updated_before"))
    size = reader.number("page_size", reader.number("per_page", MOST))
    page = reader.number("page", 1)
    begin, end = _window(begin, end, moved=bool(after or before))
    found = Asked(
        ids=_ids(reader.text("service_request_id")),
        services=tuple(reader.words("service_code")),
        statuses=frozenset(reader.among("status", STATUSES)),
        begin=begin,
        end=end,
        updated_after=after,
        updated_before=before,
        box=reader.box("bbox"),
        words=reader.text("q")[:100],
        size=min(size, MOST),
        skipped=reader.skipped(page, min(size, MOST)),
        extended=reader.text("extensions") == "true",
    )
    reader.finish()
    return found


def _window(begin: datetime | None, end: datetime | None, *, moved: bool) -> tuple[datetime | None, datetime | None]:
    """Ninety days up to the end or from the beginning; without either the last ninety, but for who asks for changes."""
    if moved and begin is None and end is None:
        return None, None
    if begin is None:
        return days.begins((end or clock.now()) - WINDOW), end
    return begin, min(end, begin + WINDOW) if end else begin + WINDOW


def _ids(text: str) -> tuple[UUID, ...] | None:
    if not text:
        return None
    found = []
    for one in text.split(",")[:MOST]:
        try:
            found.append(UUID(one.strip()))
        except ValueError:
            continue
    return tuple(found)


class _Reader:
    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self._faults: list[str] = []

    def text(self, name: str) -> str:
        return self._given.get(name, "").strip()

    def words(self, name: str) -> list[str]:
        return [one.strip() for one in self.text(name).split(",") if one.strip()]

    def among(self, name: str, known: tuple[str, ...]) -> list[str]:
        found = [one.lower() for one in self.words(name)]
        if not set(found) <= set(known):
            self._fault(name, _("one of %(known)s") % {"known": ", ".join(known)})
        return found

    def number(self, name: str, otherwise: int) -> int:
        text = self.text(name)
        if not text:
            return otherwise
        if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text)):
            self._fault(name, _("a whole number from 1"))
            return otherwise
        return int(text)

    def skipped(self, page: int, size: int) -> int:
        found = (page - 1) * size
        if found > DEEPEST:
            self._fault(
                "page", _("no further than %(most)d requests; please ask for a shorter span") % {"most": DEEPEST}
            )
        return found

    def moment(self, name: str) -> datetime | None:
        text = self.text(name)
        try:
            found = parse_datetime(text.replace(" ", "+")) if text else None  # "+" in an address is a blank
            day = date.fromisoformat(text) if text and found is None else None
        except ValueError:
            found = day = None
        if day is not None:
            found = datetime(day.year, day.month, day.day)  # noqa: DTZ001  made aware just below
        if text and found is None:
            self._fault(name, _("a date with its zone, such as 2026-03-14T08:30:00+08:00"))
        return found.replace(tzinfo=clock.local_zone()) if found and found.tzinfo is None else found

    def box(self, name: str) -> tuple[float, float, float, float] | None:
        text = self.text(name)
        if not text:
            return None
        try:
            west, south, east, north = (float(one) for one in text.split(","))
        except ValueError:
            west, south, east, north = 1.0, 0.0, 0.0, 0.0
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            self._fault(name, _("west,south,east,north in degrees"))
            return None
        return west, south, east, north

    def _fault(self, name: str, wanted: str) -> None:
        self._faults.append(f"{name}: {wanted}")

    def finish(self) -> None:
        """Raises Fault where something could not be read."""
        if self._faults:
            raise Fault(400, *self._faults)
