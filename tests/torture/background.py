"""The worker and the clock, killed in the middle and run two at a time."""

import random
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from bench.server import ROOT, Installation
from tests.support.databases import FreshDatabase
from tests.torture import installed
from wuzhi.cases.actions import open_case
from wuzhi.cases.chain import first_broken
from wuzhi.cases.models import Case, Event
from wuzhi.cases.queries import history
from wuzhi.core import clock
from wuzhi.demo.cast import GRID
from wuzhi.notices import jobs
from wuzhi.notices.models import Job, Notice
from wuzhi.people.actor import ANYONE

LONG_AGO = timedelta(days=30)


def _open(count: int) -> None:
    for _number in range(count):
        open_case(actor=ANYONE, process_key="report", data={"words": "x", "place_code": GRID})


def _start(made: Installation, module: str, *words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-W", "ignore", "-m", module, *words]
    return subprocess.Popen(command, env=made.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def worker_killed_inside_a_job(database: FreshDatabase, folder: Path) -> None:
    """Killed between effect and commit: neither is there; the job comes back after its lease, and is done once."""
    made = installed.install(database, folder)
    with database.connected():
        _open(1)
    with _start(made, "tests.torture.stuck_worker") as stuck:
        assert stuck.stdout is not None
        assert stuck.stdout.readline() == "told\n"
        stuck.kill()
    with database.connected():
        job = Job.objects.get()
        assert (job.attempts, Notice.objects.count()) == (1, 0)
        assert jobs.work() == 0, "its lease still runs"
        with clock.at(clock.now() + jobs.LEASE + timedelta(seconds=1)):
            assert jobs.work() == 1
            assert jobs.work() == 0
        told = Counter(Notice.objects.values_list("user_id", "subject", "event_number"))
        assert len(told) > 0
        assert set(told.values()) == {1}
        assert Job.objects.count() == 0


def workers_killed(database: FreshDatabase, folder: Path, *, count: int, kills: int, seed: int) -> None:
    """Two workers at a time, both killed at random instants: in the end everyone was told exactly once."""
    dice = random.Random(seed)
    made = installed.install(database, folder)
    with database.connected():
        _open(count)
    for _kill in range(kills):
        two = [_start(made, "wuzhi.cli", "worker", "--once") for _number in range(2)]
        time.sleep(dice.uniform(0.3, 1.5))
        for one in two:
            one.kill()
        for one in two:
            one.communicate()
        with database.connected():
            Job.objects.update(leased_until=None)
    with database.connected():
        jobs.work()
        told = Counter(Notice.objects.values_list("subject", "event_number"))
        assert Job.objects.count() == 0
        assert len(told) == count
        assert len(set(told.values())) == 1, "everyone concerned was told of every case, nobody twice"


def clocks(database: FreshDatabase, folder: Path, *, count: int, kills: int, seed: int) -> None:
    """Ticks killed at random, then two at the same time: each timer of each case fired exactly once."""
    dice = random.Random(seed)
    made = installed.install(database, folder)
    with database.connected(), clock.at(clock.now() - LONG_AGO):
        _open(count)
    for _kill in range(kills):
        one = _start(made, "wuzhi.cli", "tick")
        time.sleep(dice.uniform(0.3, 1.5))
        one.kill()
        one.communicate()
    both = [_start(made, "wuzhi.cli", "tick") for _number in range(2)]
    for one in both:
        one.communicate()
        assert one.returncode == 0
    assert _start(made, "wuzhi.cli", "tick").communicate() is not None
    with database.connected():
        cases = list(Case.objects.all())
        for case in cases:
            kinds = Counter(Event.objects.filter(case=case).values_list("kind", flat=True))
            assert kinds == Counter({"collect": 1, "remind": 1, "overdue": 1}), (case.pk, kinds, seed)
            assert case.revision == kinds.total()
        events = history(cases)
        assert all(first_broken(found) is None for found in events.values())
        expected = sorted((case.pk, number) for case in cases for number in (1, 2, 3))
        jobs_told = Job.objects.values_list("payload__case", "payload__event")
        assert sorted(tuple(told) for told in jobs_told) == expected
