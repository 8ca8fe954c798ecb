"""Colleagues exchange shifts by agreement: one asks, the other accepts; it holds at once and both are told."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wuzhi.core import clock, history
from wuzhi.core.versions import raise_version
from wuzhi.people.actions import author
from wuzhi.people.actor import Actor
from wuzhi.people.models import Post, User
from wuzhi.roster import telling
from wuzhi.roster.limits import FAMILY
from wuzhi.roster.models import Answer, Exchange, Shift
from wuzhi.roster.overlaps import hold, refuse_overlaps


def ask(*, actor: Actor, shift: Shift, asked: User, other: Shift | None = None) -> Exchange:
    """Asks a colleague to take a shift of one's own, or to swap it for `other` of theirs.

    Raises PermissionDenied for a shift that is not one's own, ValidationError with sentences.
    """
    if shift.user_id is None or shift.user_id != actor.user_id:
        raise PermissionDenied(_("Only your own shift is yours to exchange."))
    _refuse_begun(shift)
    if asked.pk == shift.user_id:
        raise ValidationError(_("Nobody stands in for themselves."))
    if not _may_take(asked, shift):
        raise ValidationError(_("%(person)s has no post in %(unit)s then.") % {"person": asked, "unit": shift.unit})
    if other is not None:
        _refuse_begun(other)
        if other.user_id != asked.pk or (other.unit_id, other.kind) != (shift.unit_id, shift.kind):
            raise ValidationError(_("Only a shift of the same duty can be swapped for this one."))
    with transaction.atomic():
        _trade(shift, other, asked.pk)
        exchange = Exchange(
            shift_id=shift.pk,
            other=other,
            asker_id=shift.user_id,
            asked=asked,
            asked_at=clock.now(),
        )
        try:
            with transaction.atomic():
                exchange.save()
        except IntegrityError as error:
            raise ValidationError(_("You have asked somebody already. Withdraw that request first.")) from error
        telling.tell(telling.ASKED, exchange, [asked.pk])
    return exchange


def accept(*, actor: Actor, exchange: Exchange) -> None:
    """Agrees: the shifts change hands at once, both or neither. ValidationError where something came between."""
    _require(actor, exchange.asked_id)
    with transaction.atomic():
        shifts = _locked(exchange)
        _close(exchange, Answer.ACCEPTED)
        shift, other = shifts[exchange.shift_id], shifts.get(exchange.other_id or 0)
        _refuse_begun(shift)
        whose = [shift.user_id == exchange.asker_id, other is None or other.user_id == exchange.asked_id]
        if not all(whose) or not _may_take(exchange.asked, shift):
            raise ValidationError(_("The shifts have changed meanwhile; this request no longer holds."))
        if other is not None:
            _refuse_begun(other)
        traded = _trade(shift, other, exchange.asked_id)
        for row, _before in traded:
            row.save(update_fields=["user", "stand_in"])
        history.record(author(actor), *(history.changed(row, before) for row, before in traded))
        raise_version(FAMILY)
        _withdraw_others(exchange, list(shifts))
        telling.tell(telling.ACCEPTED, exchange, [exchange.asker_id, exchange.asked_id])


def decline(*, actor: Actor, exchange: Exchange) -> None:
    """Says no; who asked is told."""
    _require(actor, exchange.asked_id)
    with transaction.atomic():
        _close(exchange, Answer.DECLINED)
        telling.tell(telling.DECLINED, exchange, [exchange.asker_id])


def withdraw(*, actor: Actor, exchange: Exchange) -> None:
    """Asks no longer; who was asked is told."""
    _require(actor, exchange.asker_id)
    with transaction.atomic():
        _close(exchange, Answer.WITHDRAWN)
        telling.tell(telling.WITHDRAWN, exchange, [exchange.asked_id])


def colleagues(shift: Shift) -> list[User]:
    """Who may take the shift: people with a post in its unit on its day. One query."""
    day = shift.starts.astimezone(clock.local_zone()).date()
    posts = Post.objects.in_force(day).filter(unit=shift.unit_id)
    return list(User.objects.filter(pk__in=posts.values("user")).exclude(pk=shift.user_id or 0).order_by("username"))


def _may_take(user: User, shift: Shift) -> bool:
    return any(one.pk == user.pk for one in colleagues(shift))


def _require(actor: Actor, user_id: int) -> None:
    if actor.user_id is None or actor.user_id != user_id:
        raise PermissionDenied(_("This request is not yours to answer."))


def _refuse_begun(shift: Shift) -> None:
    if shift.called_off or shift.starts <= clock.now():
        raise ValidationError(_("The shift has begun or was called off; a dispatcher can still change it."))


def _locked(exchange: Exchange) -> dict[int, Shift]:
    """The shifts as they are now, locked in one order."""
    hold("", [exchange.asker_id, exchange.asked_id])
    wanted = [pk for pk in (exchange.shift_id, exchange.other_id) if pk is not None]
    rows = Shift.objects.filter(pk__in=wanted).order_by("pk").select_for_update(of=("self",), no_key=True)
    return {row.pk: row for row in rows.select_related("unit")}


def _close(exchange: Exchange, answer: Answer) -> None:
    """The first answer holds; a second one, or one to what was withdrawn, is told so."""
    waiting = Exchange.objects.filter(pk=exchange.pk, answer=Answer.OPEN)
    if not waiting.update(answer=answer, answered_at=clock.now()):
        raise ValidationError(_("This request has been answered or withdrawn already."))


def _trade(shift: Shift, other: Shift | None, asked_id: int) -> list[tuple[Shift, history.Facts]]:
    """The shifts in other hands, in memory, with what they were; ValidationError where somebody would have two."""
    hands = [(shift, asked_id), *([(other, shift.user_id)] if other is not None else [])]
    rows = [row.pk for row, _user in hands]
    traded: list[tuple[Shift, history.Facts]] = []
    for row, user_id in hands:
        copy = Shift.objects.select_related("unit", "user", "stand_in").get(pk=row.pk)
        before = history.facts(copy, ["user", "stand_in"])
        copy.user_id = user_id
        copy.stand_in_id = None if copy.stand_in_id == user_id else copy.stand_in_id
        refuse_overlaps([copy], besides=rows)
        traded.append((copy, before))
    return traded


def _withdraw_others(exchange: Exchange, shift_ids: list[int]) -> None:
    """Other requests about the same shifts were made to people who no longer have them."""
    others = Exchange.objects.filter(Q(shift__in=shift_ids) | Q(other__in=shift_ids), answer=Answer.OPEN)
    for one in list(others.exclude(pk=exchange.pk)):
        if others.filter(pk=one.pk).update(answer=Answer.WITHDRAWN, answered_at=clock.now()):
            telling.tell(telling.WITHDRAWN, one, [one.asker_id, one.asked_id])
