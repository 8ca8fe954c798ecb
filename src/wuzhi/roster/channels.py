"""Ways to reach people who are rung: a small registry. Today there is one, the screen; messages may join it."""

from collections.abc import Callable, Iterable

from wuzhi.notices.models import Notice
from wuzhi.roster.models import Ring

# What a channel does with a ring and the people it calls; it is asked again for the same ones after a crash.
Channel = Callable[[Ring, str, Iterable[int]], None]
_channels: dict[str, Channel] = {}


def reaches(key: str, channel: Channel) -> None:
    """Adds a way to reach people. ValueError where the name is taken."""
    if _channels.setdefault(key, channel) is not channel:
        raise ValueError(f"a channel named {key!r} is registered already")


def call(ring: Ring, template: str, users: Iterable[int]) -> None:
    """Rings these people by every channel, in the caller's transaction."""
    wanted = sorted(set(users))
    for channel in _channels.values():
        channel(ring, template, wanted)


def _screen(ring: Ring, template: str, users: Iterable[int]) -> None:
    """An urgent notice: every open page of theirs rings, and the next that they open says so.

    The engine may have told them of the same event already, or may do so later: it is one notice either way.
    """
    wanted = list(users)
    Notice.objects.bulk_create(
        [
            Notice(
                user_id=user,
                template=template,
                subject=ring.subject,
                event_number=ring.event_number,
                at=ring.at,
                urgent=True,
            )
            for user in wanted
        ],
        ignore_conflicts=True,
    )
    told = Notice.objects.filter(subject=ring.subject, event_number=ring.event_number, user__in=wanted, urgent=False)
    told.update(urgent=True, read_at=None)


reaches("screen", _screen)
