"""Who answers now."""

from collections.abc import Callable
from dataclasses import dataclass

from wuzhi.areas.codes import LENGTHS, Level, prefixes_of
from wuzhi.core import clock
from wuzhi.people.models import UnitKind
from wuzhi.people.units import UnitFacts, units
from wuzhi.roster.models import Kind, Shift


@dataclass(frozen=True)
class OnDuty:
    """The unit that answers, the person whose shift it is, who stands in, and whether a roster says so."""

    unit: UnitFacts
    user_id: int | None
    rostered: bool
    stand_in_id: int | None = None


def unit_on_duty(area_code: str, fit: Callable[[UnitFacts], bool] = lambda _unit: True) -> OnDuty | None:
    """The fit unit on duty for a place at this instant: the most specific shift, else the county's centre.

    None where the installation has neither, which `wuzhi check` reports. One query.
    """
    directory = units.fresh()
    for shift in shifts_now(area_code, Kind.DUTY):
        unit = directory.get(shift.unit_id)
        if unit is not None and unit.active and fit(unit):
            return OnDuty(unit, shift.user_id, rostered=True, stand_in_id=shift.stand_in_id)
    centre = centre_of(area_code)
    return OnDuty(centre, None, rostered=False) if centre and fit(centre) else None


def shifts_now(area_code: str, kind: str) -> list[Shift]:
    """The shifts of a kind that hold for a place at this instant, the most specific area first. One query."""
    now = clock.now()
    found = Shift.objects.filter(area_code__in=prefixes_of(area_code), kind=kind, starts__lte=now, ends__gt=now)
    return sorted(found, key=lambda shift: (-len(shift.area_code), shift.pk))


def centre_of(area_code: str) -> UnitFacts | None:
    """The centre of the county, which answers where nobody is rostered."""
    return units.fresh().in_area(area_code[: LENGTHS[Level.COUNTY]], UnitKind.CENTRE)
