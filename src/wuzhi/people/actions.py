"""Adding and changing units, users, posts and leaves: the one door for the workbook and Django's admin."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from wuzhi.areas.models import Area
from wuzhi.areas.reading import has_unseen
from wuzhi.core import history
from wuzhi.core.versions import raise_version
from wuzhi.people.actor import Actor, ActorKind
from wuzhi.people.leave_news import announce
from wuzhi.people.models import Leave, Post, Role, Unit, User
from wuzhi.people.units import read_sittings

FAMILY = "people"
_USERNAME = re.compile(r"[\w.@-]{2,40}", re.ASCII)
_CODE = re.compile(r"[\w.-]{1,30}", re.ASCII)
_NEEDS_AREAS = {
    Role.WOODPECKER, Role.CHIEF, Role.GRID_WORKER, Role.DISPATCHER, Role.SUPERVISOR, Role.LEADER,
}  # fmt: skip


def operator(name: str) -> Actor:
    """Whoever runs a command on the machine itself, where no session says who it is."""
    return Actor(ActorKind.PERSON, None, name)


def require_administrator(actor: Actor) -> None:
    """Settings are changed by administrators and by operators. Raises PermissionDenied for anyone else."""
    if actor.kind is not ActorKind.PERSON or not (actor.is_operator or actor.has_role(Role.ADMINISTRATOR)):
        raise PermissionDenied(_("Only an administrator may change this."))


def author(actor: Actor) -> history.Author:
    """Who the record of settings names: the person by number, or the command that an operator ran."""
    return actor if actor.user_id is not None else history.Hand(actor.name)


def add_unit(*, actor: Actor, **facts: Any) -> Unit:
    """A new unit. `facts` are the columns of Unit. Raises ValidationError with sentences."""
    require_administrator(actor)
    unit = Unit(**facts)
    if not _CODE.fullmatch(unit.code):
        raise ValidationError(_("A unit's code has 1 to 30 letters, digits, dots and dashes."))
    _add(actor, unit)
    return unit


def change_unit(*, actor: Actor, unit: Unit, **facts: Any) -> bool:
    """Gives columns of a unit new values; whether any differed. Raises ValidationError with sentences."""
    require_administrator(actor)
    return _change(actor, unit, facts)


def add_user(*, actor: Actor, **facts: Any) -> User:
    """A new user who can't sign in before a password is set. Raises ValidationError with sentences."""
    require_administrator(actor)
    user = User(**facts)
    if not _USERNAME.fullmatch(user.username):
        raise ValidationError(_("A sign-in name has 2 to 40 letters, digits and the signs . _ @ -"))
    user.set_unusable_password()
    _add(actor, user)
    return user


def change_user(*, actor: Actor, user: User, **facts: Any) -> bool:
    """Gives columns of a user new values; whether any differed. Raises ValidationError with sentences."""
    require_administrator(actor)
    return _change(actor, user, facts)


