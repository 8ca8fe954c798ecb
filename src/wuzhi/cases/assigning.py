"""Which person of the leading unit may be named for a case, and who acts while that person is away."""

from __future__ import annotations

from wuzhi.areas.codes import covers
from wuzhi.areas.directory import local_ids
from wuzhi.cases.models import Case
from wuzhi.people.actor import Actor, ActorKind, Seat
from wuzhi.people.models import Role
from wuzhi.people.staff import Person, staff


def candidates(case: Case, actor: Actor) -> list[Person]:
    """Whom this actor may name: a clerk of the leading unit anyone of it with a post for the place; others
    themselves, or whom they stand in for.

    Whoever must not see a complaint is never among them. No query.
    """
    found = [one for one in staff.fresh().of_unit(case.lead_unit_id) if fits(case, one)]
    if leads(case, actor):
        return found
    own = {actor.user_id, *(seat.holder_id for seat in actor.seats if seat.stood_in)}
    return [one for one in found if one.id in own]


def leads(case: Case, actor: Actor) -> bool:
    """Whether the actor is a clerk of the leading unit, who says which person of it acts."""
    return any(seat.unit_id == case.lead_unit_id for seat in actor.seats_as(Role.CLERK))


def fits(case: Case, person: Person) -> bool:
    """Whether a person has a post of the leading unit for the case's place, and may see a complaint."""
    if not any(_serves(case, seat) for seat in person.seats):
        return False
    known = Actor(ActorKind.PERSON, person.id, person.name, person.seats)
    return case.about_unit_id is None or case.about_unit_id not in known.complained_of


def acting(case: Case) -> list[Person]:
    """The person who was named and, while that one is away, the stand-in; [] where nobody is or has left. No query."""
    found = staff.fresh()
    named = found.get(case.assignee_id)
    return [] if named is None else [named, *found.stand_ins(named, case.lead_unit_id)]


def is_named(case: Case, actor: Actor) -> bool:
    """Whether the actor is the person who was named, or stands in for them in the leading unit."""
    if case.assignee_id is None:
        return False
    own = case.assignee_id == actor.user_id
    return own or any(seat.stood_in and seat.holder_id == case.assignee_id for seat in actor.seats)


def _serves(case: Case, seat: Seat) -> bool:
    if seat.unit_id != case.lead_unit_id:
        return False
    if seat.role == Role.CLERK:
        return True
    return seat.role == Role.GRID_WORKER and any(_covers(case, prefix) for prefix in seat.prefixes)


def _covers(case: Case, code: str) -> bool:
    """As the relation of the place does."""
    if case.hearing < len(code):
        return False
    return covers(code, case.area_code) if code.isdigit() else case.place_id in local_ids(code)
