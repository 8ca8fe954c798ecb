"""Turning an outbox row into notices: who is told of an event is resolved when it is delivered."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q

from wuzhi.areas.codes import LENGTHS, Level, prefix_range, prefixes_of
from wuzhi.areas.directory import directory
from wuzhi.cases.models import Case, Event, Task
from wuzhi.cases.relations import LOCAL_OFFICES, arbitrated
from wuzhi.core import clock
from wuzhi.notices.jobs import handles
from wuzhi.notices.models import Notice
from wuzhi.people.actor import holders, person
from wuzhi.people.models import Post, Role, User

Audience = Callable[[Case], Q]


def _serving(role: str) -> Audience:
    return lambda case: Q(role=role, areas__code__in=prefixes_of(case.area_code))


def _grid_worker(case: Case) -> Q:
    """Of the case's grid; where no more than a village or town is named, of every grid in it."""
    within = prefix_range("areas__code", case.area_code)
    return Q(role=Role.GRID_WORKER) & (Q(areas__code__in=prefixes_of(case.area_code)) | within)


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


def _chief(case: Case) -> Q:
    """The chiefs of the case's building or hamlet, and of what that lies in."""
    codes = prefixes_of(case.area_code)
    place = directory().get(case.place.code) if case.place else None
    while place is not None and place.code not in codes:
        codes.append(place.code)
        place = directory().get(place.parent_code)
    return Q(role=Role.CHIEF, areas__code__in=codes)


# Who is told, by the names that steps give in `notify`.
AUDIENCES: dict[str, Audience] = {
    "handler": lambda case: Q(role__in=[Role.CLERK, Role.GRID_WORKER], unit=case.lead_unit_id),
    "holder": _holder,
    "asked": _asked,
    "dispatcher": _serving(Role.DISPATCHER),
    "supervisor": _serving(Role.SUPERVISOR),
    "arbiter": _arbiter,
    "grid_worker": _grid_worker,
    "chief": _chief,
    "collector": lambda case: Q(user=case.collector_id),
    "assignee": lambda case: Q(user=case.assignee_id),
}
# This means the person, not the post: nobody stands in for whoever reported something.
_PERSONAL = {"collector"}


def tells(name: str, audience: Audience) -> None:
    """Modules add theirs through this, in their manifest; ValueError where the name is taken."""
    if AUDIENCES.setdefault(name, audience) is not audience:
        raise ValueError(f"an audience named {name!r} is registered already")


@handles("case_event")
def tell(payload: Mapping[str, Any]) -> None:
    """Writes one notice for each person concerned but the one who acted; told twice is told once."""
    case = Case.objects.get(pk=payload["case"])
    event = Event.objects.get(case=case, number=payload["event"])
    users: set[int] = set()
    day = clock.today()
    for name in payload["to"]:
        posts = Post.objects.in_force(day).filter(AUDIENCES[name](case))
        users |= set(posts.values_list("user_id", flat=True)) if name in _PERSONAL else holders(posts, day)
    users.discard(payload["by"])
    told = [user for user in User.objects.filter(pk__in=users).order_by("pk") if _sees(user, case)]
    Notice.objects.bulk_create(
        [
            Notice(user=user, template=event.kind, subject=case.uuid, event_number=event.number, at=event.at)
            for user in told
        ],
        ignore_conflicts=True,
    )


def _sees(user: User, case: Case) -> bool:
    return Case.objects.visible_to(person(user)).filter(pk=case.pk).exists()
