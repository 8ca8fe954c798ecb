"""What a worker narrows a list by: read from an address, shown as a form, and kept whole under a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Self
from urllib.parse import urlencode

from django.db.models import Q

from wuzhi.areas.codes import prefix_range
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.fields import KIND_LABELS
from wuzhi.cases.listing import Listing, is_wide
from wuzhi.cases.models.case import Urgency
from wuzhi.cases.search import LONGEST
from wuzhi.cases.visibility import NOBODY
from wuzhi.core import clock
from wuzhi.people.units import units

EARLIEST, LATEST = date(2000, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True)
class Criteria:
    """Every way in which a list is narrowed and sorted; '' where it is not. What can't be read is left out."""

    tab: str = ""
    q: str = ""
    kind: str = ""
    category: str = ""
    area: str = ""
    unit: str = ""
    urgency: str = ""
    since: str = ""
    until: str = ""
    sort: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """From an address or a form."""
        typed = {one.name: str(given.get(one.name, "")).strip()[:LONGEST] for one in fields(cls)}
        checked = {name: value for name, value in typed.items() if value and _READERS[name](value)}
        return cls(**checked)

    def query(self, **changes: str) -> str:
        """As an address holds it, with these changes; criteria that are not set are left out."""
        return urlencode({name: value for name, value in replace(self, **changes)._set() if value})

    def cleared(self) -> Criteria:
        """The same tab and order, narrowed by nothing."""
        return Criteria(tab=self.tab, sort=self.sort)

    def anywhere(self) -> Criteria:
        """What narrows every tab alike."""
        return replace(self, tab="", sort="", q="")

    @property
    def whole(self) -> list[tuple[str, str]]:
        """All that is set, as a form's hidden fields."""
        return [(name, value) for name, value in self._set() if value]

    @property
    def others(self) -> list[tuple[str, str]]:
        """What the search field leaves as it is."""
        return [(name, value) for name, value in self.whole if name != "q"]

    @property
    def narrowed(self) -> bool:
        """Whether anything but the tab and the order is set."""
        return any(value for name, value in self._set() if name not in {"tab", "sort"})

    def _set(self) -> list[tuple[str, str]]:
        return [(one.name, getattr(self, one.name)) for one in fields(self)]

    def narrow(self, found: Listing) -> Listing:
        """A list under these criteria, but for the words of `q`: those are search."""
        indexed, asked = self._served(), self._asked()
        return found.narrowed(indexed, asked if asked != Q() else None)

    def _served(self) -> Q:
        """What an index finds."""
        found = Q()
        category = catalogue.fresh().category_by_code(self.category) if self.category else None
        if category is not None:
            found &= Q(category=category.id)
        if self.area and not is_wide(self.area):
            found &= prefix_range("area_code", self.area)
        if self.unit:
            found &= Q(lead_unit=int(self.unit))
        return found

    def _asked(self) -> Q:
        """What so many rows fulfil that it is asked of each."""
        found = Q()
        if self.kind:
            of_kind = [one.id for one in catalogue.fresh().all_categories() if one.kind == self.kind]
            found &= Q(category__in=of_kind) if of_kind else NOBODY
        if self.area and is_wide(self.area):
            found &= prefix_range("area_code", self.area)
        if self.urgency:
            found &= Q(urgency=self.urgency)
        if self.since:
            found &= Q(opened_at__gte=_begin(date.fromisoformat(self.since)))
        if self.until:
            found &= Q(opened_at__lt=_begin(date.fromisoformat(self.until) + timedelta(days=1)))
        return found


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.local_zone())


def _is_word(value: str) -> bool:
    return value.isascii() and value.isidentifier()


def _is_day(value: str) -> bool:
    try:
        return EARLIEST <= date.fromisoformat(value) <= LATEST
    except ValueError:
        return False


def _is_unit(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 19 and units.fresh().get(int(value)) is not None


_READERS: dict[str, Callable[[str], bool]] = {
    "tab": _is_word,
    "q": str.isprintable,
    "kind": lambda value: value in KIND_LABELS,
    "category": lambda value: catalogue.fresh().category_by_code(value) is not None,
    "area": lambda value: value.isascii() and value.isdigit() and len(value) <= 17,
    "unit": _is_unit,
    "urgency": lambda value: value in Urgency.values,
    "since": _is_day,
    "until": _is_day,
    "sort": _is_word,
}
