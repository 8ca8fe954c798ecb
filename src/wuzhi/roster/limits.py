"""How long a ring waits, and who may be rung these days: settings in memory, read on every page."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import F

from wuzhi.areas.codes import prefixes_of
from wuzhi.core import clock
from wuzhi.core.versions import Versioned
from wuzhi.people.actor import Actor
from wuzhi.people.models import Role
from wuzhi.roster.models import RingLimit, Shift

FAMILY = "roster"
DEFAULT_MINUTES = 5
_AROUND = timedelta(days=1)


@dataclass(frozen=True)
class _Held:
    minutes: dict[str, int]
    users: frozenset[int]
    units: frozenset[int]


def _load() -> _Held:
    minutes = dict(RingLimit.objects.filter(active=True).values_list("area_code", "minutes"))
    today = datetime.combine(clock.today(), time(), tzinfo=clock.local_zone())
    soon = Shift.objects.filter(ends__gt=today - _AROUND, starts__lt=today + 2 * _AROUND)
    soon = soon.filter(ends__gt=F("starts"))
    rows = list(soon.values_list("user_id", "stand_in_id", "unit_id"))
    users = {user for one, other, _unit in rows for user in (one, other) if user is not None}
    return _Held(minutes, frozenset(users), frozenset(unit for _one, _other, unit in rows))


_held = Versioned(FAMILY, _load, daily=True)


def minutes_to_hear(area_code: str) -> int:
    """How long the next is not rung, in minutes."""
    minutes = _held.fresh().minutes
    found = [minutes[code] for code in ("", *prefixes_of(area_code)) if code in minutes]
    return found[-1] if found else DEFAULT_MINUTES


def may_be_rung(actor: Actor) -> bool:
    """Whether this person's pages listen: dispatchers and leaders, and whoever is on duty around today.

    No query while the settings stand as they were.
    """
    if not actor.seats:
        return False
    held = _held.fresh()
    on_duty = actor.user_id in held.users or bool(actor.unit_ids & held.units)
    return on_duty or actor.has_role(Role.DISPATCHER, Role.LEADER)
