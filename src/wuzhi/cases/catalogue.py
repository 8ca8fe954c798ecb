"""Categories, routes, limits and reasons in memory, and the questions asked of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Q, QuerySet

from wuzhi.areas.codes import LENGTHS, Level, covers
from wuzhi.areas.directory import directory
from wuzhi.cases.models import Category, ProcessSwitch, Reason, Route, StageLimit
from wuzhi.core import clock
from wuzhi.core.calendar import Span
from wuzhi.core.naming import named
from wuzhi.core.versions import Versioned
from wuzhi.people.units import UnitDirectory, UnitFacts, units


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    """A category as forms and rules need it."""

    id: int
    process: str
    code: str
    kind: str
    name: str
    name_en: str
    authority: str
    public: bool
    dangerous: bool
    active: bool

    def __str__(self) -> str:
        return named(self.name, self.name_en)


@dataclass(frozen=True, slots=True)
class ReasonFacts:
    """A reason to choose."""

    process: str
    list: str
    code: str
    name: str
    name_en: str

    def __str__(self) -> str:
        return named(self.name, self.name_en)


@dataclass(frozen=True, slots=True)
class _RouteFacts:
    area_code: str
    unit_id: int | None
    office: str
    office_level: str


@dataclass(frozen=True, slots=True)
class _LimitFacts:
    category_id: int | None
    urgency: str
    area_code: str
    span: Span


class Catalogue:
    """The settings in force today; under other units than those in force where `directory` holds them."""

    def __init__(self, directory: UnitDirectory | None = None) -> None:
        day = clock.today()
        self._units = directory
        fields = ("process", "code", "kind", "name", "name_en", "authority", "public", "dangerous", "active")
        self._categories = {row[0]: CategoryFacts(*row) for row in Category.objects.values_list("id", *fields)}
        self._by_code = {category.code: category for category in self._categories.values()}
        self._routes: dict[int, list[_RouteFacts]] = {}
        for row in _in_force(Route.objects.all(), day):
            route = _RouteFacts(row.area_code, row.unit_id, row.office, row.office_level)
            self._routes.setdefault(row.category_id, []).append(route)
        self._limits: dict[tuple[str, str], list[_LimitFacts]] = {}
        for limit in _in_force(StageLimit.objects.all(), day):
            facts = _LimitFacts(limit.category_id, limit.urgency, limit.area_code, Span(limit.amount, limit.unit))
            self._limits.setdefault((limit.process, limit.stage), []).append(facts)
        self._offered = {
            (row.process, row.area_code): row.offered for row in _in_force(ProcessSwitch.objects.all(), day)
        }
        reasons = Reason.objects.filter(active=True).values_list("process", "list", "code", "name", "name_en")
        self._reasons = [ReasonFacts(*row) for row in reasons]

    def category(self, category_id: int | None) -> CategoryFacts | None:
        """By id."""
        return self._categories.get(category_id) if category_id else None

    def category_by_code(self, code: str) -> CategoryFacts | None:
        """By code."""
        return self._by_code.get(code)

    def categories(self, process: str) -> list[CategoryFacts]:
        """The active ones, in reading order."""
        return [found for found in self._categories.values() if found.process == process and found.active]

    def all_categories(self) -> list[CategoryFacts]:
        """Of every process, those no longer offered too: old cases still bear them."""
        return list(self._categories.values())

    def hidden(self) -> list[int]:
        """The ids of categories whose matters are never shown to the public."""
        return [found.id for found in self._categories.values() if not found.public]

    def public_kinds(self) -> dict[str, list[int]]:
        """The kinds of matter that the public may see, in reading order, each with the ids of its categories."""
        kinds: dict[str, list[int]] = {}
        for found in self._categories.values():
            if found.public:
                kinds.setdefault(found.kind, []).append(found.id)
        return kinds

    def reasons(self, process: str, reason_list: str) -> list[ReasonFacts]:
        """The reasons of one list."""
        return [found for found in self._reasons if (found.process, found.list) == (process, reason_list)]

    def is_offered(self, process: str, area_code: str) -> bool:
        """Whether a process is offered at a place."""
        said = [code for known, code in self._offered if known == process and covers(code, area_code)]
        return self._offered[process, max(said, key=len)] if said else True

    def is_offered_somewhere(self, process: str) -> bool:
        """Whether there is a place at all where a process is offered; a place is an area with none below it."""
        said = {code: offered for (known, code), offered in self._offered.items() if known == process}
        if False not in said.values():
            return True
        places = list(directory().within(""))
        if not places:
            return self.is_offered(process, "")
        wider = {place.parent_code for place in places}
        return any(place.code not in wider and self.is_offered(process, place.code) for place in places)

    def route(self, category_id: int, area_code: str) -> UnitFacts | None:
        """The unit that handles the category at the place: the most specific area that names one with authority."""
        directory = self._units or units.fresh()
        fitting = [route for route in self._routes.get(category_id, ()) if covers(route.area_code, area_code)]
        for route in sorted(fitting, key=lambda found: -len(found.area_code)):
            if route.unit_id is not None:
                unit = directory.get(route.unit_id)
            else:
                unit = directory.of_place(area_code, route.office_level, route.office)
            if unit is not None and unit.active and may_handle(unit, self._categories[category_id].authority):
                return unit
        return None

    def limit(self, process: str, stage: str, category_id: int | None, urgency: str, area_code: str) -> Span | None:
        """The time allowed: urgency before category before area, the more specific winning each time."""
        fitting = [
            found
            for found in self._limits.get((process, stage), ())
            if found.category_id in {None, category_id}
            and found.urgency in {"", urgency}
            and covers(found.area_code, area_code)
        ]
        best = max(
            fitting,
            key=lambda found: (found.urgency != "", found.category_id is not None, len(found.area_code)),
            default=None,
        )
        return best.span if best else None


def may_handle(unit: UnitFacts, authority: str) -> bool:
    """Whether the unit's level has the authority."""
    return reaches(unit.level, authority)


def reaches(level: str, authority: str) -> bool:
    """What only a higher level may do is never left with a lower one."""
    return LENGTHS.get(Level(level), 99) <= LENGTHS[Level(authority)]


Row = TypeVar("Row", Route, StageLimit, ProcessSwitch)


def _in_force(rows: QuerySet[Row], day: date) -> QuerySet[Row]:
    return rows.filter(Q(ends__isnull=True) | Q(ends__gt=day), starts__lte=day)


catalogue = Versioned("catalogue", Catalogue, daily=True)
