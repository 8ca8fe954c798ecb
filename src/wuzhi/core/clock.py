"""The one place that tells the time, so that a day can be simulated and a test frozen."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

_simulated: ContextVar[datetime | None] = ContextVar("simulated_now", default=None)


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return _simulated.get() or datetime.now(UTC)


def local_zone() -> ZoneInfo:
    """The one zone in which people read times and calendars count days."""
    return ZoneInfo(settings.TIME_ZONE)


def today() -> date:
    """The current local day."""
    return now().astimezone(local_zone()).date()


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Inside, `now()` is `instant`: the demo's day and imported history run on it.

    Raises ValueError where `instant` has no zone.
    """
    if instant.tzinfo is None:
        raise ValueError("a simulated instant needs a zone")
    token = _simulated.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _simulated.reset(token)
