"""One run of the clock measured, what is wrong after it, and its floor, inside an installation: for bench.tick.

python -m bench.ticking run | check | left | watch COUNT | floor STEPS
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuzhi.settings.dev")
django.setup()

from django.db import transaction  # noqa: E402  models need their settings first

from wuzhi.cases import clockwork  # noqa: E402
from wuzhi.cases.chain import first_broken  # noqa: E402
from wuzhi.cases.models import Case, Event, EventBody, EventPosition  # noqa: E402
from wuzhi.cases.queries import history  # noqa: E402
from wuzhi.core import clock  # noqa: E402
from wuzhi.core.bulk import Table, reserve  # noqa: E402
from wuzhi.notices.models import Job  # noqa: E402

_MANY = 5000
_TO_NUMBER = 500


def run() -> dict[str, Any]:
    """One turn of the clock: seconds, what it did, and the most memory that the process ever held."""
    begun, used = time.perf_counter(), time.process_time()
    done = clockwork.tick()
    seconds, processor = time.perf_counter() - begun, time.process_time() - used
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    facts = {"taken": done.taken, "refused": done.refused, "broken": done.broken, "numbered": done.numbered}
    return {"seconds": seconds, "processor": processor, "memory_mb": memory, **facts}


def check() -> dict[str, Any]:
    """The chains of steps that there are, and in words what does not hold."""
    chains, faults = Counter[str](), list[str]()
    for cases in _several():
        for case, events in zip(cases, history(cases).values(), strict=True):
            chains[" ".join(event.kind for event in events)] += 1
            if first_broken(events) is not None or events[-1].link != case.head:
                faults.append(f"case {case.pk}: its chain is broken")
            if len(events) != case.revision:
                faults.append(f"case {case.pk}: {len(events)} events at revision {case.revision}")
    unnumbered = Event.objects.filter(position__isnull=True).count()
    if unnumbered:
        faults.append(f"{unnumbered} events have no place in the order")
    told = Counter(Job.objects.values_list("payload__case", "payload__event"))
    faults += [f"case {case}: promised {times} times to tell of event {number}"
               for (case, number), times in told.items() if times > 1]  # fmt: skip
    return {"chains": chains, "faults": faults[:20], "told": len(told), "left": left()}


def left() -> int:
    """How many cases are due."""
    return clockwork.due_now().count()


def watch(until: int) -> dict[str, Any]:
    """Waits until no more than so many are due."""
    while left() > until:
        time.sleep(0.02)
    return {}


def floor(steps: int) -> dict[str, Any]:
    """The same rows by bare SQL in the same transactions: a case changed, an event, its body, a job, a position."""
    cases = list(islice(cycle(clockwork.due_now().values_list("pk", flat=True)), steps))
    bodies = EventBody.objects.order_by("-pk").values_list("canonical", flat=True)[:100]
    texts = cycle(list(bodies))
    prepared = [(pk, uuid4(), os.urandom(16), next(texts)) for pk in cases]
    tables = [Table(model) for model in (Event, EventBody, Job)]
    begun = time.perf_counter()
    numbers = []
    for first in range(0, steps, clockwork.BATCH):
        with transaction.atomic():
            numbers += _bare(prepared[first : first + clockwork.BATCH], first, tables)
    for first in range(0, steps, _TO_NUMBER):
        Table(EventPosition).write({"event_id": number} for number in numbers[first : first + _TO_NUMBER])
    return {"seconds": time.perf_counter() - begun}


def _bare(batch: Sequence[tuple[Any, ...]], first: int, tables: Sequence[Table]) -> list[int]:
    now, proof = clock.now(), "0" * 64
    Case.objects.filter(pk__in=[row[0] for row in batch]).update(head=proof, next_at=None, fired=["overdue"])
    keys = reserve(Event, len(batch))
    both = list(zip(keys, batch, strict=True))
    tables[0].write(
        {"id": key, "case_id": row[0], "number": 1000 + first, "uuid": row[1], "kind": "overdue", "at": now,
         "schema": 1, "digest": proof, "link": proof}
        for key, row in both
    )  # fmt: skip
    tables[1].write({"event_id": key, "salt": row[2], "canonical": row[3]} for key, row in both)
    tables[2].write(
        {"kind": "case_event", "payload": {"case": row[0], "event": 5, "to": ["handler"], "by": None}, "run_at": now}
        for row in batch
    )
    return keys


def _several() -> Iterator[list[Case]]:
    last = 0
    while found := list(Case.objects.filter(pk__gt=last).order_by("pk")[:_MANY]):
        yield found
        last = found[-1].pk


if __name__ == "__main__":
    asked: dict[str, Callable[..., object]] = {one.__name__: one for one in (run, check, left, watch, floor)}
    print(json.dumps(asked[sys.argv[1]](*map(int, sys.argv[2:]))))
