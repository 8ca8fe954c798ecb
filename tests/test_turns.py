"""`wuzhi tick` and `wuzhi worker --once`: how far they are, where somebody watches; and all of it, not a part."""

import io

import pytest
from rich.console import Console

from tests.support.world import World, at
from wuzhi.cases import clockwork
from wuzhi.commands import screen, turns
from wuzhi.notices import jobs
from wuzhi.notices.models import Job

LATER = "2026-03-16 09:00"


@pytest.mark.parametrize("terminal", [True, False])
def test_a_bar_where_stderr_is_a_terminal(world: World, monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    shown = io.StringIO()
    console = Console(file=shown, force_terminal=terminal, width=100, color_system=None)
    monkeypatch.setattr(screen, "errors", console)
    for _number in range(3):
        world.report()
    with at(LATER):
        assert turns.tick(every=None) == screen.FINE
        assert turns.worker(once=True, pause=1, revive=False) == screen.FINE
    for title in ("Taking the steps that are due", "Delivering"):
        assert (title in shown.getvalue()) is terminal
    assert terminal or shown.getvalue() == ""


def test_progress_ends_at_the_total(world: World) -> None:
    for _number in range(3):
        world.report()
    told: list[tuple[int, int]] = []
    with at(LATER):
        clockwork.tick(progress=lambda done, total: told.append((done, total)))
        assert told == [(3, 3)]
        told.clear()
        waiting = jobs.waiting()
        jobs.work(progress=lambda done, total: told.append((done, total)))
    assert told == [(number, waiting) for number in range(1, waiting + 1)]


def test_once_means_until_nothing_is_due(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = world.errand()
    job = Job.objects.get()
    Job.objects.bulk_create([Job(kind=job.kind, payload=job.payload, run_at=job.run_at) for _number in range(1100)])
    monkeypatch.setitem(jobs._handlers, job.kind, lambda _payload: None)
    turns.worker(once=True, pause=1, revive=False)
    assert Job.objects.count() == 0
    assert case.revision == 1


def test_parked_jobs_are_tried_again_when_somebody_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world.errand()
    Job.objects.update(parked=True, attempts=jobs.MOST_ATTEMPTS, error="x")
    turns.worker(once=True, pause=1, revive=False)
    assert Job.objects.count() == 1
    turns.worker(once=True, pause=1, revive=True)
    assert Job.objects.count() == 0
    assert "Parked jobs put back: 1" in capsys.readouterr().out
