"""All units in memory, so that naming one or climbing to its superior costs no query."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from wuzhi.areas.codes import LENGTHS, Level
from wuzhi.core.naming import named
from wuzhi.core.versions import Versioned
from wuzhi.people.models import Unit


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit as routing and pages need it."""

    id: int
    code: str
    name: str
    name_en: str
    kind: str
    area_code: str
    level: str
    superior_id: int | None
    phone: str
    sittings: str
    active: bool

    def __str__(self) -> str:
        return named(self.name, self.name_en)

    @property
    def office_hours(self) -> tuple[tuple[time, time], ...]:
        """Its own sittings as (opens, closes) pairs; empty where the common ones hold."""
        return read_sittings(self.sittings)


def read_sittings(text: str) -> tuple[tuple[time, time], ...]:
    """ "08:00-12:00 14:00-18:00" as pairs. Raises ValueError where it can't be read or the hours don't ascend."""
    found = []
    for part in text.split():
        opens, _dash, closes = part.partition("-")
        found.append((time.fromisoformat(opens), time.fromisoformat(closes)))
    edges = [edge for sitting in found for edge in sitting]
    if any(earlier >= later for earlier, later in pairwise(edges)):
        raise ValueError("office hours must ascend")
    return tuple(found)


class UnitDirectory:
    """Units by id, by area, and up the line of superiors."""

    def __init__(self, rows: Mapping[int, UnitFacts]) -> None:
        self._rows = rows
        self._by_area: dict[str, list[UnitFacts]] = {}
        for unit in rows.values():
            if unit.active:
                self._by_area.setdefault(unit.area_code, []).append(unit)

    def get(self, unit_id: int | None) -> UnitFacts | None:
        """The unit, or None."""
        return self._rows.get(unit_id) if unit_id is not None else None

    def __iter__(self) -> Iterator[UnitFacts]:
        return iter(self._rows.values())

    def active(self) -> list[UnitFacts]:
        """Those that may be asked to act, by code."""
        return sorted((unit for unit in self if unit.active), key=lambda unit: unit.code)

    def in_area(self, code: str, kind: str) -> UnitFacts | None:
        """The unit of this kind that sits in exactly this area."""
        return next((unit for unit in self._by_area.get(code, ()) if unit.kind == kind), None)

    def of_place(self, code: str, level: str, kind: str) -> UnitFacts | None:
        """The unit of this kind at this level whose area contains the place."""
        length = LENGTHS[Level(level)]
        return self.in_area(code[:length], kind) if len(code) >= length else None

    def chain(self, unit_id: int) -> list[int]:
        """The unit, then its superiors upward; a loop in the data ends the climb."""
        found: list[int] = []
        current = self._rows.get(unit_id)
        while current is not None and current.id not in found:
            found.append(current.id)
            current = self._rows.get(current.superior_id) if current.superior_id else None
        return found


def _load() -> UnitDirectory:
    fields = ("id", "code", "name", "name_en", "kind", "area__code", "area__level", "superior_id", "phone")
    rows = Unit.objects.values_list(*fields, "sittings", "active")
    return UnitDirectory({row[0]: UnitFacts(*row) for row in rows})


units = Versioned("people", _load)
