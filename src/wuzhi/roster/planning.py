"""Filling a pattern from people in turn: who has which shift, and how even the plan is. Pure; nothing is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from wuzhi.roster.hours import Slot, Span


class Open(Enum):
    """Why a slot of a plan is given to nobody."""

    TAKEN = "taken"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Turn:
    """A slot and who has it: a sign-in name, or why nobody."""

    slot: Slot
    who: str | Open

    @property
    def person(self) -> str:
        """The sign-in name, '' where nobody has it."""
        return self.who if isinstance(self.who, str) else ""


@dataclass(frozen=True, slots=True)
class Share:
    """What a plan asks of one person: shifts, and how many of them lie on days off."""

    person: str
    shifts: int
    days_off: int
    hours: int


def plan(
    slots: Iterable[Slot],
    people: Sequence[str],
    busy: Mapping[str, Sequence[Span]],
    taken: Sequence[Span] = (),
) -> list[Turn]:
    """Gives each slot to the next in turn who is free; nights and days off have turns of their own.

    Someone away, or with a shift elsewhere, is passed over and stays first in turn. Nobody has two shifts on end
    while another is free. A slot that touches one of `taken` is left as it is.
    """
    turns: list[Turn] = []
    queues = {False: list(people), True: list(people)}
    last: tuple[str, Span] | None = None
    for slot in slots:
        if any(slot.span.overlaps(other) for other in taken):
            turns.append(Turn(slot, Open.TAKEN))
            continue
        free = [one for one in queues[slot.day_off] if not any(slot.span.overlaps(span) for span in busy.get(one, ()))]
        rested = [one for one in free if last is None or one != last[0] or slot.span.starts > last[1].ends]
        chosen = next(iter(rested or free), None)
        if chosen is None:
            turns.append(Turn(slot, Open.NOBODY))
            continue
        queues[slot.day_off].remove(chosen)
        queues[slot.day_off].append(chosen)
        last = (chosen, slot.span)
        turns.append(Turn(slot, chosen))
    return turns


def shares(turns: Iterable[Turn], people: Sequence[str]) -> list[Share]:
    """What the plan asks of each, in the order of turns."""
    given = list(turns)
    found = []
    for person in people:
        own = [turn for turn in given if turn.who == person]
        hours = sum((turn.slot.span.ends - turn.slot.span.starts).total_seconds() for turn in own) // 3600
        found.append(Share(person, len(own), sum(turn.slot.day_off for turn in own), int(hours)))
    return found


def begin_with(people: Sequence[str], after: str) -> list[str]:
    """The same circle of people, beginning with the one whose turn comes after someone's."""
    if after not in people:
        return list(people)
    at = people.index(after) + 1
    return [*people[at:], *people[:at]]
