"""Being away: whoever is names a stand-in from the same desk; whoever leaves for good is an administrator's matter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wuzhi.core import clock
from wuzhi.people import actions
from wuzhi.people.actor import Actor, ActorKind
from wuzhi.people.models import Leave, Post, PostQuerySet, User

LONGEST = timedelta(days=366)


def own_posts(actor: Actor) -> PostQuerySet:
    """The posts that someone holds today, none that is stood in for. One query."""
    mine = [seat.post_id for seat in actor.seats if not seat.stood_in]
    return Post.objects.filter(pk__in=mine).select_related("user", "unit").order_by("id")


def stand_ins(posts: list[Post]) -> dict[int, list[User]]:
    """Who may stand in, by post: everyone else with a post of the same role in the same unit today. One query."""
    same = Q(pk__in=[])
    for post in posts:
        same |= Q(unit=post.unit_id, role=post.role)
    found: dict[int, dict[int, User]] = {post.pk: {} for post in posts}
    for other in Post.objects.in_force(clock.today()).filter(same).select_related("user").order_by("user__name"):
        for post in posts:
            if (other.unit_id, other.role) == (post.unit_id, post.role) and other.user_id != post.user_id:
                found[post.pk][other.user_id] = other.user
    return {pk: list(people.values()) for pk, people in found.items()}


def of_person(actor: Actor) -> list[Leave]:
    """Leaves of one's own posts and those in which one stands in, now or to come, the earliest first. One query."""
    concerned = Q(post__user=actor.user_id) | Q(stand_in=actor.user_id)
    rows = Leave.objects.filter(concerned, ends__gt=clock.today()).exclude(ends__lte=clock.today())
    return list(rows.select_related("post__user", "post__unit", "stand_in").order_by("starts", "id"))


def go_away(*, actor: Actor, chosen: Mapping[Post, User], first: date, last: date) -> list[Leave]:
    """Enters one's own leave from the first to the last day away, with a stand-in for each chosen post.

    Raises PermissionDenied for another's post, ValidationError in sentences; all posts or none.
    """
    if actor.kind is not ActorKind.PERSON or any(post.user_id != actor.user_id for post in chosen):
        raise PermissionDenied(_("You can only enter a leave of your own."))
    if not chosen:
        raise ValidationError(_("Choose who stands in for you."))
    _check_days(first, last)
    allowed, ends = stand_ins(list(chosen)), last + timedelta(days=1)
    with transaction.atomic():
        # Two windows of the same person must not enter the same days twice.
        list(User.objects.select_for_update().filter(pk__in=[post.user_id for post in chosen]).values_list("pk"))
        for post, person in chosen.items():
            _check_stand_in(post, person, allowed[post.pk])
            _check_free(post, person, first, ends)
        days = {"starts": first, "ends": ends}
        return [actions.enter_leave(actor=actor, post=post, stand_in=one, **days) for post, one in chosen.items()]


def end_leave(*, actor: Actor, leave: Leave) -> bool:
    """Back earlier than planned, or not going at all: it ends today, or on the day on which it would have begun.

    By whoever is away, or an administrator; whether anything changed.
    """
    if leave.post.user_id != actor.user_id or actor.user_id is None:
        actions.require_administrator(actor)
    ends = max(leave.starts, min(leave.ends, clock.today()))
    return actions.alter_leave(actor=actor, leave=leave, ends=ends)


def _check_days(first: date, last: date) -> None:
    if first < clock.today():
        raise ValidationError(_("The first day away has passed already."))
    if last < first:
        raise ValidationError(_("The leave ends before it begins."))
    if last - first > LONGEST:
        raise ValidationError(_("A leave lasts a year at most."))


def _check_stand_in(post: Post, person: User, allowed: list[User]) -> None:
    if person not in allowed:
        raise ValidationError(
            _("%(person)s can't stand in for you as %(role)s: choose someone with the same role in your unit.")
            % {"person": person, "role": post.get_role_display()}
        )


def _check_free(post: Post, person: User, first: date, ends: date) -> None:
    overlapping = Leave.objects.filter(starts__lt=ends, ends__gt=first)
    if overlapping.filter(post=post).exists():
        raise ValidationError(_("You have a leave in these days already; end it first."))
    if overlapping.filter(post__user=person).exists():
        raise ValidationError(_("%(person)s is away in these days too; choose someone else.") % {"person": person})
