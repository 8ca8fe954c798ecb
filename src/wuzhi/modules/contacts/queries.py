"""Who is there for a village: posts in force with their stand-ins, its offices, its contacts, and who is open now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from wuzhi.areas.calendar import load_calendar
from wuzhi.areas.codes import LENGTHS, Level, prefix_range, prefixes_of
from wuzhi.areas.directory import AreaFacts, directory
from wuzhi.areas.queries import villages_named
from wuzhi.core import clock
from wuzhi.core.naming import named
from wuzhi.core.versions import Versioned
from wuzhi.modules.contacts.actions import FAMILY
from wuzhi.modules.contacts.hours import Span, is_open, of_unit, read_hours
from wuzhi.modules.contacts.models import ContactPoint, Function
from wuzhi.people.actor import Actor
from wuzhi.people.models import Leave, Post, Role, UnitKind
from wuzhi.people.units import UnitFacts, units

_SHOWN_ROLES = (Role.GRID_WORKER, Role.CHIEF)
_MOST_PEOPLE = 60


@dataclass(frozen=True, slots=True)
class Contact:
    """One line of the page. `open` is None where no hours are known."""

    label: str
    name: str
    place: str
    phone: str
    hours: tuple[Span, ...] = ()
    open: bool | None = None
    standing_in_for: str = ""

    @property
    def dial(self) -> str:
        """The telephone as a tel: link wants it."""
        return "".join(letter for letter in self.phone if letter.isdigit() or letter in "+,")


@dataclass(frozen=True, slots=True)
class Board:
    """All contacts of a village."""

    area: AreaFacts
    town: AreaFacts | None
    workers: list[Contact]
    chiefs: list[Contact]
    offices: list[Contact]
    points: list[Contact]


def board(viewer: Actor, code: str) -> Board | None:
    """The village's page: official facts, the same for every viewer. None for a code of no village in force."""
    area = directory().get(code[: LENGTHS[Level.VILLAGE]])
    if area is None or area.level != Level.VILLAGE or directory().get(code) is None:
        return None
    points = [point for point in _points.fresh() if area.code.startswith(point.area_code)]
    offices = [_office(unit) for unit in _offices(area.code)]
    shown = [_point(point) for point in points if _holds(point, clock.today())]
    workers, chiefs = _people(area.code)
    return Board(area, directory().get(area.parent_code), workers, chiefs, offices, shown)


def choices(viewer: Actor, text: str) -> list[AreaFacts]:
    """The villages that a reader may mean."""
    return villages_named(text, "")


def towns(viewer: Actor) -> list[tuple[AreaFacts, list[AreaFacts]]]:
    """Every town with its villages, from memory."""
    known = list(directory().within(""))
    below: dict[str, list[AreaFacts]] = {}
    for one in known:
        if one.level == Level.VILLAGE:
            below.setdefault(one.parent_code, []).append(one)
    return [(one, below[one.code]) for one in known if one.level == Level.TOWN and one.code in below]


def _load_points() -> list[ContactPoint]:
    order = {function: number for number, function in enumerate(Function.values)}
    return sorted(ContactPoint.objects.all(), key=lambda one: (order[one.function], -len(one.area_code), one.name))


_points = Versioned(FAMILY, _load_points)


def _holds(point: ContactPoint, day: date) -> bool:
    return point.valid_from <= day and (point.valid_until is None or day < point.valid_until)


def _point(point: ContactPoint) -> Contact:
    spans = read_hours(point.hours)
    calendar = load_calendar(point.area_code)
    now = is_open(spans, clock.now(), calendar, on_holidays=point.on_holidays) if spans else None
    place = named(point.address, point.address_en)
    return Contact(str(point.get_function_display()), str(point), place, point.phone, spans, now)


def _offices(code: str) -> Iterable[UnitFacts]:
    """The committee, the town's office, and the centres, nearest first."""
    wanted = (UnitKind.VILLAGE, UnitKind.TOWN, UnitKind.CENTRE)
    known = units.fresh()
    for prefix in reversed(prefixes_of(code)):
        found = (known.in_area(prefix, kind) for kind in wanted)
        yield from (unit for unit in found if unit is not None)


def _office(unit: UnitFacts) -> Contact:
    calendar = load_calendar(unit.area_code, unit.office_hours) if unit.office_hours else load_calendar(unit.area_code)
    spans = of_unit(calendar.sittings)
    now = is_open(spans, clock.now(), calendar, on_holidays=False)
    label = str(UnitKind(unit.kind).label)
    return Contact(label, str(unit), "", unit.phone, spans, now)


def _people(code: str) -> tuple[list[Contact], list[Contact]]:
    """Grid workers of the village and its chiefs, or whoever stands in for them today. Three queries."""
    today = clock.today()
    here = Post.objects.in_force(today).filter(role__in=_SHOWN_ROLES)
    reach = prefix_range("areas__code", code) | Q(areas__code__in=prefixes_of(code))
    rows = here.filter(reach).select_related("user").prefetch_related("areas").order_by("pk").distinct()
    posts = sorted(rows[:_MOST_PEOPLE], key=lambda post: (_SHOWN_ROLES.index(Role(post.role)), post.pk))
    away = Leave.objects.filter(post__in=[post.pk for post in posts], starts__lte=today, ends__gt=today)
    stand_ins = {leave.post_id: leave.stand_in for leave in away.select_related("stand_in") if leave.stand_in.is_active}
    found = {role: [post for post in posts if post.role == role] for role in _SHOWN_ROLES}
    workers, chiefs = ([_person(post, stand_ins.get(post.pk), code) for post in found[role]] for role in _SHOWN_ROLES)
    return workers, chiefs


def _person(post: Post, stand_in: object, code: str) -> Contact:
    unit = units.fresh().get(post.unit_id)
    areas = sorted(area.code for area in post.areas.all() if area.code.startswith(code) or code.startswith(area.code))
    found = filter(None, (directory().get(one) for one in areas))
    place = "、".join(str(one) for one in found if one.code != code)
    standing_in_for = str(post.user) if stand_in else ""
    name = str(stand_in or post.user)
    return Contact(str(Role(post.role).label), name, place, unit.phone if unit else "", (), None, standing_in_for)
