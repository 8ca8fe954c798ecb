"""The relations that the engine itself knows; every one is a condition on the case's own row or its tasks."""

from collections.abc import Callable, Iterable

from django.db.models import Q

from wuzhi.areas.codes import level_of, prefix_range
from wuzhi.areas.directory import local_ids
from wuzhi.cases.models import Task
from wuzhi.cases.process import CLOCK
from wuzhi.cases.visibility import NOBODY, Relation, any_of, either, register
from wuzhi.people.actor import Actor, ActorKind, Seat
from wuzhi.people.models import Role, UnitKind
from wuzhi.people.units import units

LOCAL_OFFICES = (UnitKind.TOWN, UnitKind.VILLAGE)


def _within(seats: Iterable[Seat]) -> Q:
    """In the seats' areas; of complaints only those that are heard at so wide a scope."""
    return any_of(_scope(prefix) for prefix in sorted({prefix for seat in seats for prefix in seat.prefixes}))


def _scope(code: str) -> Q:
    """A range of places for an area of the spine; the building or hamlet itself, and what is in it, for a local one."""
    if code.isdigit():
        return prefix_range("area_code", code) & Q(hearing__gte=len(code))
    return Q(place__in=local_ids(code)) & Q(hearing__gte=len(code))


def place(*roles: str) -> Callable[[Actor], Q]:
    """Whoever serves the case's place in one of these roles."""
    return lambda actor: _within(actor.seats_as(*roles))


def _holder(actor: Actor) -> Q:
    """Whoever serves exactly the tier at which the case now lies; of clerks only those of the place's own office."""
    seats = [
        *actor.seats_as(Role.CHIEF, Role.GRID_WORKER, Role.DISPATCHER),
        *(seat for seat in actor.seats_as(Role.CLERK) if serves_place(seat)),
    ]
    return any_of(_scope(prefix) & Q(tier=level_of(prefix).value) for seat in seats for prefix in seat.prefixes)


def serves_place(seat: Seat) -> bool:
    """Whether matters come to a seat by where they lie, not only by which unit has them."""
    unit = units.fresh().get(seat.unit_id)
    return seat.role != Role.CLERK or unit is not None and unit.kind in LOCAL_OFFICES


def _handler(actor: Actor) -> Q:
    """A clerk of the leading unit, or a grid worker of it in whose area the case lies."""
    clerks = sorted({seat.unit_id for seat in actor.seats_as(Role.CLERK)})
    found = [Q(lead_unit__in=clerks)] if clerks else []
    for seat in actor.seats_as(Role.GRID_WORKER):
        found += [Q(lead_unit=seat.unit_id) & _scope(prefix) for prefix in seat.prefixes]
    return any_of(found)


def _asked(actor: Actor) -> Q:
    """A clerk of a unit that still owes an answer."""
    clerks = sorted({seat.unit_id for seat in actor.seats_as(Role.CLERK)})
    owing = Task.objects.filter(unit__in=clerks, answered_at__isnull=True)
    return Q(pk__in=owing.values("case")) if clerks else NOBODY


def _took_part(actor: Actor) -> Q:
    """A clerk of a unit that was asked once; it may still read what became of it."""
    clerks = sorted({seat.unit_id for seat in actor.seats_as(Role.CLERK)})
    return Q(pk__in=Task.objects.filter(unit__in=clerks).values("case")) if clerks else NOBODY


def arbitrated() -> list[int]:
    """The units of which complaints go to a supervisor: the dispatchers' own centres, and whatever has none above."""
    return sorted(unit.id for unit in units.fresh() if unit.kind == UnitKind.CENTRE or unit.superior_id is None)


def arbiter(actor: Actor) -> Q:
    """A supervisor stands in for the dispatchers where the complaint is about their centre, or the highest unit."""
    found = _within(actor.seats_as(Role.SUPERVISOR))
    return found if found == NOBODY else found & _about_arbitrated(actor)


def _about_arbitrated(_actor: Actor) -> Q:
    return Q(about_unit__in=arbitrated())


def _reporter(actor: Actor) -> Q:
    return Q(pk=actor.case_id) if actor.kind is ActorKind.REPORTER else NOBODY


def _of_person(field: str) -> Callable[[Actor], Q]:
    return lambda actor: Q(**{field: actor.user_id}) if actor.user_id and actor.seats else NOBODY


def _assignee(actor: Actor) -> Q:
    """The person who was named or took it on; while that one is away, the stand-in for the post that it is about."""
    found = _of_person("assignee")(actor)
    for seat in actor.seats:
        if seat.stood_in and seat.holder_id is not None:
            led = Q(lead_unit=seat.unit_id)
            near = any_of(_scope(prefix) for prefix in seat.prefixes)
            post = led if near == NOBODY else led | (Q(lead_unit__isnull=True) & near)
            found = either(found, Q(assignee=seat.holder_id) & post)
    return found


def _named(actor: Actor) -> Q:
    away = {seat.holder_id for seat in actor.seats if seat.stood_in and seat.holder_id is not None}
    return Q(assignee__in=sorted({actor.user_id, *away})) if actor.user_id else NOBODY


def _clock(actor: Actor) -> Q:
    return Q(pk__isnull=False) if actor.kind is ActorKind.CLOCK else NOBODY


for _relation in (
    Relation("reporter", _reporter, official=False),
    Relation(CLOCK, _clock, official=False),
    Relation("collector", _of_person("collector"), official=False),
    Relation("assignee", _assignee, few=_named),
    Relation("holder", _holder),
    Relation("handler", _handler, few=_handler),
    Relation("asked", _asked, few=_asked),
    Relation("took_part", _took_part),
    Relation("chief", place(Role.CHIEF)),
    Relation("grid_worker", place(Role.GRID_WORKER)),
    Relation("dispatcher", place(Role.DISPATCHER)),
    Relation("arbiter", arbiter, few=_about_arbitrated),
    Relation("supervisor", place(Role.SUPERVISOR)),
    Relation("leader", place(Role.LEADER)),
):
    register(_relation)
