"""Turning an outbox row into notices: who is told of an event is resolved when it is delivered."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from wuzhi.areas.codes import LENGTHS, Level, prefixes_of
from wuzhi.areas.directory import directory
from wuzhi.cases.models import Case, Event, Task
from wuzhi.cases.relations import LOCAL_OFFICES, arbitrated
from wuzhi.core import clock
from wuzhi.notices.jobs import handles
from wuzhi.notices.models import Notice
from wuzhi.people.actor import person
from wuzhi.people.models import Leave, Post, Role, User

Audience = Callable[[Case], Q]


def _serving(role: str) -> Audience:
    return lambda case: Q(role=role, areas__code__in=prefixes_of(case.area_code))


def _asked(case: Case) -> Q:
    owing = Task.objects.filter(case=case, answered_at__isnull=True).values("unit")
    return Q(role=Role.CLERK, unit__in=owing)


def _holder(case: Case) -> Q:
    tier = Level(case.tier)
    own = Q(role__in=[Role.CHIEF, Role.GRID_WORKER, Role.DISPATCHER])
    office = Q(role=Role.CLERK, unit__kind__in=LOCAL_OFFICES)
    if tier in LENGTHS:
        return (own | office) & Q(areas__code=case.area_code[: LENGTHS[tier]])
    place = directory().get(case.place.code) if case.place else None
    while place is not None and place.level != tier:
        place = directory().get(place.parent_code)
    return (own | office) & Q(areas__in=[place.id] if place else [])


def _arbiter(case: Case) -> Q:
    return _serving(Role.SUPERVISOR)(case) if case.about_unit_id in arbitrated() else Q(pk__in=[])


AUDIENCES: Mapping[str, Audience] = {
    "handler": lambda case: Q(role__in=[Role.CLERK, Role.GRID_WORKER], unit=case.lead_unit_id),
    "holder": _holder,
    "asked": _asked,
    "dispatcher": _serving(Role.DISPATCHER),
    "supervisor": _serving(Role.SUPERVISOR),
    "arbiter": _arbiter,
    "grid_worker": _serving(Role.GRID_WORKER),
    "collector": lambda case: Q(user=case.collector_id),
    "assignee": lambda case: Q(user=case.assignee_id),
}


@handles("case_event")
def tell(payload: Mapping[str, Any]) -> None:
    """Writes one notice for each person concerned but the one who acted; told twice is told once."""
    case = Case.objects.get(pk=payload["case"])
    event = Event.objects.get(case=case, number=payload["event"])
    users = _holders_of(Post.objects.in_force(clock.today()).filter(AUDIENCES[name](case)) for name in payload["to"])
    users.discard(payload["by"])
    told = [user for user in User.objects.filter(pk__in=users).order_by("pk") if _sees(user, case)]
    Notice.objects.bulk_create(
        [
            Notice(user=user, template=event.kind, subject=case.uuid, event_number=event.number, at=event.at)
            for user in told
        ],
        ignore_conflicts=True,
    )


def _holders_of(audiences: Iterable[QuerySet[Post]]) -> set[int]:
    """Whoever holds these posts today: for someone on leave the stand-in, who has the work meanwhile."""
    holders = {pk: user for posts in audiences for pk, user in posts.values_list("pk", "user_id")}
    day = clock.today()
    away = Leave.objects.filter(post__in=list(holders), starts__lte=day, ends__gt=day)
    holders.update(away.values_list("post_id", "stand_in_id"))
    return set(holders.values())


def _sees(user: User, case: Case) -> bool:
    return Case.objects.visible_to(person(user)).filter(pk=case.pk).exists()


def subjects(uuids: Sequence[UUID]) -> dict[UUID, Case]:
    """The cases that notices are about."""
    return {case.uuid: case for case in Case.objects.filter(uuid__in=uuids)}
