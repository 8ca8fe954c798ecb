"""Who may open a page at all; what is on it is the business of `visible_to`."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wuzhi.people.actor import ActorKind, actor_of

Parts = ParamSpec("Parts")
View = Callable[Concatenate[HttpRequest, Parts], HttpResponse]


def for_workers(*roles: str) -> Callable[[View[Parts]], View[Parts]]:
    """People with a post in force, in one of these roles where any are named.

    Others are sent to the sign-in page; who is signed in but has no such post is told so (403).
    """

    def decorate(view: View[Parts]) -> View[Parts]:
        def guarded(request: HttpRequest, /, *args: Parts.args, **kwargs: Parts.kwargs) -> HttpResponse:
            actor = actor_of(request)
            if actor.kind is not ActorKind.PERSON:
                return redirect_to_login(request.get_full_path())
            if not (actor.has_role(*roles) if roles else actor.seats):
                raise PermissionDenied(_("Your posts do not open this page."))
            return unstored(view(request, *args, **kwargs))

        return update_wrapper(guarded, view)

    return decorate


def unstored(answer: HttpResponse) -> HttpResponse:
    """Pages that hold matters, what someone wrote, or a tracking code are kept by no cache, the browser's included."""
    answer.headers["Cache-Control"] = "no-store"
    return answer
