"""What follows a change of the calendar, within an installation that is filled: for bench.recount.

python -m bench.recounted
"""

import json
import os
import time
from datetime import date, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuzhi.settings.dev")
django.setup()

from django.db import transaction  # noqa: E402  models need their settings first

from wuzhi.areas.calendar import DayChange, load_calendar, set_day  # noqa: E402
from wuzhi.cases import recounting  # noqa: E402
from wuzhi.cases.models import Case, Event  # noqa: E402
from wuzhi.core import clock  # noqa: E402
from wuzhi.people.actor import person  # noqa: E402
from wuzhi.people.models import User  # noqa: E402


def next_working_day() -> date:
    """The first after today."""
    day, calendar = clock.today() + timedelta(days=1), load_calendar()
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


def taken_off(day: date) -> dict[str, float]:
    """What the administrator is told beforehand, and what happens then; seconds of each."""
    author = person(User.objects.get(username="administrator"))
    begun = time.perf_counter()
    would = recounting.would_move([DayChange("", day, None, False)]).total
    looked = time.perf_counter()
    set_day(actor=author, day=day, working=False, name="Bench", estimated=False)
    moved = recounting.recount_all()
    seconds = time.perf_counter() - looked
    return {"would": would, "look": looked - begun, "moved": moved, "seconds": seconds}


def bare(keys: list[int]) -> float:
    """Seconds for as many due times stored as they are, in transactions of the same size."""
    begun = time.perf_counter()
    for first in range(0, len(keys), recounting.BATCH):
        with transaction.atomic():
            for key in keys[first : first + recounting.BATCH]:
                Case.objects.filter(pk=key).update(due_at=clock.now())
    return time.perf_counter() - begun


if __name__ == "__main__":
    found = taken_off(next_working_day())
    keys = list(Event.objects.filter(kind="recount").values_list("case_id", flat=True))
    found |= {"again": recounting.recount_all(), "events": len(keys), "cases": len(set(keys)), "bare": bare(keys)}
    print(json.dumps(found))
