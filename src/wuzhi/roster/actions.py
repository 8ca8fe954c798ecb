"""Who is on duty, changed by administrators: a shift is added, given other hours, or called off; never deleted."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from wuzhi.areas.models import Area
from wuzhi.core import history
from wuzhi.people.actions import author, clean, require_administrator
from wuzhi.people.actor import Actor
from wuzhi.people.models import Unit, User
from wuzhi.roster.models import Shift


def add_shift(
    *, actor: Actor, area_code: str, unit: Unit, user: User | None = None, starts: datetime, ends: datetime
) -> Shift:
    """A new shift. Raises ValidationError with sentences."""
    require_administrator(actor)
    shift = Shift(area_code=area_code, unit=unit, user=user, starts=starts, ends=ends)
    if not Area.objects.filter(code=area_code, valid_until=None).exists():
        raise ValidationError(_("There is no area with the code %(code)s.") % {"code": area_code[:30]})
    if ends == starts:
        raise ValidationError(_("The shift ends before it begins."))
    _check(shift)
    with transaction.atomic():
        shift.save()
        history.record(author(actor), history.added(shift))
    return shift


def change_shift(*, actor: Actor, shift: Shift, **facts: Any) -> bool:
    """Another person or other hours; whether any differed. One called off ends when it begins."""
    require_administrator(actor)
    before = history.facts(shift, [name for name, value in facts.items() if getattr(shift, name) != value])
    if not before:
        return False
    for name, value in facts.items():
        setattr(shift, name, value)
    _check(shift)
    with transaction.atomic():
        shift.save()
        history.record(author(actor), history.changed(shift, before))
    return True


def _check(shift: Shift) -> None:
    if shift.ends < shift.starts:
        raise ValidationError(_("The shift ends before it begins."))
    clean(shift)
