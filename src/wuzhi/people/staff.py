"""Who works here today, in memory: a case that names a person shows the name without asking the database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wuzhi.core import clock
from wuzhi.core.naming import named
from wuzhi.core.versions import Versioned
from wuzhi.people.actor import Seat, away_on
from wuzhi.people.models import Leave, Post, Role

# Volunteers are many and never named on a list.
_UNNAMED = (Role.WOODPECKER,)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with a post in force: the official name and the own seats (none that is stood in for)."""

    id: int
    name: str
    name_en: str
    seats: tuple[Seat, ...]

    def __str__(self) -> str:
        return named(self.name, self.name_en)


class Staff:
    """People by id and by unit, and who stands in for whom today."""

    def __init__(self, people: Iterable[Person], away: Iterable[tuple[int, int]]) -> None:
        self._people = {one.id: one for one in people}
        self._by_unit: dict[int, list[Person]] = {}
        for one in self._people.values():
            for unit_id in {seat.unit_id for seat in one.seats}:
                self._by_unit.setdefault(unit_id, []).append(one)
        self._away: dict[int, list[int]] = {}
        for post_id, stand_in in away:
            self._away.setdefault(post_id, []).append(stand_in)

    def get(self, user_id: int | None) -> Person | None:
        """The person, None where they hold no post today."""
        return self._people.get(user_id) if user_id is not None else None

    def __iter__(self) -> Iterator[Person]:
        return iter(self._people.values())

    def of_unit(self, unit_id: int | None) -> list[Person]:
        """Everyone with a post in the unit, by name."""
        found = self._by_unit.get(unit_id, []) if unit_id is not None else []
        return sorted(found, key=lambda one: (one.name, one.id))

    def stand_ins(self, person: Person, unit_id: int | None) -> list[Person]:
        """Who has this person's work in the unit today (in any, where none is named), by name."""
        posts = [seat.post_id for seat in person.seats if unit_id is None or seat.unit_id == unit_id]
        found = {stand_in for post in posts for stand_in in self._away.get(post, ())}
        return sorted((self._people[one] for one in found if one in self._people), key=lambda one: (one.name, one.id))


def _load() -> Staff:
    day = clock.today()
    fields = ("id", "role", "unit_id", "user_id", "user__name", "user__name_en", "areas__code")
    posts = Post.objects.in_force(day).exclude(role__in=_UNNAMED)
    seats: dict[int, Seat] = {}
    names: dict[int, tuple[str, str]] = {}
    for pk, role, unit_id, user_id, name, name_en, code in posts.order_by("id", "areas__code").values_list(*fields):
        held = seats.get(pk)
        prefixes = (*(held.prefixes if held else ()), *([code] if code else []))
        seats[pk] = Seat(pk, role, unit_id, prefixes, holder_id=user_id)
        names[user_id] = (name, name_en)
    own: dict[int, list[Seat]] = {}
    for seat in seats.values():
        own.setdefault(seat.holder_id or 0, []).append(seat)
    people = [Person(user_id, *name, tuple(own[user_id])) for user_id, name in names.items()]
    return Staff(people, Leave.objects.filter(away_on(day)).values_list("post_id", "stand_in_id"))


staff = Versioned("people", _load, daily=True)
