"""What every page shows of this person's work: the menu that fits their posts, and unread notices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import BigIntegerField, Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.manifest import MenuItem, modules
from wuzhi.core.composed import Composed, Given
from wuzhi.notices.models import Notice
from wuzhi.people.actor import Actor, ActorKind, Seat, actor_of
from wuzhi.people.models import Role, UnitKind
from wuzhi.people.units import UnitFacts, units

_OWN = (
    MenuItem(_("Inbox"), "cases:inbox", lambda actor: bool(actor.seats), "inbox"),
    MenuItem(_("Track"), "cases:track", lambda actor: actor.kind is ActorKind.ANYONE, "search"),
)
_more: list[MenuItem] = [
    MenuItem(
        _("Settings"),
        "admin:index",
        lambda actor: actor.has_role(Role.ADMINISTRATOR),
        "settings",
        home_of=(Role.ADMINISTRATOR,),
    ),
]


@dataclass(frozen=True)
class MenuLine:
    """A line of the menu as it is drawn."""

    label: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True)
class Bell:
    """Who is signed in, how many notices they have not read, and how many of those are urgent."""

    shown: bool
    name: str = ""
    count: int = 0
    urgent: int = 0
    seated: bool = False


def add_to_menu(item: MenuItem) -> None:
    """A room above that is no module (the county page, say) puts its line before the settings."""
    if all(known.url_name != item.url_name for known in _more):
        _more.insert(len(_more) - 1, item)


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `menu`, `tiles`, `bell`, `centre`, made where they are drawn.

    The menu depends on `here` and `stands` alone, and is drawn once for each.
    """
    return {
        "menu": SimpleLazyObject(lambda: menu_of(actor_of(request), request.path)),
        "tiles": SimpleLazyObject(lambda: tiles_of(actor_of(request))),
        "centre": SimpleLazyObject(_centre),
        "here": SimpleLazyObject(lambda: _here(request.path)),
        "stands": SimpleLazyObject(lambda: _stands(actor_of(request))),
        "bell": SimpleLazyObject(lambda: bell_of(actor_of(request))),
    }


def _centre() -> UnitFacts | None:
    """The county's centre where it has a telephone: whom to ring, highest first."""
    found = [one for one in units.fresh().active() if one.kind == UnitKind.CENTRE and one.phone]
    return min(found, key=lambda one: (len(one.area_code), one.code), default=None)


def _here(path: str) -> str:
    """What makes a menu differ from another page's: its current line, and processes offered nowhere."""
    missing = {item.process for item in _items() if not _is_offered(item)}
    return " ".join([path if path in _menu_urls() else "", *sorted(missing)])


def _stands(actor: Actor) -> str:
    """What makes a menu differ from another person's."""
    return " ".join([actor.kind.value, *_roles(actor)])


def _standing(actor: Actor) -> Actor:
    """Someone of whom no more is known than what a menu depends on."""
    return Actor(actor.kind, seats=tuple(Seat(0, role, 0, ()) for role in _roles(actor)))


def _roles(actor: Actor) -> list[str]:
    return sorted({seat.role for seat in actor.seats})


@cache
def _menu_urls() -> frozenset[str]:
    return frozenset(reverse(item.url_name) for item in _items())


def _items() -> list[MenuItem]:
    return [*_OWN, *(item for module in modules() for item in module.menu), *_more]


def menu_of(actor: Actor, path: str) -> list[MenuLine]:
    """The lines that this actor is shown, the engine's first."""
    lines = []
    for item in _shown(_items(), actor):
        url = reverse(item.url_name)
        lines.append(MenuLine(str(item.label), url, item.icon, path == url))
    return lines


def tiles_of(actor: Actor) -> list[MenuItem]:
    """What the modules offer on the home page, the first of them largest."""
    return _shown([item for module in modules() for item in module.menu if item.tile], actor)


def _shown(items: Iterable[MenuItem], actor: Actor) -> list[MenuItem]:
    standing = _standing(actor)
    return [item for item in items if item.shown_to(standing) and _is_offered(item)]


def begins_at(actor: Actor) -> str:
    """The name of the page on which this person's day begins."""
    roles = {seat.role for seat in actor.seats}
    items = (item for item in _items() if roles and roles <= set(item.home_of))
    return next((item.url_name for item in items), "cases:inbox")


def _is_offered(item: MenuItem) -> bool:
    return not item.process or catalogue.fresh().is_offered_somewhere(item.process)


def bell_of(actor: Actor) -> Bell:
    """One query for a person, none for anyone else."""
    if actor.kind is not ActorKind.PERSON:
        return Bell(shown=False)
    unread = dict(_UNREAD.rows(user=actor.user_id))
    return Bell(True, actor.name, sum(unread.values()), unread.get(True, 0), bool(actor.seats))


def _unread() -> QuerySet[Notice, tuple[bool, int]]:
    """How many notices a user has not read, the urgent ones apart."""
    unread = Notice.objects.filter(user=Given("user", BigIntegerField()), read_at__isnull=True)
    return unread.order_by().values_list("urgent").annotate(Count("pk"))


_UNREAD = Composed(_unread)
