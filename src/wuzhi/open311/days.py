"""Times as the public may know them: by the day. The hour could tell who was at home, or who had just been there."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from wuzhi.core import clock


def begins(at: datetime) -> datetime:
    """The beginning of the day, in the zone of the place."""
    return datetime.combine(at.astimezone(clock.local_zone()).date(), time(), tzinfo=clock.local_zone())


def ends(at: datetime) -> datetime:
    """The last instant of the day."""
    return begins(at + timedelta(days=1)) - timedelta(microseconds=1)


def told(at: datetime) -> str:
    """As the standard wants it: a date with its zone."""
    return begins(at).isoformat(timespec="seconds")
