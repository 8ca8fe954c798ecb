"""Rooms above tell people of leaves; this one only says that there is something to tell."""

from collections.abc import Callable

from wuzhi.people.actor import Actor
from wuzhi.people.models import Leave

Listener = Callable[[Leave, Actor], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Called by an app when it is ready; each listener is asked in the transaction of the change."""
    if listener not in _listeners:
        _listeners.append(listener)


def announce(leave: Leave, by: Actor) -> None:
    """A leave was entered, changed or ended."""
    for listener in _listeners:
        listener(leave, by)
