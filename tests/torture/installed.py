"""A served installation on a test's own database, and what must hold in it whatever was killed."""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from bench.page import Ground
from bench.server import Installation, Server, Shape
from tests.support.databases import FreshDatabase
from wuzhi.areas.models import Area
from wuzhi.cases.chain import first_broken
from wuzhi.cases.models import Case, Event, EventBody, IdempotencyKey
from wuzhi.cases.queries import history
from wuzhi.demo.cast import build_cast
from wuzhi.modules.reports.models import Report
from wuzhi.notices.models import Job
from wuzhi.trust.models import Secret

SHAPE = Shape(workers=2, threads=2)


def install(database: FreshDatabase, folder: Path) -> Installation:
    """The cast's county in the database; a folder for what its processes write."""
    with database.connected():
        build_cast()
    return Installation(folder, database.url)


def served(made: Installation) -> Server:
    """The real server, not yet started."""
    return Server(made, SHAPE)


def ground(database: FreshDatabase) -> Ground:
    """Where the cast's county takes reports."""
    with database.connected():
        villages = list(Area.objects.filter(level="village").values_list("name", flat=True))
        grids = Area.objects.filter(level="grid").values_list("longitude", "latitude")
        points = [(east, north) for east, north in grids if east is not None and north is not None]
    return Ground(villages, points)


def faults(database: FreshDatabase, promised: Mapping[UUID, str]) -> list[str]:
    """What is wrong after reports were sent under these keys; `promised` keys were acknowledged by a redirect."""
    with database.connected():
        cases = list(Case.objects.order_by("pk"))
        found = [f"case {case.pk}: {fault}" for case in cases for fault in _half(case)]
        found += _broken_chains(cases)
        return found + _broken_promises(cases, promised) + _wrong_outbox(cases)


def _half(case: Case) -> list[str]:
    """What a case lacks of all that one transaction wrote."""
    found = []
    if Event.objects.filter(case=case).count() != case.revision:
        found.append("events do not count up to its revision")
    if EventBody.objects.filter(event__case=case).count() != case.revision:
        found.append("an event without a body")
    with suppress(ObjectDoesNotExist):
        Report.objects.get(case=case)
        if Secret.objects.filter(uuid__in=[case.words, case.contact]).count() == 2:
            return found
        found.append("its words or contact are not in the vault")
        return found
    return [*found, "no report row"]


def _broken_chains(cases: list[Case]) -> list[str]:
    events = history(cases)
    return [
        f"case {case.pk}: the chain does not hold"
        for case in cases
        if first_broken(events[case.pk]) is not None or events[case.pk][-1].link != case.head
    ]


def _broken_promises(cases: list[Case], promised: Mapping[UUID, str]) -> list[str]:
    """Every key has one case and every case one key; what the redirect named is that very case."""
    keys = list(IdempotencyKey.objects.values_list("key", "case_uuid"))
    made, known = Counter(uuid for _key, uuid in keys), {case.uuid: case for case in cases}
    found = [f"two keys for case {uuid}" for uuid, count in made.items() if count > 1]
    found += [f"case {uuid} has no key" for uuid in known if uuid not in made]
    found += [f"the key of case {uuid} is there, the case is not" for uuid in made if uuid not in known]
    by_key = dict(keys)
    found += [f"acknowledged report {key} is lost" for key in promised if key not in by_key]
    return found


def _wrong_outbox(cases: list[Case]) -> list[str]:
    """Exactly one job for each opened report, as long as no worker has run."""
    told = Counter((job.payload["case"], job.payload["event"]) for job in Job.objects.filter(kind="case_event"))
    expected = Counter((case.pk, 1) for case in cases)
    return [] if told == expected else [f"outbox: missing {expected - told}, too many {told - expected}"]
