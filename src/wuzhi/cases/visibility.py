"""The one rule of sight, and the registry of relations that it is made of. Nothing is seen by default.

A relation is one database condition. Lists, single objects, counts and steps all use that same condition,
so a list can't show what a page refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any, Self, TypeVar

from django.db.models import BooleanField, ExpressionWrapper, Model, Q, QuerySet

from wuzhi.cases import process
from wuzhi.people.actor import Actor

Row = TypeVar("Row", bound=Model)
NOBODY = Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class Relation:
    """How an actor can stand to a case. `official` ones yield to the rule on complaints.

    `words` name these actors where a case waits for them. One that only narrows others names them in `part_of`:
    a process need not let it read besides, which would cost every list a condition. `few` is the part of the
    condition from which a list had better begin: an index finds those cases, and they are few in the largest area.
    """

    key: str
    condition: Callable[[Actor], Q]
    official: bool = True
    words: process.Words = ""
    part_of: tuple[str, ...] = ()
    few: Callable[[Actor], Q] | None = None


_relations: dict[str, Relation] = {}


def register(relation: Relation) -> None:
    """Rooms above add theirs through this; a step that names an unknown relation is open to nobody."""
    _relations[relation.key] = relation


def known() -> list[str]:
    """The keys of all relations."""
    return list(_relations)


def few(key: str, actor: Actor) -> Q | None:
    """Few cases among which are all that stand in this relation to the actor; None where they may be many."""
    relation = _relations.get(key)
    return relation.few(actor) if relation and relation.few else None


def wider(key: str) -> tuple[str, ...]:
    """The relations that a relation narrows; itself where it narrows none."""
    relation = _relations.get(key)
    return relation.part_of if relation and relation.part_of else (key,)


def words_of(key: str) -> str:
    """Who stands in a relation, in the reader's language; '' where nothing was said."""
    relation = _relations.get(key)
    return str(relation.words) if relation else ""


def condition(key: str, actor: Actor) -> Q:
    """The cases to which `actor` stands in relation `key`, complaints about the actor's own units left out."""
    relation = _relations.get(key)
    if relation is None:
        return NOBODY
    found = relation.condition(actor)
    return found if not relation.official or found == NOBODY else found & _may_hear(actor)


class CaseQuerySet(QuerySet[Row]):
    """Cases as someone may see them."""

    def visible_to(self, viewer: Actor) -> Self:
        """What this viewer may see: nothing, unless a relation that the process lets read says otherwise."""
        return self.filter(sight(viewer))

    def with_relations(self, actor: Actor) -> Self:
        """Each case also says, in the same query, how this actor stands to it."""
        found = {key: condition(key, actor) for key in _relations}
        flags = {
            f"is_{key}": ExpressionWrapper(related, output_field=BooleanField())
            for key, related in found.items()
            if related != NOBODY
        }
        return self.annotate(**flags)


def sight(viewer: Actor) -> Q:
    """All that the viewer may see, as one condition, each part of it written once."""
    groups: dict[tuple[str, ...], list[process.Process]] = {}
    for definition in process.all_known():
        groups.setdefault(definition.seen_by, []).append(definition)
    allowed = NOBODY
    for seen_by, definitions in groups.items():
        related = _any_relation(seen_by, viewer)
        if related != NOBODY:
            allowed = either(allowed, related if len(groups) == 1 else of_processes(definitions) & related)
    return allowed


def _any_relation(keys: Iterable[str], viewer: Actor) -> Q:
    """Any of these relations; the rule on complaints stands once beside all the official ones."""
    official, others = NOBODY, NOBODY
    for relation in (found for key in keys if (found := _relations.get(key)) is not None):
        if relation.official:
            official = either(official, relation.condition(viewer))
        else:
            others = either(others, relation.condition(viewer))
    return either(official if official == NOBODY else official & _may_hear(viewer), others)


def _may_hear(viewer: Actor) -> Q:
    """No complaint about the viewer's own units."""
    if not viewer.complained_of:
        return Q()
    return Q(about_unit__isnull=True) | ~Q(about_unit__in=sorted(viewer.complained_of))


def ways_of_sight(viewer: Actor) -> list[Q]:
    """`sight`, relation by relation: together they hold the same cases, each can be served by an index."""
    readers: dict[str, list[process.Process]] = {}
    for definition in process.all_known():
        for key in definition.seen_by:
            readers.setdefault(key, []).append(definition)
    every = len(process.all_known())
    ways = []
    for key, definitions in readers.items():
        related = condition(key, viewer)
        if related != NOBODY:
            ways.append(related if len(definitions) == every else related & of_processes(definitions))
    return ways


def stand_as(case: Model, key: str) -> None:
    """Says of a loaded case what `with_relations` would: whoever found it by its tracking code is its reporter."""
    setattr(case, f"is_{key}", True)


def is_seen(case: Any) -> bool:
    """Whether the actor of `with_relations` may see a loaded case: `visible_to` for a single row."""
    return bool(relations_of(case).intersection(process.get(case.process, case.version).seen_by))


def relations_of(case: Model) -> frozenset[str]:
    """The relations that `with_relations` found for a loaded case."""
    return frozenset(key for key in _relations if getattr(case, f"is_{key}", False))


def of_processes(definitions: Iterable[process.Process]) -> Q:
    """The cases that run on these definitions; a version is named only where its process has others."""
    chosen = {(one.key, one.version) for one in definitions}
    versions: dict[str, set[int]] = {}
    for one in process.all_known():
        versions.setdefault(one.key, set()).add(one.version)
    whole = sorted(key for key, found in versions.items() if all((key, version) in chosen for version in found))
    found = Q(process__in=whole) if whole else NOBODY
    for key, version in sorted(chosen):
        if key not in whole:
            found = either(found, Q(process=key, version=version))
    return found


def any_of(conditions: Iterable[Q]) -> Q:
    """Any of several; NOBODY where there is none."""
    return reduce(either, conditions, NOBODY)


def either(one: Q, other: Q) -> Q:
    """One or the other; NOBODY adds nothing, so that an empty scope costs the database no condition."""
    if one == NOBODY:
        return other
    return one if other == NOBODY else one | other
