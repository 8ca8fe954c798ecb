"""Who asks: a session with its CSRF token, or a key in the header `Authorization: Bearer`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer, SessionAuth

from wuzhi.api import tokens
from wuzhi.people.actor import Actor, actor_of


class Key(HttpBearer):
    """A key that a person made (`tokens`). It needs no CSRF token: no browser sends it by itself."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The person, who is from here on the request's."""
        user = tokens.holder(token)
        if user is not None:
            request.user = user
        return user


class Session(SessionAuth):
    """Signed in on the pages. Whoever is not is told that first, not that a CSRF token is missing."""

    def __call__(self, request: HttpRequest) -> Any:
        """The person, None where nobody is signed in."""
        return super().__call__(request) if request.user.is_authenticated else None


WAYS: list[Callable[[HttpRequest], Any]] = [Key(), Session()]


def worker_of(request: HttpRequest) -> Actor:
    """Whoever asks, with a post in force; PermissionDenied for others, as on the pages."""
    actor = actor_of(request)
    if not actor.seats:
        raise PermissionDenied(_("Your posts do not open this page."))
    return actor
