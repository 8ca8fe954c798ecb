"""Who asks and who acts: a person with posts in force, a reporter with a tracking code, or the clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, DateField, Q, QuerySet
from django.http import HttpRequest

from wuzhi.areas.codes import covers
from wuzhi.core import clock
from wuzhi.core.composed import Composed, Given
from wuzhi.people.models import Leave, Post, PostQuerySet, Role, User
from wuzhi.people.units import units


class ActorKind(Enum):
    """Nobody has rights by default; each kind gets its own by a relation to a case."""

    ANYONE = "anyone"
    PERSON = "person"
    REPORTER = "reporter"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Seat:
    """A post in force as the engine sees it, whether held or stood in for; `holder_id` is whose it is."""

    post_id: int
    role: str
    unit_id: int
    prefixes: tuple[str, ...]
    stood_in: bool = False
    holder_id: int | None = None


@dataclass(frozen=True)
class Actor:
    """What every question of the house takes first."""

    kind: ActorKind
    user_id: int | None = None
    name: str = ""
    seats: tuple[Seat, ...] = ()
    case_id: int | None = None

    @property
    def reference(self) -> str:
        """An opaque name for keys and records: `person:12`, `reporter:98`, `clock`."""
        number = self.user_id if self.kind is ActorKind.PERSON else self.case_id
        return self.kind.value if number is None else f"{self.kind.value}:{number}"

    @property
    def is_operator(self) -> bool:
        """Whether a command on the machine itself acts, where no session says who it is."""
        return self.kind is ActorKind.PERSON and self.user_id is None and bool(self.name)

    def seats_as(self, *roles: str) -> Iterable[Seat]:
        """The seats with one of these roles."""
        return (seat for seat in self.seats if seat.role in roles)

    def has_role(self, *roles: str) -> bool:
        """Whether any seat has one of these roles."""
        return any(seat.role in roles for seat in self.seats)

    def serves(self, code: str, *roles: str) -> bool:
        """Whether a seat with one of these roles covers the place."""
        return any(covers(prefix, code) for seat in self.seats_as(*roles) for prefix in seat.prefixes)

    @cached_property
    def unit_ids(self) -> frozenset[int]:
        """The units in which this person sits."""
        return frozenset(seat.unit_id for seat in self.seats)

    @cached_property
    def complained_of(self) -> frozenset[int]:
        """Units whose complaints this person must not see: their own, and those above them.

        A complaint about a unit is about everyone in it and in the units below it. One about the highest unit
        is kept from its own people alone where they supervise: somebody has to hear it.
        """
        return self.unit_ids | {unit for seat in self.seats for unit in _above(seat)}


def _above(seat: Seat) -> list[int]:
    chain = units.fresh().chain(seat.unit_id)[1:]
    return chain[:-1] if seat.role == Role.SUPERVISOR else chain


def away_on(day: date | Given) -> Q:
    """The leaves that hold on this day."""
    return Q(starts__lte=day, ends__gt=day)


def holders(posts: PostQuerySet, day: date) -> set[int]:
    """Who has the work of these posts on this day: the holder, or on leave the stand-in. Two queries."""
    found = dict(posts.values_list("pk", "user_id"))
    away = Leave.objects.filter(away_on(day), post__in=list(found))
    return set({**found, **dict(away.values_list("post_id", "stand_in_id"))}.values())


ANYONE = Actor(ActorKind.ANYONE)
CLOCK = Actor(ActorKind.CLOCK)


def reporter(case_id: int) -> Actor:
    """Whoever holds the tracking code of this case."""
    return Actor(ActorKind.REPORTER, case_id=case_id)


def _posts() -> QuerySet[Post, tuple[Any, ...]]:
    """Post, role, unit, area and holder, a row for each area: what a user holds or stands in for on a day."""
    user, day = Given("user", BigIntegerField()), Given("day", DateField())
    stood_in = Leave.objects.filter(away_on(day), stand_in=user)
    return (
        Post.objects.in_force(day)
        .filter(Q(user=user) | Q(pk__in=stood_in.values("post")))
        .values_list("id", "role", "unit_id", "areas__code", "user_id")
        .order_by("id", "areas__code")
        .distinct()
    )


_POSTS = Composed(_posts)


def person(user: User) -> Actor:
    """A user with every post in force today, stood-in ones included. One query."""
    seats: dict[int, Seat] = {}
    for post_id, role, unit_id, code, holder in _POSTS.rows(user=user.pk, day=clock.today()):
        held = seats.get(post_id)
        prefixes = (*(held.prefixes if held else ()), *([code] if code else []))
        seats[post_id] = Seat(post_id, role, unit_id, prefixes, stood_in=holder != user.pk, holder_id=holder)
    if not user.is_active:
        seats = {}
    return Actor(ActorKind.PERSON, user.pk, str(user), tuple(seats.values()))


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind a request, asked for once."""
    held = getattr(request, "wuzhi_actor", None)
    if held is None:
        user = getattr(request, "user", None)
        if user is None:  # refused before anyone asked who it is, by its host name for one
            return ANYONE
        held = ANYONE if isinstance(user, AnonymousUser) else person(user)
        request.wuzhi_actor = held  # type: ignore[attr-defined]  # kept for this request
    return held


# Those who take matters over from other systems, with their numbers and deadlines.
DESKS = (Role.DISPATCHER, Role.CLERK)
