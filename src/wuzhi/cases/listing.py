"""How a list of cases is found among a million: from which index its rows come, and what is then asked of each row.

A database that is given one large "or" guesses, and at a million rows it guesses wrong. So a list says its ways: simple
conditions, each served by an index, that together hold all of it. Whatever else must be true is asked of each row
alone, behind a CASE that no planner takes apart. A viewer who sees much walks the order's own index instead.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from operator import and_

from django.db.models import BooleanField, Q, Value, When
from django.db.models import Case as Choice

from wuzhi.areas.directory import directory, directory_stamp
from wuzhi.cases import queries
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.models import Case, Follow, Task
from wuzhi.cases.relations import serves_place
from wuzhi.cases.statements import NOW, Countable
from wuzhi.cases.visibility import NOBODY, CaseQuerySet, any_of, sight, ways_of_sight
from wuzhi.people.actor import Actor
from wuzhi.people.units import units

# Who serves at least this share of all areas meets a case of their own within a few hundred rows of any order.
WIDE = 1 / 200
EVERY = Q()
OPEN = Q(closed_at__isnull=True)


@dataclass(frozen=True)
class Way:
    """One way to rows of a list: `by` is served by an index, `asked` is asked of each row that it gives."""

    by: Q
    asked: Q | None = None


@dataclass(frozen=True)
class Listing:
    """A list as the union of its ways, each narrowed by `only`; `also` is asked of each row, none is in `barred`.

    No case is in two of the first `apart` ways; `walked` is the index along which counting meets cases of it soonest.
    """

    ways: tuple[Way, ...]
    only: Q = field(default_factory=Q)
    apart: int = 0
    walked: tuple[str, ...] = ()
    also: Q | None = None
    barred: Q | None = None

    def narrowed(self, condition: Q, also: Q | None = None) -> Listing:
        """The part of it that also fulfils a condition, and one that no index serves."""
        asked = [one for one in (self.also, also) if one is not None]
        return replace(self, only=self.only & condition, also=reduce(and_, asked) if asked else None)

    def countable(self) -> Countable:
        """Its ways as they are counted."""
        ways = [way.order_by(*self.walked) for way in self.cases()]
        return Countable(ways[: self.apart], ways[self.apart :])

    def cases(self) -> list[CaseQuerySet[Case]]:
        """A queryset for each way; a case may be in several."""
        found = []
        for way in self.ways:
            cases = Case.objects.filter(way.by, self.only)
            cases = cases if way.asked is None else cases.filter(of_each(way.asked))
            cases = cases if self.also is None else cases.filter(of_each(self.also))
            found.append(cases if self.barred is None else cases.filter(of_each(self.barred, wanted=False)))
        return found


class Desk:
    """The lists of one viewer, who is asked only once what they may see."""

    def __init__(self, viewer: Actor) -> None:
        self.viewer = viewer

    @cached_property
    def key(self) -> Hashable:
        """All that the conditions of these lists depend on, beside the code itself."""
        return (self.viewer.user_id, self.viewer.seats, directory_stamp(), units.stamp(), catalogue.stamp(), WIDE)

    @cached_property
    def _sight(self) -> Q:
        return sight(self.viewer)

    @cached_property
    def _wide(self) -> bool:
        known = directory()
        seats = [seat for seat in self.viewer.seats if serves_place(seat)]
        return sum(known.share(prefix) for seat in seats for prefix in seat.prefixes) >= WIDE

    @cached_property
    def in_sight(self) -> Listing:
        """Everything that the viewer may see."""
        if self._sight == NOBODY:
            return Listing(())
        if self._wide:
            return Listing((Way(EVERY, self._sight),), apart=1, walked=("area_code", "id"))
        return Listing(tuple(Way(way) for way in ways_of_sight(self.viewer)))

    @cached_property
    def mine(self) -> Listing:
        """Open cases that wait for the viewer."""
        ways = queries.ways_awaited(self.viewer)
        few = [Way(found, way) for found, way in ways if found is not None]
        if not self._wide:
            return Listing((*few, *(Way(way) for found, way in ways if found is None)), only=OPEN)
        many = [Way(one.state, one.related) for one in queries.many_awaited(self.viewer)]
        return Listing((*many, *few), only=OPEN, apart=len(many))

    @cached_property
    def others(self) -> Listing:
        """Open cases in sight that wait for others."""
        awaited = any_of(way for _found, way in queries.ways_awaited(self.viewer))
        return replace(self.in_sight.narrowed(OPEN), barred=None if awaited == NOBODY else awaited)

    @cached_property
    def of_unit(self) -> Listing:
        """Open cases that the viewer's units lead or still owe an answer to."""
        own = sorted(self.viewer.unit_ids)
        owing = Task.objects.filter(unit__in=own, answered_at__isnull=True)
        return self._seen([*(Q(lead_unit=unit) for unit in own), Q(pk__in=owing.values("case"))], OPEN)

    @cached_property
    def overdue(self) -> Listing:
        """Open cases in sight whose time is up.

        Asked of each case that a viewer of few may see: the instant would lead the planner to all that is late.
        """
        late = Q(due_at__lt=NOW)
        if not self._wide:
            return self.in_sight.narrowed(OPEN, late)
        return replace(self.in_sight.narrowed(OPEN & late), walked=())

    @cached_property
    def followed(self) -> Listing:
        """Cases that the viewer follows and may still see, open or not."""
        chosen = Follow.objects.filter(user=self.viewer.user_id)
        return self._seen([Q(pk__in=chosen.values("case"))], EVERY)

    def _seen(self, ways: Iterable[Q], only: Q) -> Listing:
        if self._sight == NOBODY:
            return Listing(())
        return Listing(tuple(Way(way, self._sight) for way in ways), only=only)


def of_each(condition: Q, *, wanted: bool = True) -> Choice:
    """A condition (or its opposite, unknowns included) asked of each row, which no planner takes apart."""
    return Choice(When(condition, then=Value(wanted)), default=Value(not wanted), output_field=BooleanField())


def is_wide(code: str) -> bool:
    """Whether an area is so large that walking an order meets its cases often."""
    return directory().share(code) >= WIDE
