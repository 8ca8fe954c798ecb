"""Who answers now."""

from collections.abc import Callable
from dataclasses import dataclass

from wuzhi.areas.codes import LENGTHS, Level, prefixes_of
from wuzhi.core import clock
from wuzhi.people.models import UnitKind
from wuzhi.people.units import UnitFacts, units
from wuzhi.roster.models import Shift


@dataclass(frozen=True)
class OnDuty:
    """The unit that answers, the person whose shift it is, and whether a roster says so."""

    unit: UnitFacts
    user_id: int | None
    rostered: bool


def unit_on_duty(area_code: str, fit: Callable[[UnitFacts], bool] = lambda _unit: True) -> OnDuty | None:
    """The fit unit on duty for a place at this instant: the most specific shift, else the county's centre.

    None where the installation has neither, which `wuzhi check` reports. One query.
    """
    now = clock.now()
    shifts = Shift.objects.filter(area_code__in=prefixes_of(area_code), starts__lte=now, ends__gt=now)
    rows = sorted(shifts.values_list("area_code", "unit_id", "user_id"), key=lambda row: -len(row[0]))
    directory = units.fresh()
    for _code, unit_id, user_id in rows:
        unit = directory.get(unit_id)
        if unit is not None and unit.active and fit(unit):
            return OnDuty(unit, user_id, rostered=True)
    centre = directory.in_area(area_code[: LENGTHS[Level.COUNTY]], UnitKind.CENTRE)
    return OnDuty(centre, None, rostered=False) if centre and fit(centre) else None
