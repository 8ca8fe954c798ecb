"""Duty as its planners change it: shifts added, changed or called off, and whole plans; nothing is deleted."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wuzhi.areas.models import Area
from wuzhi.core import clock, history
from wuzhi.core.versions import raise_version
from wuzhi.people.actions import author, clean, require_administrator
from wuzhi.people.actor import Actor
from wuzhi.people.models import Unit, User
from wuzhi.roster import telling
from wuzhi.roster.limits import FAMILY
from wuzhi.roster.models import Answer, Exchange, Kind, RingLimit, Roster, Shift
from wuzhi.roster.overlaps import hold, refuse_overlaps
from wuzhi.roster.planning import Turn
from wuzhi.roster.rights import require_planner

LONGEST_PLAN_DAYS = 366
MOST_MINUTES = 120


def add_shift(
    *,
    actor: Actor,
    area_code: str,
    unit: Unit,
    user: User | None = None,
    starts: datetime,
    ends: datetime,
    stand_in: User | None = None,
    kind: str = Kind.DUTY,
) -> Shift:
    """A new shift. Raises ValidationError with sentences, PermissionDenied for who may not plan there."""
    require_planner(actor, area_code, unit)
    shift = Shift(area_code=area_code, unit=unit, user=user, stand_in=stand_in, kind=kind, starts=starts, ends=ends)
    _check_area(area_code)
    if ends == starts:
        raise ValidationError(_("The shift ends before it begins."))
    _check(shift)
    with transaction.atomic():
        hold(area_code, [shift.user_id, shift.stand_in_id])
        refuse_overlaps([shift])
        shift.save()
        history.record(author(actor), history.added(shift))
        raise_version(FAMILY)
        telling.tell(telling.PLANNED, shift, _others(actor, [shift.user_id]))
    return shift


def change_shift(*, actor: Actor, shift: Shift, **facts: Any) -> bool:
    """Another person or other hours; whether any differed. One called off ends when it begins.

    Whoever had it and whoever has it now are told; requests to exchange it no longer hold. ValidationError where
    someone else has changed it since it was read.
    """
    require_planner(actor, shift.area_code, shift.unit)
    names = [name for name, value in facts.items() if getattr(shift, name) != value]
    before, seen = history.facts(shift, names), _columns(shift)
    if not before:
        return False
    concerned = {shift.user_id, shift.stand_in_id}
    was_over = shift.ends <= clock.now()
    for name, value in facts.items():
        setattr(shift, name, value)
    _check(shift)
    with transaction.atomic():
        hold(shift.area_code, [*concerned, shift.user_id, shift.stand_in_id])
        if not shift.called_off:
            refuse_overlaps([shift])
        if not Shift.objects.filter(pk=shift.pk, **seen).update(**_columns(shift)):
            raise ValidationError(_("Someone else has changed this shift meanwhile. Please look at it again."))
        history.record(author(actor), history.changed(shift, before))
        raise_version(FAMILY)
        _end_exchanges(shift)
        if not was_over:
            key = telling.CALLED_OFF if shift.called_off else telling.CHANGED
            telling.tell(key, shift, _others(actor, [*concerned, shift.user_id]))
    return True


def call_off(*, actor: Actor, shift: Shift) -> bool:
    """The shift does not take place; one that has begun ends now. Whether that is new."""
    return change_shift(actor=actor, shift=shift, ends=min(max(shift.starts, clock.now()), shift.ends))


def save_plan(*, actor: Actor, roster: Roster, turns: Iterable[Turn], people: dict[str, User]) -> int:
    """Writes a plan and its shifts, all or none; how many shifts. ValidationError where another shift is in the way."""
    require_planner(actor, roster.area_code, roster.unit)
    _check_area(roster.area_code)
    _check_days(roster.first, roster.last)
    with transaction.atomic():
        hold(roster.area_code, [user.pk for user in people.values()])
        shifts = [
            Shift(
                area_code=roster.area_code,
                unit=roster.unit,
                user=people[turn.person],
                kind=roster.kind,
                starts=turn.slot.span.starts,
                ends=turn.slot.span.ends,
            )
            for turn in turns
            if turn.person
        ]
        if not shifts:
            raise ValidationError(_("The plan gives nobody a shift."))
        refuse_overlaps(shifts)
        roster.save()
        Shift.objects.bulk_create(shifts, batch_size=200)
        history.record(author(actor), history.added(roster), *(history.added(shift) for shift in shifts))
        raise_version(FAMILY)
        telling.tell(telling.PLANNED, roster, _others(actor, [shift.user_id for shift in shifts]))
    return len(shifts)


def set_ring_limit(*, actor: Actor, area_code: str, minutes: int, active: bool = True) -> bool:
    """How long a ring waits before the next is rung, in an area ('' everywhere); whether that is new."""
    require_administrator(actor)
    if area_code:
        _check_area(area_code)
    if not 1 <= minutes <= MOST_MINUTES:
        raise ValidationError(_("A ring waits from 1 to %(most)d minutes.") % {"most": MOST_MINUTES})
    held = RingLimit.objects.filter(area_code=area_code).first()
    row = held or RingLimit(area_code=area_code)
    facts = {"minutes": minutes, "active": active}
    before = history.facts(row, [name for name, value in facts.items() if getattr(row, name) != value])
    if held and not before:
        return False
    row.minutes, row.active = minutes, active
    with transaction.atomic():
        row.save()
        history.record(author(actor), history.changed(row, before) if held else history.added(row))
        raise_version(FAMILY)
    return True


def _check(shift: Shift) -> None:
    if shift.ends < shift.starts:
        raise ValidationError(_("The shift ends before it begins."))
    if shift.stand_in_id is not None and shift.stand_in_id == shift.user_id:
        raise ValidationError(_("Nobody stands in for themselves."))
    clean(shift)


def _check_area(area_code: str) -> None:
    """Matters are answered for on the spine: a building has no duty of its own."""
    if not area_code.isdigit() or not Area.objects.filter(code=area_code, valid_until=None).exists():
        raise ValidationError(_("There is no area with the code %(code)s.") % {"code": area_code[:30]})


def _check_days(first: date, last: date) -> None:
    if last < first:
        raise ValidationError(_("The roster ends before it begins."))
    if (last - first).days >= LONGEST_PLAN_DAYS:
        raise ValidationError(_("A roster is planned for a year at most."))


def _columns(shift: Shift) -> dict[str, Any]:
    names = ("user_id", "stand_in_id", "kind", "starts", "ends")
    return {name: getattr(shift, name) for name in names}


def _end_exchanges(shift: Shift) -> None:
    """What was asked of a shift that is no longer what it was is no longer asked."""
    open_ones = Exchange.objects.filter(Q(shift=shift) | Q(other=shift), answer=Answer.OPEN)
    for exchange in list(open_ones):
        if open_ones.filter(pk=exchange.pk).update(answer=Answer.WITHDRAWN, answered_at=clock.now()):
            telling.tell(telling.WITHDRAWN, exchange, [exchange.asker_id, exchange.asked_id])


def _others(actor: Actor, users: Iterable[int | None]) -> set[int]:
    """Nobody is told of what they did themselves."""
    return {user for user in users if user is not None} - {actor.user_id or 0}
