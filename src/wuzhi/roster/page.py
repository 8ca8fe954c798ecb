"""What every page knows of ringing: whether it listens."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from wuzhi.people.actor import actor_of
from wuzhi.roster.limits import may_be_rung


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `listens`, asked where a template draws it."""
    return {"listens": SimpleLazyObject(lambda: may_be_rung(actor_of(request)))}
