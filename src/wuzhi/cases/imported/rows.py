"""A row of the file read by the mapping: what it says, or why it can't be taken in. Nothing is guessed."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wuzhi.areas import datum
from wuzhi.areas.directory import AreaFacts
from wuzhi.cases.catalogue import CategoryFacts
from wuzhi.cases.imported.mapping import ANY_OTHER, MappingFile
from wuzhi.cases.imported.times import reader

LONGEST_WORDS = 2000
LONGEST_NUMBER = 60


class Fault(Exception):
    """Why a row can't be taken in."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says. `point` is longitude and latitude in WGS 84; `no_point` says why there is none."""

    line: int
    number: str
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    state: str
    category: CategoryFacts | None
    area: AreaFacts | None
    point: tuple[float, float] | None
    no_point: str
    given: Mapping[str, object]
    words: str


def headings_missing(path: Path, mapping: MappingFile) -> list[str]:
    """The columns that the mapping names and the file has not."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        have = set(next(csv.reader(file), []))
    return sorted({*mapping.columns.values(), *mapping.words} - have)


def read_rows(
    path: Path, mapping: MappingFile, wanted: Callable[[int], bool] = lambda _line: True
) -> Iterator[Row | tuple[int, str]]:
    """Each row that is wanted by its number, or the number and what is wrong with it; rows are counted from 1."""
    seen: set[bytes] = set()
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line, cells in enumerate(csv.DictReader(file), start=1):
            if not wanted(line):
                continue
            try:
                row = _read(line, cells, mapping)
                if (mark := hashlib.blake2b(row.number.encode(), digest_size=12).digest()) in seen:
                    raise Fault(_("The number stands in an earlier row too."))
                seen.add(mark)
                yield row
            except Fault as fault:
                yield line, str(fault)


def _read(line: int, cells: Mapping[str, str | None], mapping: MappingFile) -> Row:
    def cell(name: str) -> str:
        return (cells.get(mapping.columns.get(name, "")) or "").strip()

    number = cell("number")
    if not number or len(number) > LONGEST_NUMBER:
        raise Fault(_("The number is missing or longer than %(most)d characters.") % {"most": LONGEST_NUMBER})
    opened = _time(cell("opened"), mapping)
    if opened is None:
        raise Fault(_("When it came in is missing."))
    state = mapping.states.get(cell("state"), mapping.states.get(ANY_OTHER))
    if state is None:
        raise Fault(_("The mapping does not say what state “%(state)s” is.") % {"state": cell("state")[:40]})
    is_over = mapping.definition.state(state).end
    point, no_point, given = _point(cell("longitude"), cell("latitude"), mapping)
    return Row(
        line=line,
        number=number,
        opened_at=opened,
        closed_at=(_time(cell("ended"), mapping) or opened) if is_over else None,
        due_at=_time(cell("due"), mapping),
        state=state,
        category=mapping.kinds.get(cell("kind"), mapping.kinds.get(ANY_OTHER)),
        area=mapping.areas.get(cell("area")),
        point=point,
        no_point=no_point,
        given=given,
        words="\n".join(filter(None, ((cells.get(name) or "").strip() for name in mapping.words)))[:LONGEST_WORDS],
    )


def _time(text: str, mapping: MappingFile) -> datetime | None:
    if not text:
        return None
    try:
        return _in_utc(reader(mapping.time_format)(text), mapping)
    except ValueError as error:
        raise Fault(_("“%(text)s” is no time in the form that the mapping gives.") % {"text": text[:40]}) from error


def _in_utc(at: datetime, mapping: MappingFile) -> datetime:
    """A time of the file as an instant; one without a zone is of the mapping's."""
    return (at if at.tzinfo else at.replace(tzinfo=mapping.zone)).astimezone(UTC)


def _point(
    longitude: str, latitude: str, mapping: MappingFile
) -> tuple[tuple[float, float] | None, str, Mapping[str, object]]:
    """A point, or why it is none: "none" where the row has no coordinates, "rounded" where they say too little."""
    if not longitude or not latitude:
        return None, "none", {}
    try:
        east, north = float(longitude), float(latitude)
        found = datum.place(east, north, mapping.datum)
    except (ValueError, ValidationError):
        return None, "none", {}
    if not east and not north:
        return None, "none", {}
    if max(_decimals(longitude), _decimals(latitude)) < mapping.least_decimals:
        return None, "rounded", {}
    given = {"longitude": east, "latitude": north, "datum": mapping.datum}
    return (round(found.longitude, 6), round(found.latitude, 6)), "", given


def _decimals(text: str) -> int:
    return len(text.partition(".")[2].rstrip("0"))
