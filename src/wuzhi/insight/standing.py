"""What is open now by unit, by place and on the map, from one reading, so that each of them sums to the whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from wuzhi.areas.directory import AreaFacts, directory
from wuzhi.areas.models import Area
from wuzhi.cases.listing import OPEN, of_each
from wuzhi.cases.models import Case
from wuzhi.cases.visibility import sight
from wuzhi.core import clock
from wuzhi.insight.parts import NOBODY_YET, Part, nearer
from wuzhi.modules.reports.process import REPORT
from wuzhi.people.actor import Actor
from wuzhi.people.units import units


@dataclass(frozen=True)
class Line:
    """A row of a table: whose, how many are open and how many of them late, and the part that is exactly this.

    `nearer` is the part that its name leads to, None where there is nothing smaller.
    """

    name: str
    open: int
    late: int
    part: Part
    nearer: Part | None = None


class Standing:
    """The open reports of a part, each counted once, by leading unit and place."""

    def __init__(self, rows: Iterable[tuple[int | None, str, int, int]], part: Part) -> None:
        self.part = part
        self._units: dict[int, tuple[int, int]] = {}
        self.places: dict[str, tuple[int, int]] = {}
        for unit, code, number, late in rows:
            _add(self._units, unit or NOBODY_YET, number, late)
            _add(self.places, code, number, late)
        self.open = sum(number for number, _late in self.places.values())
        self.late = sum(late for _number, late in self.places.values())

    def by_unit(self) -> list[Line]:
        """Whoever has the most late first, then the most open; those that nobody leads yet last."""
        known = units.fresh()
        lines = [
            Line(str(known.get(unit) or _("no unit yet")), number, late, self.part.of(unit=unit))
            for unit, (number, late) in self._units.items()
        ]
        return sorted(lines, key=lambda one: (one.part.unit == NOBODY_YET, -one.late, -one.open, one.name))

    def by_place(self) -> list[Line]:
        """The areas right within the part's own, then what lies in none of them."""
        lines = []
        for top in self.part.areas:
            lines += [self._line(self.part.within(one.code), str(one), nearer(one.code)) for one in nearer(top)]
            rest = self.part.within(top, here=True)
            here = self._line(rest, rest.words()[0], [])
            lines += [here] if here.open else []
        return lines

    def _line(self, part: Part, name: str, inner: list[AreaFacts]) -> Line:
        area = part.areas[0]
        apart = tuple(one.code for one in nearer(area)) if part.here else ()
        lying = [both for code, both in self.places.items() if code.startswith(area) and not code.startswith(apart)]
        number, late = sum(number for number, _late in lying), sum(late for _number, late in lying)
        return Line(name, number, late, part, part if inner else None)


def _add(counted: dict[Any, tuple[int, int]], key: Any, number: int, late: int) -> None:
    held = counted.get(key, (0, 0))
    counted[key] = (held[0] + number, held[1] + late)


def standing(viewer: Actor, part: Part) -> Standing:
    """Reads it. One query."""
    found = Case.objects.filter(OPEN, part.condition(), process=REPORT.key).filter(of_each(sight(viewer))).order_by()
    rows = found.values_list("lead_unit", "area_code")
    late = Count("pk", filter=Q(due_at__lt=clock.now()))
    return Standing(list(rows.annotate(number=Count("pk"), late=late)), part)


@dataclass(frozen=True)
class Spot:
    """A grid on the map: how many are open in it."""

    area: AreaFacts
    longitude: float
    latitude: float
    open: int
    late: int


def spots(standing: Standing) -> list[Spot]:
    """The places with something open that have a point; the others are only in the tables. One query."""
    known, counted = directory(), standing.places
    areas = {area.id: area for code in counted if (area := known.get(code)) is not None}
    placed = Area.objects.filter(pk__in=list(areas)).order_by("code")
    return [
        Spot(areas[pk], longitude, latitude, *counted[areas[pk].code])
        for pk, longitude, latitude in placed.values_list("pk", "longitude", "latitude")
        if longitude is not None and latitude is not None
    ]
