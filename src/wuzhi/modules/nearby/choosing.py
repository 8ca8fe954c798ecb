"""Which public matters a reader asks for: one choice read from the address, the same for the list and for the map."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from wuzhi.areas.cells import FINEST, Box, Square
from wuzhi.areas.codes import LENGTHS, Level, prefix_range
from wuzhi.areas.directory import AreaFacts, Typed, directory
from wuzhi.areas.queries import children, outline_box, villages_named
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.models import Case
from wuzhi.cases.public import released
from wuzhi.cases.visibility import CaseQuerySet
from wuzhi.modules.nearby import wording

OPEN, ENDED = "open", "ended"
STATES = ((OPEN, _("still open")), (ENDED, _("ended or closed")))
_SQUARE = re.compile(r"(\d{1,2})-(\d{1,11})")
_PLACES = (LENGTHS[Level.TOWN], LENGTHS[Level.VILLAGE])


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked for; an empty part asks for all. `words` are searched for (`wording`)."""

    kind: str = ""
    state: str = ""
    area: str = ""
    square: Square | None = None
    words: str = ""

    def cases(self) -> CaseQuerySet[Case]:
        """The public matters that fit; every condition stands in the indexes over public matters."""
        found = released()
        if self.kind:
            found = found.filter(category__in=catalogue.fresh().public_kinds().get(self.kind, []))
        if self.state:
            found = found.filter(closed_at__isnull=self.state == OPEN)
        if self.area:
            found = found.filter(prefix_range("area_code", self.area))
        if self.square:
            found = found.filter(cell__gte=self.square.first, cell__lt=self.square.after)
        return wording.holding(found, self.words)

    def anywhere(self) -> Choice:
        """The same without a place: what a map asks for, which says itself where it looks."""
        return replace(self, area="", square=None)


@dataclass(frozen=True, slots=True)
class Named:
    """What a typed name of a place stands for: one place, several to choose from, or none."""

    typed: str
    places: list[AreaFacts]


def read_choice(asked: QueryDict) -> Choice:
    """The choice that an address makes; a part that is none of those offered asks for all."""
    kind, state, area = asked.get("kind", ""), asked.get("state", ""), asked.get("area", "")
    known = directory().get(area)
    return Choice(
        kind if kind in catalogue.fresh().public_kinds() else "",
        state if state in {OPEN, ENDED} else "",
        area if known and len(area) in _PLACES and area.isdigit() else "",
        _read_square(asked.get("square", "")),
        " ".join(asked.get("q", "")[: wording.LONGEST].split()),
    )


def find_place(typed: str, within: str) -> Named:
    """Villages, communities and towns by name, in a scope; an exact name of one alone is that one."""
    name = Typed.read(typed[:60])
    towns = [one for one in directory().within(within) if one.level == Level.TOWN and one.is_called(name)]
    found = [*towns, *villages_named(typed[:60], within)]
    exact = [one for one in found if one.is_called(name)]
    return Named(typed[:60], exact if len(exact) == 1 else found)


def towns() -> list[AreaFacts]:
    """The towns and streets of the counties served, to choose from."""
    counties = [one for one in directory().within("") if one.level == Level.COUNTY]
    return [town for county in counties for town in children(county.code) if town.level == Level.TOWN]


def box_of(choice: Choice) -> Box | None:
    """What the map shows first; None where that is the whole county. One query where an area was chosen."""
    return choice.square.box if choice.square else outline_box(choice.area) if choice.area else None


def _read_square(text: str) -> Square | None:
    found = _SQUARE.fullmatch(text)
    if found is None or int(found[1]) > FINEST or int(found[2]) >= 4 ** int(found[1]):
        return None
    return Square(int(found[2]), int(found[1]))
