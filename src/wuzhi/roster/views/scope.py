"""Which place a page of duty is about, and which places and units one may plan."""

from django.http import Http404, HttpRequest

from wuzhi.areas.codes import LENGTHS, Level
from wuzhi.areas.directory import AreaFacts, directory
from wuzhi.people.actor import Actor
from wuzhi.people.models import Role
from wuzhi.people.units import UnitFacts, units
from wuzhi.roster.board import counties, places_of

_TOWN = LENGTHS[Level.TOWN]


def county_of(viewer: Actor) -> AreaFacts | None:
    """The county of the viewer's posts, else the first there is."""
    known = counties()
    prefixes = [prefix for seat in viewer.seats for prefix in seat.prefixes]
    own = (area for prefix in prefixes for area in known if prefix.startswith(area.code))
    return next(own, known[0] if known else None)


def area_of(request: HttpRequest, viewer: Actor) -> AreaFacts:
    """The place that the address names, else the viewer's own town or county. Http404 where there is none."""
    code = request.GET.get("area", "")
    if code:
        found = directory().get(code)
    else:
        prefixes = sorted(prefix for seat in viewer.seats for prefix in seat.prefixes if prefix.isdigit())
        found = directory().get(prefixes[0][:_TOWN]) if prefixes else None
        found = found or county_of(viewer)
    if found is None or len(found.code) < LENGTHS[Level.COUNTY] or not found.code.isdigit():
        raise Http404
    return found


def places_to_plan(actor: Actor) -> list[AreaFacts]:
    """Counties and towns for which this person may plan; the villages too where only one town is theirs."""
    if actor.has_role(Role.ADMINISTRATOR):
        county = county_of(actor)
        return places_of(county.code) if county else []
    found: dict[str, AreaFacts] = {}
    for seat in actor.seats_as(Role.DISPATCHER):
        for prefix in seat.prefixes:
            levels = {Level.COUNTY, Level.TOWN} | ({Level.VILLAGE} if len(prefix) >= _TOWN else set())
            found |= {area.code: area for area in directory().within(prefix) if area.level in levels}
    return [found[code] for code in sorted(found)]


def units_for(actor: Actor, area_code: str) -> list[UnitFacts]:
    """Active units whose own area contains the place, as far as the actor may roster them; nearest first."""
    everywhere = actor.has_role(Role.ADMINISTRATOR)
    found = [
        unit
        for unit in units.fresh().active()
        if area_code.startswith(unit.area_code) and (everywhere or actor.serves(unit.area_code, Role.DISPATCHER))
    ]
    return sorted(found, key=lambda unit: (-len(unit.area_code), unit.kind != "centre", unit.code))
