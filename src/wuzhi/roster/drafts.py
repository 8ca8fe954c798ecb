"""A plan to look at: the pattern filled from the people in turn, around leaves and shifts that are there already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import F

from wuzhi.areas.calendar import load_calendar
from wuzhi.core import clock
from wuzhi.people.models import Leave, Post, Role, Unit, User
from wuzhi.roster.board import span_words
from wuzhi.roster.hours import Pattern, Span
from wuzhi.roster.models import Roster, Shift
from wuzhi.roster.planning import Open, Share, Turn, begin_with, plan, shares

_ANSWERING = (Role.CLERK, Role.DISPATCHER, Role.LEADER, Role.SUPERVISOR, Role.GRID_WORKER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Shown:
    """A slot as the preview says it; `why` says why nobody has it."""

    hours: str
    day_off: bool
    person: str
    why: str


@dataclass(frozen=True)
class Draft:
    """The plan, who takes part, and what it asks of each. Nothing of it is stored."""

    turns: list[Turn]
    people: dict[str, User]

    @property
    def shown(self) -> list[Shown]:
        """Slot by slot, in order."""
        return [
            Shown(
                span_words(turn.slot.span),
                turn.slot.day_off,
                str(self.people[turn.person]) if turn.person else "",
                turn.who.value if isinstance(turn.who, Open) else "",
            )
            for turn in self.turns
        ]

    @property
    def shares(self) -> list[tuple[User, Share]]:
        """What the plan asks of each person."""
        return [(self.people[share.person], share) for share in shares(self.turns, list(self.people))]

    @property
    def filled(self) -> int:
        """How many shifts it gives."""
        return sum(bool(turn.person) for turn in self.turns)

    @property
    def taken(self) -> int:
        """How many slots another shift holds already."""
        return sum(turn.who is Open.TAKEN for turn in self.turns)

    @property
    def unfilled(self) -> int:
        """How many nobody is free for."""
        return sum(turn.who is Open.NOBODY for turn in self.turns)


def candidates(unit: Unit) -> list[User]:
    """Who may take turns: people with a post in the unit today that answers for something. One query."""
    posts = Post.objects.in_force(clock.today()).filter(unit=unit, role__in=_ANSWERING)
    return list(User.objects.filter(pk__in=posts.values("user")).order_by("username"))


def draft(roster: Roster, pattern: Pattern, people: Sequence[User]) -> Draft:
    """Fills the roster's days. Who had the last shift before them is followed by the next in turn. Three queries."""
    slots = list(pattern.slots(load_calendar(roster.area_code), roster.first, roster.last))
    if not slots:
        return Draft([], {user.username: user for user in people})
    within = Span(slots[0].span.starts, max(slot.span.ends for slot in slots))
    names = {user.pk: user.username for user in people}
    desk = Shift.objects.filter(area_code=roster.area_code, unit=roster.unit, kind=roster.kind)
    desk = desk.filter(ends__gt=F("starts"))
    before = desk.filter(starts__lt=within.starts, user__in=names).order_by("-starts").values_list("user_id").first()
    held = desk.filter(starts__lt=within.ends, ends__gt=within.starts).values_list("starts", "ends")
    turn_of = begin_with(list(names.values()), names[before[0]] if before else "")
    turns = plan(slots, turn_of, _busy(names, within, roster.unit), [Span(*row) for row in held])
    by_name = {user.username: user for user in people}
    return Draft(turns, {name: by_name[name] for name in turn_of})


def _busy(names: dict[int, str], within: Span, unit: Unit) -> dict[str, list[Span]]:
    """When people have shifts anywhere or are on leave from their post in this unit."""
    found: dict[str, list[Span]] = {}
    shifts = Shift.objects.filter(user__in=names, starts__lt=within.ends, ends__gt=within.starts)
    for user, starts, ends in shifts.filter(ends__gt=F("starts")).values_list("user_id", "starts", "ends"):
        found.setdefault(names[user], []).append(Span(starts, ends))
    zone = clock.local_zone()
    first, last = (at.astimezone(zone).date() for at in (within.starts, within.ends))
    leaves = Leave.objects.filter(post__user__in=names, post__unit=unit, starts__lte=last, ends__gt=first)
    for user, begin, end in leaves.values_list("post__user_id", "starts", "ends"):
        if end > begin:
            found.setdefault(names[user], []).append(Span(_midnight(begin), _midnight(end)))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.local_zone())
