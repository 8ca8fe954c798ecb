"""What is costly to make and the same for many requests, kept in memory by all that it depends on."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")
MOST_KEPT = 400


class Kept(Generic[Value]):
    """The values used last, by what they depend on; shared by the threads of a process."""

    def __init__(self) -> None:
        self._held: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable | None, make: Callable[[], Value]) -> Value:
        """The value of this key, made where it is not there; None keeps nothing."""
        if key is None:
            return make()
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = make()
        with self._lock:
            self._held[key] = made
            while len(self._held) > MOST_KEPT:
                self._held.popitem(last=False)
        return made
