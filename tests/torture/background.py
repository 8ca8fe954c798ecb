"""The worker and the clock, killed in the middle and run two at a time."""

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
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
TIMED = ("remind", "overdue")


def _open(count: int) -> None:
    """Errands: each of them tells somebody."""
    asked = {"category": "fetch-medicine", "words": "x", "place_code": GRID, "contact": "138"}
    for _number in range(count):
        open_case(actor=ANYONE, process_key="errand", data=asked)


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
        left = [_killed_midway(made, dice, 2, Job.objects.count, "worker", "--once") for _kill in range(kills)]
        assert any(0 < jobs_left < count for jobs_left in left), f"no kill struck in the middle: {left}"
        with clock.at(clock.now() + jobs.LEASE + timedelta(seconds=1)):
            jobs.work(at_most=None)
        told = Counter(Notice.objects.values_list("subject", "event_number"))
        assert Job.objects.count() == 0
        assert len(told) == count
        assert len(set(told.values())) == 1, f"not everyone was told of every case, seed {seed}"


def clocks(database: FreshDatabase, folder: Path, *, count: int, kills: int, seed: int) -> None:
    """Ticks killed at random, then two at the same time: each timer of each case fired exactly once."""
    dice = random.Random(seed)
    made = installed.install(database, folder)
    with database.connected():
        with clock.at(clock.now() - LONG_AGO):
            _open(count)
        left = [_killed_midway(made, dice, 1, _steps_to_come, "tick") for _kill in range(kills)]
        assert any(0 < steps < 2 * count for steps in left), f"no kill struck in the middle: {left}"
    both = [_start(made, "wuzhi.cli", "tick") for _number in range(2)]
    for one in both:
        one.communicate()
        assert one.returncode == 0
    with database.connected():
        _check_timers(seed)


def _steps_to_come() -> int:
    """Of the two timers of each errand, how many have not fired."""
    return 2 * Case.objects.count() - Event.objects.filter(kind__in=TIMED).count()


def _killed_midway(made: Installation, dice: random.Random, several: int, left: Callable[[], int], *words: str) -> int:
    """Starts `several` of a command and kills them soon after the first of them has done something; what is left."""
    before = left()
    running = [_start(made, "wuzhi.cli", *words) for _number in range(several)]
    while left() == before and any(one.poll() is None for one in running):
        time.sleep(0.002)
    time.sleep(dice.uniform(0, 0.03))
    for one in running:
        one.kill()
    for one in running:
        one.communicate()
    return left()


def _check_timers(seed: int) -> None:
    cases = list(Case.objects.all())
    for case in cases:
        kinds = Counter(Event.objects.filter(case=case).values_list("kind", flat=True))
        assert kinds == Counter(["ask", *TIMED]), (case.pk, kinds, seed)
        assert case.revision == kinds.total()
    assert all(first_broken(found) is None for found in history(cases).values())
    expected = sorted((case.pk, number) for case in cases for number in (1, 2, 3))
    told = Job.objects.values_list("payload__case", "payload__event")
    assert sorted(tuple(job) for job in told) == expected
