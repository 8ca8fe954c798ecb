"""Whether the record of a case was altered: its chain, its end, and the row that the events add up to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wuzhi.cases import chain
from wuzhi.cases.models import Case, Event
from wuzhi.cases.queries import history
from wuzhi.cases.recording import TRACKED

_BATCH = 500
_EMPTY: tuple[Any, ...] = (None, "", {})


def altered() -> Iterator[tuple[Case, str]]:
    """Each case whose record does not hold, and why. Reads every event once, beside people at work."""
    last = 0
    while cases := list(Case.objects.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        last = cases[-1].pk
        told = history(cases)
        for case in cases:
            if any(faults(case, told[case.pk])):
                yield from ((case, fault) for fault in _looked_at_again(case))


def faults(case: Case, events: Sequence[Event]) -> Iterable[str]:
    """A sentence for each fault; none where all is as it was written. Bodies should be selected along."""
    broken = chain.first_broken(events)
    if broken is not None:
        yield _("the chain breaks at event %(number)d") % {"number": broken.number}
    if case.revision != len(events) or not events or case.head != events[-1].link:
        yield _("its revision is not that of its last event")
    differing = [] if broken is not None else _differing(case, events)
    if differing:
        yield _("its events don't add up to its row: %(names)s") % {"names": ", ".join(differing)}


def _looked_at_again(case: Case) -> list[str]:
    """Someone may have acted between the two readings; now the row is held."""
    with transaction.atomic():
        held = Case.objects.select_for_update().get(pk=case.pk)
        return list(faults(held, history([held])[held.pk]))


def _differing(case: Case, events: Sequence[Event]) -> list[str]:
    """The columns whose value does not follow from what the events set; nothing is known where a body was erased."""
    replayed: dict[str, Any] = {}
    for event in events:
        body = chain.body_of(event)
        if not body:
            return []
        replayed |= body["set"]
    return [name for name in TRACKED if not _equal(replayed, name, getattr(case, name))]


def _equal(replayed: Mapping[str, Any], name: str, held: Any) -> bool:
    stored = json.loads(chain.canonical({name: held}))[name]
    told = replayed.get(name)
    return told == stored or (told in _EMPTY and stored in _EMPTY)
