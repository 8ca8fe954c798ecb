"""What a worker keeps for themselves beside the cases: saved lists, followed matters. None of it moves a case."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import BigIntegerField, QuerySet
from django.utils.translation import gettext as _

from wuzhi.cases.models import Case, Follow, SavedFilter
from wuzhi.core.composed import Composed, Given
from wuzhi.people.actor import Actor

MOST_SAVED = 30
LONGEST_NAME = 30
MOST_CRITERIA = 500


class Refused(Exception):
    """Why a list can't be saved, in the reader's words."""


class Saved(NamedTuple):
    """A list as its owner kept it."""

    pk: int
    name: str
    criteria: str


def saved(viewer: Actor) -> list[Saved]:
    """The lists that a person saved, by name. One query."""
    return [Saved(*row) for row in _SAVED.rows(user=viewer.user_id)]


def _saved() -> QuerySet[SavedFilter, tuple[Any, ...]]:
    own = SavedFilter.objects.filter(user=Given("user", BigIntegerField()))
    return own.values_list(*Saved._fields)[:MOST_SAVED]


_SAVED = Composed(_saved)


def save_filter(*, actor: Actor, name: str, criteria: str) -> None:
    """Keeps an address's criteria under a name of one's own; the same name again replaces it. Raises Refused."""
    if not name or len(name) > LONGEST_NAME:
        raise Refused(_("Give the list a name of at most %(count)d characters.") % {"count": LONGEST_NAME})
    if len(criteria) > MOST_CRITERIA:
        raise Refused(_("This list has too many criteria to be saved."))
    with transaction.atomic():
        own = SavedFilter.objects.filter(user=actor.user_id)
        if not own.filter(name=name).exists() and own.count() >= MOST_SAVED:
            raise Refused(_("You have saved %(count)d lists already. Take one away first.") % {"count": MOST_SAVED})
        SavedFilter.objects.update_or_create(user_id=_person(actor), name=name, defaults={"criteria": criteria})


def forget_filter(*, actor: Actor, pk: int) -> None:
    """Takes a saved list of one's own away."""
    SavedFilter.objects.filter(user=actor.user_id, pk=pk).delete()


def follow(*, actor: Actor, case: Case, wanted: bool) -> None:
    """Follows a case that the actor sees, or no longer; either may be said twice."""
    if wanted:
        Follow.objects.bulk_create([Follow(user_id=_person(actor), case=case)], ignore_conflicts=True)
    else:
        Follow.objects.filter(user=actor.user_id, case=case).delete()


def follows(actor: Actor, case: Case) -> bool:
    """Whether the actor follows the case."""
    return Follow.objects.filter(user=actor.user_id, case=case).exists()


def _person(actor: Actor) -> int:
    if actor.user_id is None:
        raise Refused(_("Only people with a post keep lists."))
    return actor.user_id
