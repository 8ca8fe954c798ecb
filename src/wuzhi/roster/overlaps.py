"""Two shifts at once: refused for one person anywhere and for one unit in one area, in a sentence that says which."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils.translation import gettext as _

from wuzhi.areas.models import Area
from wuzhi.core import clock
from wuzhi.people.models import User
from wuzhi.roster.models import Shift

_SAID = 5


def hold(area_code: str, users: Iterable[int | None]) -> None:
    """Keeps others from writing shifts of this area and these people until the transaction ends.

    SQLite has one writer anyway; elsewhere the rows are locked in one order, so that two plans can't cross, and
    without their keys, so that a notice to one of these people need not wait.
    """
    list(
        Area.objects.filter(code=area_code, valid_until=None)
        .order_by("pk")
        .select_for_update(no_key=True)
        .values_list("pk")
    )
    ids = sorted({user for user in users if user is not None})
    list(User.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def refuse_overlaps(shifts: Sequence[Shift], besides: Iterable[int] = ()) -> None:
    """Raises ValidationError where a shift meets a stored one, `besides` left out of account.

    The shifts are of one unit's duty in one area. One query; the caller holds the rows.
    """
    users = {shift.user_id for shift in shifts if shift.user_id is not None}
    first, last = min(shift.starts for shift in shifts), max(shift.ends for shift in shifts)
    same_desk = Q(area_code=shifts[0].area_code, unit=shifts[0].unit_id, kind=shifts[0].kind)
    stored = Shift.objects.filter(Q(user__in=users) | same_desk, starts__lt=last, ends__gt=first)
    stored = stored.filter(ends__gt=F("starts")).exclude(pk__in=[*besides, *(shift.pk for shift in shifts if shift.pk)])
    known = list(stored.select_related("user", "unit").order_by("starts"))
    said = [sentence for shift in shifts for other in known if (sentence := _meets(shift, other))]
    if said:
        raise ValidationError(said[:_SAID])


def _meets(shift: Shift, other: Shift) -> str:
    if not (shift.starts < other.ends and other.starts < shift.ends):
        return ""
    facts = {"unit": other.unit, "person": other.user or other.unit, "when": hours_words(other)}
    if shift.user_id is not None and shift.user_id == other.user_id:
        return _("%(person)s has a shift then already: %(when)s (%(unit)s).") % facts
    if (shift.area_code, shift.unit_id, shift.kind) == (other.area_code, other.unit_id, other.kind):
        words = _(
            "%(unit)s is on duty then already: %(when)s, %(person)s. Change that shift, or name a stand-in in it."
        )
        return words % facts
    return ""


def hours_words(shift: Shift) -> str:
    """A shift's hours as people write them: 12-05 18:00–12-06 08:00, the second day only where it differs."""
    starts, ends = (at.astimezone(clock.local_zone()) for at in (shift.starts, shift.ends))
    until = f"{ends:%H:%M}" if starts.date() == ends.date() else f"{ends:%m-%d %H:%M}"
    return f"{starts:%m-%d %H:%M}–{until}"
