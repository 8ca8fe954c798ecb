"""Taking jobs: leased so that a killed worker's job comes back, deleted in the transaction of its effect."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q

from wuzhi.core import clock
from wuzhi.notices.models import Job

log = logging.getLogger(__name__)
Handler = Callable[[Mapping[str, Any]], None]
_handlers: dict[str, Handler] = {}
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 8


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Registers what a kind of job does. Its database effect commits with the job's end: exactly once."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def job(kind: str, payload: Mapping[str, Any]) -> Job:
    """A job to be saved by the transaction that promises it."""
    return Job(kind=kind, payload=dict(payload), run_at=clock.now())


def work(*, at_most: int | None = 1000, progress: Callable[[int, int], None] | None = None) -> int:
    """Does due jobs, oldest first (None: until none is due); returns how many.

    Safe to run in several processes and to kill. `progress` is told jobs done and jobs in all.
    """
    done = 0
    _park_what_kills()
    total = waiting() if progress is not None else 0
    while at_most is None or done < at_most:
        taken = _take()
        if taken is None:
            break
        done += _do(taken)
        if progress is not None:
            progress(done, max(done, total))
    return done


def revive() -> int:
    """Gives parked jobs all their attempts again, once whatever stopped them is mended; returns how many."""
    return Job.objects.filter(parked=True).update(parked=False, attempts=0, run_at=clock.now(), leased_until=None)


def waiting(*, since: timedelta = timedelta(0)) -> int:
    """How many jobs were due that long ago and are neither done nor parked nor in a worker's hands."""
    now = clock.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    return Job.objects.filter(free, parked=False, run_at__lte=now - since).count()


def parked() -> int:
    """How many jobs were tried too often; an administrator looks at them."""
    return Job.objects.filter(parked=True).count()


def _park_what_kills() -> None:
    """A worker that is killed puts nothing back; what has outlived so many leases is not tried again."""
    killing = Job.objects.filter(parked=False, attempts__gte=MOST_ATTEMPTS, leased_until__lte=clock.now())
    killing.update(parked=True, leased_until=None, error="its worker was killed each time")


def _take() -> Job | None:
    now = clock.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    with transaction.atomic():
        due = Job.objects.filter(free, parked=False, run_at__lte=now).order_by("run_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        taken = due.first()
        if taken is None:
            return None
        Job.objects.filter(pk=taken.pk).update(leased_until=now + LEASE, attempts=F("attempts") + 1)
        taken.attempts += 1
        return taken


def _do(taken: Job) -> int:
    try:
        with transaction.atomic():
            ours = Job.objects.filter(pk=taken.pk, attempts=taken.attempts).delete()[0]
            if ours:
                _handlers[taken.kind](taken.payload)
        return ours
    except DatabaseError as error:
        _put_back(taken, error)
    except Exception as error:
        _put_back(taken, error)
    return 1


def _put_back(taken: Job, error: Exception) -> None:
    name = type(error).__name__[:80]
    log.error("job %s %s failed: %s", taken.kind, taken.pk, name)
    Job.objects.filter(pk=taken.pk, attempts=taken.attempts).update(
        leased_until=None,
        run_at=clock.now() + timedelta(seconds=2**taken.attempts),
        parked=taken.attempts >= MOST_ATTEMPTS,
        error=name,
    )
