"""Urgent matters ring: whoever is on duty, then the stand-in, the dispatchers, the leader on duty, until one has heard.

What is recorded is that somebody heard, on the ring and as a notice read; it is no step of the case.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model, Q

from wuzhi.areas.codes import prefixes_of
from wuzhi.cases import clockwork, moved
from wuzhi.cases.models import Case, Event
from wuzhi.cases.move import Move
from wuzhi.core import clock
from wuzhi.notices.jobs import handles, job
from wuzhi.notices.models import Notice
from wuzhi.people.actor import Actor, holders, person
from wuzhi.people.models import Post, Role, User
from wuzhi.roster.channels import call
from wuzhi.roster.limits import minutes_to_hear
from wuzhi.roster.models import Kind, Ring
from wuzhi.roster.queries import OnDuty, shifts_now

_BATCH = 100


def rows(case_uuid: UUID, area_code: str, duty: OnDuty, event_number: int, at: datetime) -> list[Model]:
    """The ring that a step begins, and the job that rings it: to be saved with the step's event."""
    ring = Ring(
        subject=case_uuid,
        event_number=event_number,
        area_code=area_code,
        unit_id=duty.unit.id,
        user_id=duty.user_id,
        stand_in_id=duty.stand_in_id,
        at=at,
        next_at=at + timedelta(minutes=minutes_to_hear(area_code)),
    )
    return [ring, job("ring", {"subject": str(case_uuid), "event": event_number})]


@handles("ring")
def begin(payload: Mapping[str, Any]) -> None:
    """Rings whoever is on duty; where nobody can be, the next at once."""
    ring = Ring.objects.filter(subject=payload["subject"], event_number=payload["event"]).first()
    if ring is None or ring.heard_at is not None or ring.over_at is not None:
        return
    if not _ring(ring, 0) and ring.stage == 0:
        _go_on(ring)


def go_on() -> int:
    """Rings the next for every ring that nobody has heard in time; how many. Safe to kill and to run twice."""
    due = Ring.objects.filter(next_at__lte=clock.now(), heard_at=None, over_at=None).order_by("next_at", "id")
    done = 0
    for ring in list(due[:_BATCH]):
        with transaction.atomic():
            done += _go_on(ring)
    return done


def hear(*, actor: Actor, notice_id: int) -> bool:
    """ "Heard": it stops ringing for everyone of the actor's units, and for all where the matter is theirs.

    Whether there was such a notice of the actor's. Heard twice is heard once.
    """
    notice = Notice.objects.filter(pk=notice_id, user=actor.user_id, urgent=True).first()
    if notice is None or actor.user_id is None:
        return False
    now = clock.now()
    about: dict[str, Any] = {"subject": notice.subject, "event_number": notice.event_number}
    with transaction.atomic():
        ring = Ring.objects.filter(**about).first()
        Ring.objects.filter(**about, heard_at=None).update(heard_at=now, heard_by=actor.user_id, next_at=None)
        quiet = Notice.objects.filter(**about, urgent=True, read_at=None)
        if ring is not None and not _is_theirs(ring, actor):
            colleagues = Post.objects.in_force(clock.today()).filter(unit__in=actor.unit_ids)
            quiet = quiet.filter(Q(user=actor.user_id) | Q(user__in=colleagues.values("user")))
        quiet.update(read_at=now)
    return True


def stop(moves: Sequence[Move]) -> None:
    """A matter that has moved on, or rings somebody else now, rings no longer for what it was. One query or two."""
    on = [move for move in moves if move.case.entered_at == move.at or any(isinstance(one, Ring) for one in move.rows)]
    for move in on:
        earlier: dict[str, Any] = {"subject": move.case.uuid, "event_number__lt": move.number}
        if Ring.objects.filter(**earlier, over_at=None).update(over_at=move.at, next_at=None):
            Notice.objects.filter(**earlier, urgent=True, read_at=None).update(urgent=False)


def _is_theirs(ring: Ring, actor: Actor) -> bool:
    return ring.unit_id in actor.unit_ids or actor.user_id in {ring.user_id, ring.stand_in_id}


def _go_on(ring: Ring) -> int:
    """To the next stage that has anybody new; whether this process did it."""
    stages = range(ring.stage + 1, len(_STAGES))
    was, rung = ring.stage, 0
    for stage in stages:
        next_at = clock.now() + timedelta(minutes=minutes_to_hear(ring.area_code)) if stage < stages[-1] else None
        held = Ring.objects.filter(pk=ring.pk, stage=was, heard_at=None, over_at=None)
        if not held.update(stage=stage, next_at=next_at):
            return 0
        was, rung = stage, _ring(ring, stage)
        if rung:
            break
    if not rung:
        Ring.objects.filter(pk=ring.pk).update(next_at=None)
    return 1


def _ring(ring: Ring, stage: int) -> int:
    """Rings those of a stage who see the matter and were not rung before; how many."""
    case = Case.objects.filter(uuid=ring.subject).first()
    if case is None:
        return 0
    about: dict[str, Any] = {"subject": ring.subject, "event_number": ring.event_number}
    before = set(Notice.objects.filter(**about, urgent=True).values_list("user", flat=True))
    wanted = _STAGES[stage](ring) - before
    users = User.objects.filter(pk__in=wanted, is_active=True).order_by("pk")
    sees = [one.pk for one in users if Case.objects.visible_to(person(one)).filter(pk=case.pk).exists()]
    template = Event.objects.filter(case=case, number=ring.event_number).values_list("kind", flat=True).first()
    call(ring, template or "", sees)
    return len(sees)


def _person(ring: Ring) -> set[int]:
    """Whose shift it is, on leave their stand-in; where the shift names nobody, the unit."""
    if ring.user_id is None:
        return _unit(ring)
    day = clock.today()
    posts = Post.objects.in_force(day).filter(user=ring.user_id, unit=ring.unit_id)
    return holders(posts, day) or {ring.user_id}


def _second(ring: Ring) -> set[int]:
    """The shift's stand-in, else everyone who works at the unit's desk."""
    return {ring.stand_in_id} if ring.stand_in_id is not None else _unit(ring)


def _unit(ring: Ring) -> set[int]:
    return _holding(Q(role__in=[Role.CLERK, Role.DISPATCHER], unit=ring.unit_id))


def _dispatchers(ring: Ring) -> set[int]:
    return _holding(Q(role=Role.DISPATCHER, areas__code__in=prefixes_of(ring.area_code)))


def _leaders(ring: Ring) -> set[int]:
    """The leader on duty, the nearest first; where none is rostered, the leaders of the area."""
    rostered = [shift for shift in shifts_now(ring.area_code, Kind.LEADER) if shift.user_id is not None]
    nearest = {shift.user_id for shift in rostered if shift.area_code == rostered[0].area_code}
    found = {user for user in nearest if user is not None}
    return found or _holding(Q(role=Role.LEADER, areas__code__in=prefixes_of(ring.area_code)))


def _holding(which: Q) -> set[int]:
    day = clock.today()
    return holders(Post.objects.in_force(day).filter(which), day)


_STAGES: tuple[Callable[[Ring], set[int]], ...] = (_person, _second, _dispatchers, _leaders)
clockwork.turns("rings", go_on)
moved.watches("rings", stop)
