"""What a transaction promised is done exactly once, whoever is killed in between."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from tests.support.world import MORNING, World
from wuzhi.cases.outcomes import NotAllowed
from wuzhi.core import clock
from wuzhi.notices import jobs
from wuzhi.notices.jobs import LEASE, MOST_ATTEMPTS, job, parked, work
from wuzhi.notices.models import Job, Notice


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch, db: None) -> list[Any]:
    """What the kind `note` has done; `fail` and `half` go wrong."""
    seen: list[Any] = []

    def note(payload: Mapping[str, Any]) -> None:
        seen.append(payload["n"])

    def fail(payload: Mapping[str, Any]) -> None:
        raise ValueError("private words of a person")

    def half(payload: Mapping[str, Any]) -> None:
        job("note", {"n": "half"}).save()
        raise RuntimeError

    monkeypatch.setattr(jobs, "_handlers", {"note": note, "fail": fail, "half": half})
    return seen


def _later(span: timedelta) -> Any:
    return clock.at(MORNING + span)


def test_oldest_first_and_once(done: list[Any]) -> None:
    for number in range(3):
        with _later(timedelta(minutes=-number)):
            job("note", {"n": number}).save()
    with _later(timedelta()):
        assert (work(), work()) == (3, 0)
    assert done == [2, 1, 0]
    assert not Job.objects.exists()


def test_not_before_its_time_and_no_more_than_asked(done: list[Any]) -> None:
    with _later(timedelta(hours=1)):
        job("note", {"n": "later"}).save()
    with _later(timedelta()):
        job("note", {"n": "now"}).save()
        assert work(at_most=1) == 1
        assert work() == 0
    assert done == ["now"]


def test_the_job_of_a_killed_worker_comes_back_when_its_lease_is_over(done: list[Any]) -> None:
    with _later(timedelta()):
        job("note", {"n": 1}).save()
        assert jobs._take() is not None  # and then the worker is killed
        assert work() == 0
    with _later(LEASE - timedelta(seconds=1)):
        assert work() == 0
    with _later(LEASE):
        assert work() == 1
    assert done == [1]


def test_a_slow_worker_whose_lease_is_over_does_nothing(done: list[Any]) -> None:
    with _later(timedelta()):
        job("note", {"n": 1}).save()
        slow = jobs._take()
    assert slow is not None
    with _later(LEASE):
        quick = jobs._take()
        assert quick is not None
        assert jobs._do(slow) == 0
        assert done == []
        assert jobs._do(quick) == 1
    assert done == [1]


def test_a_slow_worker_that_fails_does_not_take_away_another_s_lease(done: list[Any]) -> None:
    with _later(timedelta()):
        job("note", {"n": 1}).save()
        slow = jobs._take()
    assert slow is not None
    with _later(LEASE):
        quick = jobs._take()
        jobs._put_back(slow, RuntimeError())
        held = Job.objects.get()
        assert quick is not None
        assert held.leased_until == clock.now() + LEASE


def test_what_fails_is_put_back_later_and_later_and_parked_at_last(
    done: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    now, waits = timedelta(), []
    with _later(now):
        job("fail", {}).save()
    for _attempt in range(MOST_ATTEMPTS):
        with _later(now):
            assert work(at_most=1) == 1
        held = Job.objects.get()
        waits.append(held.run_at - (MORNING + now))
        now = held.run_at - MORNING
    assert waits == sorted(waits)
    assert (parked(), held.attempts, held.leased_until, held.error) == (1, MOST_ATTEMPTS, None, "ValueError")
    with _later(timedelta(days=30)):
        assert work() == 0
    assert "private" not in caplog.text


def test_one_that_kills_its_worker_each_time_is_parked_too(done: list[Any]) -> None:
    now = timedelta()
    with _later(now):
        job("note", {"n": "poison"}).save()
    for _attempt in range(MOST_ATTEMPTS):
        with _later(now):
            assert jobs._take() is not None  # the worker is killed while at it
        now += LEASE
    with _later(now):
        assert work() == 0
    assert (parked(), done) == (1, [])


def test_what_a_failed_job_wrote_is_gone(done: list[Any]) -> None:
    with _later(timedelta()):
        job("half", {}).save()
        work(at_most=1)
        assert list(Job.objects.values_list("kind", flat=True)) == ["half"]


def test_a_poison_job_does_not_hold_up_the_others(done: list[Any]) -> None:
    with _later(timedelta()):
        job("fail", {}).save()
        job("no such kind", {}).save()
        job("note", {"n": 1}).save()
        work()
    assert done == [1]


def test_told_twice_is_told_once(world: World) -> None:
    case = world.dispatched()
    promised = list(Job.objects.values())
    work()
    told = Notice.objects.count()
    assert told == Notice.objects.values("user", "subject", "event_number").distinct().count() > 0
    Job.objects.bulk_create([Job(**{name: row[name] for name in ("kind", "payload", "run_at")}) for row in promised])
    work()
    assert Notice.objects.count() == told
    assert set(Notice.objects.filter(template="dispatch").values_list("user__username", flat=True)) == {"clerk"}
    assert set(Notice.objects.values_list("subject", flat=True)) == {case.uuid}


def test_whoever_acts_is_not_told_of_it(world: World) -> None:
    case = world.take(world.handling(), "dispatcher", "remind")
    work()
    reminded = Notice.objects.filter(subject=case.uuid, template="remind").values_list("user__username", flat=True)
    assert set(reminded) == {"clerk"}


def test_a_step_that_fails_promises_nothing(world: World) -> None:
    case = world.reviewed()
    before = Job.objects.count()
    with pytest.raises(NotAllowed):
        world.take(case, "dispatcher", "dispatch", unit=world.ids("village")[0])
    assert Job.objects.count() == before
