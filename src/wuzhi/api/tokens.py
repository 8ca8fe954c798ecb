"""Making, reading and ending keys. A key has no more rights than its person has at the moment of asking."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wuzhi.api.models import Token
from wuzhi.core import clock
from wuzhi.people.actor import Actor
from wuzhi.people.models import User

PREFIX = "wuzhi_"
LONGEST = timedelta(days=366)
MOST = 20


def make(*, actor: Actor, name: str, days: int) -> tuple[Token, str]:
    """A new key and its text, which nobody can ask for again.

    PermissionDenied for who has no post; ValidationError where it would last too long, has no name, or is one too many.
    """
    if actor.user_id is None or not actor.seats:
        raise PermissionDenied(_("Your posts do not open this page."))
    lasts = timedelta(days=days)
    if not name.strip() or len(name) > 60 or not name.isprintable():
        raise ValidationError(_("Please name the program for which the key is (at most 60 characters)."))
    if not timedelta() < lasts <= LONGEST:
        raise ValidationError(_("A key lasts from one day to a year."))
    if of(actor).count() >= MOST:
        raise ValidationError(_("You have %(most)d keys. Please end one first.") % {"most": MOST})
    text, now = PREFIX + secrets.token_urlsafe(32), clock.now()
    row = Token(user_id=actor.user_id, name=name.strip(), digest=_digest(text), made_at=now, ends_at=now + lasts)
    row.save()
    return row, text


def of(actor: Actor) -> QuerySet[Token]:
    """The keys of this person that are still good."""
    return Token.objects.filter(user=actor.user_id, ends_at__gt=clock.now())


def end(*, actor: Actor, pk: int) -> bool:
    """Ends a key of this person at once; False where they have no such key."""
    return bool(of(actor).filter(pk=pk).update(ends_at=clock.now()))


def holder(text: str) -> User | None:
    """Whose key it is; None where there is no such key, it has ended, or its person has left."""
    if not text.startswith(PREFIX):
        return None
    found = Token.objects.filter(digest=_digest(text), ends_at__gt=clock.now(), user__is_active=True)
    return next((row.user for row in found.select_related("user")), None)


def _digest(text: str) -> str:
    """Plain: the key is random, there is nothing to guess."""
    return hashlib.sha256(text.encode()).hexdigest()
