"""A row of the file read by the mapping: what it says, or why it can't be taken in. Nothing is guessed."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wuzhi.areas import datum
from wuzhi.areas.directory import AreaFacts
from wuzhi.cases.catalogue import CategoryFacts
from wuzhi.cases.imported.mapping import ANY_OTHER, COLUMNS, MappingFile
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
        table = csv.reader(file)
        reader = _Reader(next(table, []), mapping)
        for line, cells in enumerate(filter(None, table), start=1):
            if not wanted(line):
                continue
            try:
                row = reader.read(line, cells)
                if (mark := hashlib.blake2b(row.number.encode(), digest_size=12).digest()) in seen:
                    raise Fault(_("The number stands in an earlier row too."))
                seen.add(mark)
                yield row
            except Fault as fault:
                yield line, str(fault)


class _Reader:
    """Reads rows under the headings of one file. Where each column stands is found once."""

    def __init__(self, headings: Sequence[str], mapping: MappingFile) -> None:
        self._mapping = mapping
        at = {heading: place for place, heading in enumerate(headings)}
        places = {name: at.get(mapping.columns.get(name, ""), len(headings)) for name in COLUMNS}
        self._places = tuple(places[name] for name in COLUMNS)
        self._words = tuple(at[name] for name in mapping.words if name in at)
        self._width = len(headings)
        self._time_of = reader(mapping.time_format, mapping.zone)
        self._over = {state.key for state in mapping.definition.states if state.end}
        self._otherwise = mapping.states.get(ANY_OTHER), mapping.kinds.get(ANY_OTHER)

    def read(self, line: int, given: Sequence[str]) -> Row:
        """Raises Fault. Cells that a short row lacks are empty, and so is that of a column which nobody names."""
        mapping = self._mapping
        cells = list(map(str.strip, given[: self._width]))
        cells += [""] * (self._width + 1 - len(cells))
        number, came, state_named, ended, due, kind, area, longitude, latitude = [cells[at] for at in self._places]
        if not number or len(number) > LONGEST_NUMBER:
            raise Fault(_("The number is missing or longer than %(most)d characters.") % {"most": LONGEST_NUMBER})
        if not number.isprintable():
            raise Fault(_("The number has a character that can't be shown."))
        opened = self._time(came)
        if opened is None:
            raise Fault(_("When it came in is missing."))
        state = mapping.states.get(state_named, self._otherwise[0])
        if state is None:
            raise Fault(_("The mapping does not say what state “%(state)s” is.") % {"state": state_named[:40]})
        point, no_point, said = _point(longitude, latitude, mapping)
        return Row(
            line=line,
            number=number,
            opened_at=opened,
            closed_at=(self._time(ended) or opened) if state in self._over else None,
            due_at=self._time(due),
            state=state,
            category=mapping.kinds.get(kind, self._otherwise[1]),
            area=mapping.areas.get(area),
            point=point,
            no_point=no_point,
            given=said,
            words="\n".join(filter(None, [cells[at] for at in self._words]))[:LONGEST_WORDS],
        )

    def _time(self, text: str) -> datetime | None:
        """A time of the file as an instant; one without a zone is of the mapping's."""
        if not text:
            return None
        try:
            return self._time_of(text).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise Fault(_("“%(text)s” is no time in the form that the mapping gives.") % {"text": text[:40]}) from error


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
