"""Rooms above that must know at once that a case has moved: they are told in the same transaction."""

from collections.abc import Callable, Sequence

from wuzhi.cases.move import Move

Watcher = Callable[[Sequence[Move]], None]
_watchers: dict[str, Watcher] = {}


def watches(name: str, watcher: Watcher) -> None:
    """Told of every urgent case that has moved on, and of one whose urgency changed. ValueError: the name is taken."""
    if _watchers.setdefault(name, watcher) is not watcher:
        raise ValueError(f"a watcher named {name!r} is registered already")


def tell(moves: Sequence[Move]) -> None:
    """The moves that were written; nothing where none was."""
    if moves:
        for watcher in _watchers.values():
            watcher(moves)
