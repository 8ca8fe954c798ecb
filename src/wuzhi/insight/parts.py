"""Which part of one's sight is counted: areas, a leading unit, a kind; read from an address and written into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from wuzhi.areas.codes import prefix_range
from wuzhi.areas.directory import AreaFacts, directory
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.visibility import any_of
from wuzhi.people.actor import Actor
from wuzhi.people.models import Role
from wuzhi.people.units import units

READERS = (Role.LEADER, Role.SUPERVISOR, Role.DISPATCHER)
NOBODY_YET = 0  # stands for the unit of a matter that no unit leads yet


@dataclass(frozen=True)
class Part:
    """Some areas, and of them perhaps one unit or kind. `here` leaves out what lies in an area right within them."""

    areas: tuple[str, ...]
    here: bool = False
    unit: int | None = None
    category: int | None = None

    def condition(self) -> Q:
        """As the database is asked."""
        found = any_of(prefix_range("area_code", area) for area in self.areas)
        if self.here:
            found &= ~any_of(prefix_range("area_code", one.code) for area in self.areas for one in nearer(area))
        if self.unit is not None:
            found &= Q(lead_unit=self.unit) if self.unit != NOBODY_YET else Q(lead_unit__isnull=True)
        return found if self.category is None else found & Q(category=self.category)

    @property
    def query(self) -> str:
        """As an address names it."""
        named: dict[str, Any] = {"area": self.areas[0] if len(self.areas) == 1 else ""}
        named |= {"here": "yes" if self.here else "", "unit": self.unit, "category": self.category}
        return urlencode({name: value for name, value in named.items() if value not in {"", None}})

    def within(self, area: str, *, here: bool = False) -> Part:
        """The same of one area."""
        return replace(self, areas=(area,), here=here)

    def of(self, *, unit: int | None = None, category: int | None = None) -> Part:
        """The same of one unit or kind."""
        return replace(self, unit=self.unit if unit is None else unit, category=category or self.category)

    def words(self) -> list[str]:
        """What it is, in the reader's language."""
        known = directory()
        found = [str(area) for code in self.areas if (area := known.get(code)) is not None]
        if self.here:
            found = [_("%(place)s, no nearer place") % {"place": place} for place in found]
        if self.unit is not None:
            found.append(str(units.fresh().get(self.unit) or _("no unit yet")))
        kind = catalogue.fresh().category(self.category)
        return found if kind is None else [*found, str(kind)]


def read_part(viewer: Actor, asked: Mapping[str, str]) -> Part:
    """What an address names. Http404 for an area outside the viewer's own, and for what there is not."""
    area, own = asked.get("area", ""), tuple(one.code for one in scopes(viewer))
    if area and (not area.isdigit() or directory().get(area) is None or not area.startswith(own)):
        raise Http404
    unit, category = _number(asked.get("unit", "")), _number(asked.get("category", ""))
    if unit and units.fresh().get(unit) is None:
        raise Http404
    if category is not None and catalogue.fresh().category(category) is None:
        raise Http404
    return Part((area,) if area else own, bool(area) and asked.get("here") == "yes", unit, category)


def nearer(code: str) -> list[AreaFacts]:
    """The areas of the spine right within one."""
    return [one for one in directory().within(code) if one.parent_code == code and one.code.isdigit()]


def scopes(viewer: Actor) -> list[AreaFacts]:
    """The areas that the viewer answers for."""
    codes = sorted({prefix for seat in viewer.seats_as(*READERS) for prefix in seat.prefixes})
    return [area for code in codes if (area := directory().get(code)) is not None]


def _number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404
    return int(text)
