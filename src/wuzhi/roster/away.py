"""Who is there in place of somebody on leave: a roster names whoever comes, as the ring rings them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from wuzhi.core import clock
from wuzhi.people.models import Leave, User
from wuzhi.roster.models import Shift


@dataclass(frozen=True)
class Away:
    """Leaves by person and unit."""

    leaves: Mapping[tuple[int, int], list[Leave]] = field(default_factory=dict)

    def present(self, user: User | None, unit_id: int, day: date) -> User | None:
        """The person, or on leave that day whoever stands in for their post in the unit; None where that one left."""
        if user is None:
            return None
        for leave in self.leaves.get((user.pk, unit_id), []):
            if leave.starts <= day < leave.ends:
                return leave.stand_in if leave.stand_in.is_active else None
        return user


def away(shifts: Iterable[Shift]) -> Away:
    """The leaves of everyone whom these shifts name. One query, none where they name nobody."""
    shown = list(shifts)
    people = {user for one in shown for user in (one.user_id, one.stand_in_id) if user is not None}
    if not people:
        return Away()
    days = [at.astimezone(clock.local_zone()).date() for one in shown for at in (one.starts, one.ends)]
    rows = Leave.objects.filter(post__user__in=people, post__unit__in={one.unit_id for one in shown})
    found: dict[tuple[int, int], list[Leave]] = {}
    for leave in rows.filter(starts__lte=max(days), ends__gt=min(days)).select_related("post", "stand_in"):
        found.setdefault((leave.post.user_id, leave.post.unit_id), []).append(leave)
    return Away(found)
