"""Saying "me too" and taking it back. No actor is named: the browser's mark is all that there is."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import NotAllowed
from wuzhi.core import clock
from wuzhi.modules.nearby.models import MeToo

# New marks an hour. No address is looked at or kept, so this is what stands against a script that makes up browsers.
MOST_ON_ONE_MATTER = 200
MOST_IN_ALL = 5_000


class TooMany(Exception):
    """More new marks in this hour than are taken; what was there stays."""


def say_me_too(*, case: Case, mark: str) -> None:
    """One row for this browser and this public matter, however often it is said and by how many at once.

    NotAllowed where the matter has ended, TooMany where the hour is full.
    """
    if not case.is_open:
        raise NotAllowed(_("This matter has ended. If it is there again, please report it."))
    if MeToo.objects.filter(case=case, mark=mark).exists():
        return
    hour = _hour(clock.now())
    said = MeToo.objects.filter(hour=hour)
    if said.filter(case=case).count() >= MOST_ON_ONE_MATTER or said.count() >= MOST_IN_ALL:
        raise TooMany
    with transaction.atomic():
        MeToo.objects.bulk_create([MeToo(case=case, mark=mark, hour=hour)], ignore_conflicts=True)


def take_back(*, case: Case, mark: str) -> None:
    """Removes this browser's mark; without one nothing happens."""
    with transaction.atomic():
        MeToo.objects.filter(case=case, mark=mark).delete()


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)
