"""Whoever is away and whoever stands in are told of it; the sentence is made when it is read."""

from __future__ import annotations

from uuid import UUID, uuid5

from django.db.models import Max

from wuzhi.core import clock
from wuzhi.notices.models import Notice
from wuzhi.people.actor import Actor
from wuzhi.people.models import Leave

# The subjects of these notices: a name of each leave, made from its number.
_LEAVES = UUID("6d3b1f0c-0d0f-4d0c-9a55-0a4f6c1c9b11")
_TEMPLATE = "leave:"


def tell(leave: Leave, by: Actor) -> None:
    """One notice each for the holder of the post and the stand-in, but the one who did it."""
    subject = uuid5(_LEAVES, str(leave.pk))
    last = Notice.objects.filter(subject=subject).aggregate(last=Max("event_number"))["last"] or 0
    told = sorted({leave.post.user_id, leave.stand_in_id} - {by.user_id or 0})
    facts = {"template": f"{_TEMPLATE}{leave.pk}", "subject": subject, "event_number": last + 1, "at": clock.now()}
    Notice.objects.bulk_create([Notice(user_id=user, **facts) for user in told], ignore_conflicts=True)


def leave_of(notice: Notice) -> int | None:
    """The number of the leave that a notice is about; None where it is about something else."""
    number = notice.template.removeprefix(_TEMPLATE)
    return int(number) if number != notice.template and number.isdigit() else None
