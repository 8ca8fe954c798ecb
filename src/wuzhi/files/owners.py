"""Who owns an attachment decides who sees it: rooms above register themselves here. Nothing is seen by default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from wuzhi.people.actor import Actor


@dataclass(frozen=True, slots=True)
class Sight:
    """Whether the viewer sees the matter itself, and whether the matter is shown to the public."""

    visible: bool = False
    public: bool = False


Owner = Callable[[Actor, UUID], Sight]
_owners: dict[str, Owner] = {}


def register(name: str, owner: Owner) -> None:
    """`owner` answers for the matters that it knows and gives Sight() for all others."""
    _owners[name] = owner


def may_see(viewer: Actor, subject: UUID, *, released: bool) -> bool:
    """It is seen with its matter, or by anyone where matter and picture were both released."""
    for owner in _owners.values():
        sight = owner(viewer, subject)
        if sight.visible or (sight.public and released):
            return True
    return False
