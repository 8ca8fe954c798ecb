"""The demo's duty: the centre's nights and days off in turn, a leader on duty, the towns round the clock, one gap."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from wuzhi.areas.calendar import load_calendar
from wuzhi.core import clock
from wuzhi.core.versions import raise_version
from wuzhi.demo.geography import COUNTY
from wuzhi.people.models import Unit, UnitKind, User
from wuzhi.roster.hours import Pattern
from wuzhi.roster.limits import FAMILY
from wuzhi.roster.models import Exchange, Kind, Roster, Shift
from wuzhi.roster.planning import plan

DAYS = 14
_TURNS = ("dispatcher2", "dispatcher", "dispatcher3", "clerk-centre")
_GAP = "421081002"  # this town has nobody for the coming Saturday evening
_SATURDAY = 5
_BATCH = 500


def load_roster(units: Mapping[str, Unit], users: Mapping[str, User]) -> None:
    """From two weeks before today to the end of next month at the centre, two weeks around today in the towns."""
    today = clock.today()
    end = (today.replace(day=1) + timedelta(days=62)).replace(day=1) - timedelta(days=1)
    centre = units[f"{COUNTY}-centre"]
    first = today - timedelta(days=DAYS)
    Roster.objects.create(area_code=COUNTY, unit=centre, first=first, last=end, people=list(_TURNS))
    shifts = [*_centre(centre, users, first, end), *_leader(units, users, today), *_towns(units, users, today)]
    Shift.objects.bulk_create(shifts, batch_size=_BATCH)
    _telephones(units)
    _ask(users)
    raise_version(FAMILY)
    raise_version("people")


def _centre(centre: Unit, users: Mapping[str, User], first: date, last: date) -> Iterator[Shift]:
    slots = Pattern().slots(load_calendar(COUNTY), first, last)
    for turn in plan(slots, _TURNS, {}):
        after = _TURNS[(_TURNS.index(turn.person) + 1) % len(_TURNS)]
        yield Shift(
            area_code=COUNTY,
            unit=centre,
            user=users[turn.person],
            stand_in=users[after],
            starts=turn.slot.span.starts,
            ends=turn.slot.span.ends,
        )


def _leader(units: Mapping[str, Unit], users: Mapping[str, User], today: date) -> Iterator[Shift]:
    for day in _around(today):
        span = {"starts": _hour(day, 8), "ends": _hour(day + timedelta(days=1), 8)}
        yield Shift(area_code=COUNTY, unit=units[f"{COUNTY}-zf"], user=users["leader"], kind=Kind.LEADER, **span)


def _towns(units: Mapping[str, Unit], users: Mapping[str, User], today: date) -> Iterator[Shift]:
    coming = today + timedelta(days=(_SATURDAY - today.weekday()) % 7 or 7)
    for unit in units.values():
        if unit.kind != UnitKind.TOWN:
            continue
        user = users["town"] if unit.code == "421081001-office" else users[f"clerk-{unit.code[6:9]}"]
        for day in _around(today):
            short = unit.code[:9] == _GAP and day == coming
            ends = _hour(day, 18) if short else _hour(day + timedelta(days=1), 8)
            yield Shift(area_code=unit.code[:9], unit=unit, user=user, starts=_hour(day, 8), ends=ends)


def _ask(users: Mapping[str, User]) -> None:
    """A colleague asks the dispatcher to take a shift, so that the page has something to answer."""
    coming = Shift.objects.filter(user=users["dispatcher3"], starts__gt=clock.now() + timedelta(days=2))
    shift = coming.order_by("starts").first()
    if shift is not None:
        Exchange.objects.create(
            shift=shift, asker=users["dispatcher3"], asked=users["dispatcher"], asked_at=clock.now()
        )


def _telephones(units: Mapping[str, Unit]) -> None:
    """Numbers that ring nowhere, for whoever answers."""
    answering = [one for one in units.values() if one.kind in {UnitKind.CENTRE, UnitKind.TOWN} and not one.phone]
    for number, unit in enumerate(answering, start=1):
        unit.phone = f"0716-000{number:04}"
    Unit.objects.bulk_update(answering, ["phone"], batch_size=_BATCH)


def _around(today: date) -> Iterator[date]:
    for offset in range(-DAYS, DAYS + 1):
        yield today + timedelta(days=offset)


def _hour(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=clock.local_zone())
