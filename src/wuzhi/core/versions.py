"""Settings rows are read on every request and changed once a month: kept in memory, checked by a stamp."""

import secrets
import threading
import time
from collections.abc import Callable
from datetime import date
from typing import Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections

from wuzhi.core import clock
from wuzhi.core.models import SettingsVersion

Value = TypeVar("Value")
SEEN_WITHIN_SECONDS = 1.0


class _Stamps(threading.local):
    """All families' stamps, asked for at most once a second a thread.

    Not shared: a thread that writes reads its own uncommitted stamp, under which no other may keep what it sees.
    """

    def __init__(self) -> None:
        self._read_at = 0.0
        self._of: str = ""
        self._stamps: dict[str, int] = {}

    def of(self, family: str) -> tuple[str, int]:
        name = str(connections.settings[DEFAULT_DB_ALIAS]["NAME"])
        if self._of != name or time.monotonic() - self._read_at > SEEN_WITHIN_SECONDS:
            self._stamps = dict(SettingsVersion.objects.values_list("family", "number"))
            self._of, self._read_at = name, time.monotonic()
        return name, self._stamps.get(family, 0)

    def forget(self) -> None:
        self._read_at = 0.0


_stamps = _Stamps()


class Versioned(Generic[Value]):
    """A value built from settings rows, rebuilt when their family's stamp has changed.

    `daily` values hold for one local day, because rows begin and end by date.
    Another thread or process sees a change within SEEN_WITHIN_SECONDS, the one that wrote it at once.
    """

    def __init__(self, family: str, load: Callable[[], Value], *, daily: bool = False) -> None:
        self.family = family
        self._load = load
        self._daily = daily
        self._lock = threading.Lock()
        self._held: tuple[tuple[str, int, date | None], Value] | None = None

    def stamp(self) -> tuple[str, int, date | None]:
        """What tells one state of the settings from another: whatever was derived under it may be kept for it."""
        return (*_stamps.of(self.family), clock.today() if self._daily else None)

    def fresh(self) -> Value:
        """The value as of the newest committed settings."""
        stamp = self.stamp()
        held = self._held
        if held is not None and held[0] == stamp:
            return held[1]
        with self._lock:
            value = self._load()
            self._held = (stamp, value)
            return value


def raise_version(family: str) -> None:
    """Called in the same transaction as a write to the family's rows.

    The stamp is random, not a count: after a rollback no later write can meet a stale cache.
    """
    SettingsVersion.objects.update_or_create(family=family, defaults={"number": secrets.randbits(62)})
    _stamps.forget()


def forget_stamps() -> None:
    """Ask the database anew at the next read; a test begins with this."""
    _stamps.forget()