def set_password(*, actor: Actor, user: User, password: str) -> None:
    """A new password, which the caller has checked; the record says only that it was set."""
    require_administrator(actor)
    user.set_password(password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        history.record(author(actor), history.changed(user, {}, **{"password": "…"}))


def add_post(
    *,
    actor: Actor,
    user: User,
    unit: Unit,
    role: str,
    areas: Iterable[Area],
    starts: date,
    ends: date | None = None,
) -> Post:
    """A new post over some areas. Raises ValidationError where it ends too soon or lacks an area."""
    require_administrator(actor)
    wanted = list(areas)
    post = Post(user=user, unit=unit, role=role, starts=starts, ends=ends)
    _check_areas(post, wanted)
    with transaction.atomic():
        _save(post)
        post.areas.set(wanted)
        history.record(author(actor), history.added(post, areas=_codes(wanted)))
    return post


def change_post(*, actor: Actor, post: Post, areas: Iterable[Area] | None = None, **facts: Any) -> bool:
    """Another end or other areas; whether anything differed. A new role or unit is a new post."""
    require_administrator(actor)
    with transaction.atomic():
        changed = _change(actor, post, facts)
        if areas is not None:
            wanted = list(areas)
            _check_areas(post, wanted)
            before = _codes(post.areas.all())
            if _codes(wanted) != before:
                post.areas.set(wanted)
                raise_version(FAMILY)
                history.record(author(actor), history.changed(post, {"areas": before}, areas=_codes(wanted)))
                changed = True
    return changed


def end_post(*, actor: Actor, post: Post, on: date) -> bool:
    """The post no longer holds from this day on; whether that is new."""
    return change_post(actor=actor, post=post, ends=on)


def add_leave(*, actor: Actor, post: Post, stand_in: User, starts: date, ends: date) -> Leave:
    """Someone stands in for the holder of a post, whoever an administrator names. ValidationError with sentences."""
    require_administrator(actor)
    return enter_leave(actor=actor, post=post, stand_in=stand_in, starts=starts, ends=ends)


def enter_leave(*, actor: Actor, post: Post, stand_in: User, starts: date, ends: date) -> Leave:
    """The same for whom the caller has found to have the right to it; both are told."""
    leave = Leave(post=post, stand_in=stand_in, starts=starts, ends=ends)
    if ends == starts:
        raise ValidationError(_("The leave ends before it begins."))
    if stand_in == post.user:
        raise ValidationError(_("Nobody stands in for themselves."))
    with transaction.atomic():
        _add(actor, leave)
        announce(leave, actor)
    return leave


def change_leave(*, actor: Actor, leave: Leave, **facts: Any) -> bool:
    """Other days; whether any differed. One called off ends on the day it begins."""
    require_administrator(actor)
    return alter_leave(actor=actor, leave=leave, **facts)


def alter_leave(*, actor: Actor, leave: Leave, **facts: Any) -> bool:
    """The same for whom the caller has found to have the right to it; both are told."""
    with transaction.atomic():
        changed = _change(actor, leave, facts)
        if changed:
            announce(leave, actor)
    return changed


def _add(actor: Actor, row: Model) -> None:
    with transaction.atomic():
        _save(row)
        history.record(author(actor), history.added(row))


def _change(actor: Actor, row: Model, facts: Mapping[str, Any]) -> bool:
    differing = {name: value for name, value in facts.items() if getattr(row, name) != value}
    if not differing:
        return False
    before = {name: getattr(row, name) for name in differing}
    recorded = history.facts(row, differing)
    for name, value in differing.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            _save(row)
            history.record(author(actor), history.changed(row, recorded))
    except ValidationError:
        for name, value in before.items():
            setattr(row, name, value)
        raise
    return True


def _save(row: Model) -> None:
    _check(row)
    row.save()
    raise_version(FAMILY)


def _codes(areas: Iterable[Area]) -> list[str]:
    return sorted(area.code for area in areas)


def _check(row: Model) -> None:
    if isinstance(row, Unit):
        _check_unit(row)
    elif isinstance(row, Post) and row.ends and row.ends <= row.starts:
        raise ValidationError(_("The post ends before it begins."))
    elif isinstance(row, Leave) and row.ends < row.starts:
        raise ValidationError(_("The leave ends before it begins."))
    name = getattr(row, "name", "")
    if has_unseen(name) or has_unseen(getattr(row, "name_en", "")):
        raise ValidationError(_("A name holds control characters."))
    clean(row)


def clean(row: Model) -> None:
    """Django's own checks, each fault as one sentence that names its column. Raises ValidationError."""
    try:
        row.full_clean(exclude=["password"], validate_constraints=False)
    except ValidationError as error:
        raise ValidationError(_sentences(row, error.message_dict)) from error


def _sentences(row: Model, faults: Mapping[str, list[str]]) -> list[str]:
    found = []
    for name, messages in faults.items():
        label = row._meta.get_field(name).verbose_name if name != "__all__" else ""  # type: ignore[union-attr]  # a column
        found += [f"{label}: {message}" if label else message for message in messages]
    return found


def _check_unit(unit: Unit) -> None:
    try:
        read_sittings(unit.sittings)
    except ValueError as error:
        raise ValidationError(_("Office hours are written as 08:00-12:00 14:00-18:00, ascending.")) from error
    above, climbed = unit.superior, {unit.pk} - {None}
    while above is not None:
        if above.pk in climbed or above is unit:
            raise ValidationError(_("%(unit)s would be its own superior.") % {"unit": unit})
        climbed.add(above.pk)
        above = above.superior


def _check_areas(post: Post, areas: list[Area]) -> None:
    if not areas and post.role in _NEEDS_AREAS:
        raise ValidationError(_("A post as %(role)s needs an area.") % {"role": post.get_role_display()})
