"""Who is on duty now, place by place: who answers, until when, who is next, and the hours that nobody is rostered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F
from django.utils.dateformat import format as date_words
from django.utils.translation import gettext as _

from wuzhi.areas.calendar import load_calendar
from wuzhi.areas.codes import LENGTHS, Level, prefixes_of
from wuzhi.areas.directory import AreaFacts, directory
from wuzhi.areas.queries import name_path
from wuzhi.core import clock
from wuzhi.people.actor import Actor
from wuzhi.people.units import UnitFacts, units
from wuzhi.roster.away import Away, away
from wuzhi.roster.hours import Span, unmanned, without
from wuzhi.roster.models import Kind, Shift
from wuzhi.roster.queries import centre_of

AHEAD = timedelta(days=14)
_MOST_GAPS = 6
_MOST_OWN = 12
_MIDNIGHT = "00:00"


@dataclass(frozen=True)
class Answering:
    """A unit that answers, the person where a shift names one, and whether a roster says so."""

    unit: UnitFacts
    person: str = ""
    stand_in: str = ""
    shift: Shift | None = None


@dataclass(frozen=True)
class Gap:
    """Hours in which nobody is rostered for a place, and who answers all the same."""

    words: str
    answers: str


@dataclass(frozen=True)
class Line:
    """A place: who answers now, until when, then who. `gaps` is what its own roster leaves open."""

    area: AreaFacts
    place: str
    now: Answering | None
    until: datetime | None
    then: Answering | None
    gaps: tuple[Gap, ...]
    more_gaps: int
    own_roster: bool
    leader: str


def lines(viewer: Actor, areas: Iterable[AreaFacts]) -> list[Line]:
    """A line for each place, however many in two queries. Persons, those who come, and gaps are for staff."""
    wanted = list(areas)
    codes = {code for area in wanted for code in prefixes_of(area.code)}
    now = clock.now()
    rows = Shift.objects.filter(area_code__in=codes, ends__gt=now, starts__lt=now + AHEAD).filter(ends__gt=F("starts"))
    found = list(rows.select_related("user", "stand_in"))
    shifts = _Shifts(_by_code(found), away(found) if viewer.seats else Away())
    return [_line(area, shifts, bool(viewer.seats)) for area in wanted]


def own_areas(viewer: Actor) -> list[AreaFacts]:
    """The places of the viewer's posts, smallest first, on the spine; the county itself stands below anyway."""
    found = {prefix for seat in viewer.seats for prefix in seat.prefixes if prefix.isdigit()}
    known = [area for code in found if (area := directory().get(code)) and len(code) > LENGTHS[Level.TOWN]]
    return sorted(known, key=lambda area: area.code)[:_MOST_OWN]


def counties() -> list[AreaFacts]:
    """Every county that has territory of its own."""
    found = [area for area in directory().within("") if area.level == Level.COUNTY]
    return [area for area in found if any(one.code != area.code for one in directory().within(area.code))]


def places_of(county: str) -> list[AreaFacts]:
    """The county and its towns."""
    return [area for area in directory().within(county) if area.level in {Level.COUNTY, Level.TOWN}]


class _Shifts:
    """The shifts of a fortnight, asked who answers where and when."""

    def __init__(self, by_code: Mapping[str, list[Shift]], leaves: Away) -> None:
        self._by_code = by_code
        self._leaves = leaves

    def person(self, shift: Shift, at: datetime) -> str:
        """Whoever comes: the person of the shift, on leave their stand-in."""
        return str(self._leaves.present(shift.user, shift.unit_id, _date(at)) or "")

    def stand_in(self, shift: Shift, at: datetime) -> str:
        """Whoever is rung after that person, '' where it would be the same one."""
        name = str(self._leaves.present(shift.stand_in, shift.unit_id, _date(at)) or "")
        return "" if name == self.person(shift, at) else name

    def own(self, code: str) -> list[Shift]:
        return [shift for shift in self._by_code.get(code, []) if shift.kind == Kind.DUTY]

    def on(self, code: str, at: datetime, kind: str = Kind.DUTY) -> Shift | None:
        """The most specific shift that holds at an instant."""
        for prefix in reversed(prefixes_of(code)):
            for shift in self._by_code.get(prefix, []):
                if shift.kind == kind and shift.starts <= at < shift.ends:
                    return shift
        return None

    def changes(self, code: str, after: datetime) -> datetime | None:
        """When somebody else may answer: the present shift ends, or one as near or nearer begins."""
        present = self.on(code, after)
        near = [one for one in prefixes_of(code) if present is None or len(one) >= len(present.area_code)]
        begin = [shift.starts for one in near for shift in self.own(one) if shift.starts > after]
        return min([*begin, *([present.ends] if present else [])], default=None)


def _by_code(rows: Iterable[Shift]) -> dict[str, list[Shift]]:
    found: dict[str, list[Shift]] = {}
    for shift in rows:
        unit = units.fresh().get(shift.unit_id)
        if unit is not None and unit.active:
            found.setdefault(shift.area_code, []).append(shift)
    return found


def _line(area: AreaFacts, shifts: _Shifts, for_workers: bool) -> Line:
    now = clock.now()
    present = _answering(area.code, shifts, now, for_workers)
    until = shifts.changes(area.code, now)
    then = _answering(area.code, shifts, until, for_workers) if until is not None else None
    gaps = _gaps(area.code, shifts) if for_workers else []
    leader = shifts.on(area.code, now, Kind.LEADER) if for_workers else None
    return Line(
        area,
        name_path(area.code) or str(area),
        present,
        until,
        then,
        tuple(gaps[:_MOST_GAPS]),
        max(len(gaps) - _MOST_GAPS, 0),
        bool(shifts.own(area.code)),
        shifts.person(leader, now) if leader is not None and leader.area_code == area.code else "",
    )


def _answering(code: str, shifts: _Shifts, at: datetime, for_workers: bool) -> Answering | None:
    shift = shifts.on(code, at)
    unit = units.fresh().get(shift.unit_id) if shift is not None else centre_of(code)
    if unit is None:
        return None
    if shift is None or not for_workers:
        return Answering(unit, shift=shift)
    return Answering(unit, shifts.person(shift, at), shifts.stand_in(shift, at), shift)


def _gaps(code: str, shifts: _Shifts) -> list[Gap]:
    """Only where somebody rosters at all: a place without a roster of its own is answered for from above."""
    own = shifts.own(code)
    if not own:
        return []
    now = clock.now()
    needed = unmanned(load_calendar(code), Span(now, now + AHEAD))
    left = without(needed, [Span(shift.starts, shift.ends) for shift in own])
    gaps = []
    for span in left:
        instead = _answering(code, shifts, span.starts, for_workers=False)
        gaps.append(Gap(span_words(span), str(instead.unit) if instead else _("nobody")))
    return gaps


def span_words(span: Span) -> str:
    """Hours as people say them: "Sat 11-28 18:00–24:00", the second day named only where it is another."""
    starts, ends = (at.astimezone(clock.local_zone()) for at in (span.starts, span.ends))
    before_midnight = f"{ends:%H:%M}" == _MIDNIGHT and (ends - timedelta(days=1)).date() == starts.date()
    first = f"{_day(starts)} {starts:%H:%M}"
    if before_midnight:
        return f"{first}–24:00"
    if starts.date() == ends.date():
        return f"{first}–{ends:%H:%M}"
    return f"{first} – {_day(ends)} {ends:%H:%M}"


def _date(at: datetime) -> date:
    return at.astimezone(clock.local_zone()).date()


def _day(at: datetime) -> str:
    return f"{date_words(at, 'D')} {at:%m-%d}"
