"""Rooms other than the engine tell people things too: each registers the words of its own notices."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wuzhi.notices.models import Notice
from wuzhi.people.actor import Actor


@dataclass(frozen=True, slots=True)
class Told:
    """A notice in words, and the page that it leads to."""

    sentence: str
    url: str


Teller = Callable[[Actor, Sequence[Notice]], dict[int, Told]]
_tellers: dict[str, Teller] = {}


def tells_of(room: str, teller: Teller) -> None:
    """Notices whose template begins with `room.` are put into words by this; what it leaves out is not shown.

    ValueError where the room has one already.
    """
    if _tellers.setdefault(room, teller) is not teller:
        raise ValueError(f"the notices of {room!r} have their words already")


def room_of(notice: Notice) -> str:
    """The room whose notice it is, '' for the engine's."""
    room, dot, _key = notice.template.partition(".")
    return room if dot else ""


def told(viewer: Actor, notices: Sequence[Notice]) -> dict[int, Told]:
    """The words of those notices that rooms have registered for, by the notice's number."""
    found: dict[int, Told] = {}
    for room, teller in _tellers.items():
        own = [notice for notice in notices if room_of(notice) == room]
        if own:
            found |= teller(viewer, own)
    return found
