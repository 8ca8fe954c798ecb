"""Two people at once on real connections: one wins, the other is told, nothing is lost and nobody hangs."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from tests.support.databases import FreshDatabase
from tests.support.invariants import check
from tests.support.world import REVIEW, World
from wuzhi.cases import queries
from wuzhi.cases.actions import act
from wuzhi.cases.models import Case, EventPosition
from wuzhi.cases.outcomes import Conflict, NotAllowed
from wuzhi.cases.sequencer import number_events
from wuzhi.core.versions import forget_stamps


def _at_once(*works: Callable[[], object]) -> list[str]:
    """What became of each, begun at the same moment on connections of their own."""
    line = Barrier(len(works))

    def run(work: Callable[[], object]) -> str:
        line.wait(timeout=20)
        try:
            work()
        except (Conflict, NotAllowed) as lost:
            return type(lost).__name__
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_eight_take_the_same_step_and_one_wins(fresh_database: FreshDatabase) -> None:
    with fresh_database.connected():
        forget_stamps()
        world = World()
        dispatcher = world["dispatcher"]
        for _round in range(3):
            case = world.report()

            def review(case: Case = case) -> None:
                act(actor=dispatcher, case_uuid=case.uuid, step_key="review", data=REVIEW, revision=1)

            found = _at_once(*[review] * 8)
            assert found.count("done") == 1, found
            assert set(found) <= {"done", "Conflict", "NotAllowed"}
            check(case)


def test_every_reminder_that_succeeds_is_one_event(fresh_database: FreshDatabase) -> None:
    with fresh_database.connected():
        forget_stamps()
        world = World()
        dispatcher, case = world["dispatcher"], world.report()

        def remind() -> None:
            for _turn in range(10):
                found = queries.find(dispatcher, case.uuid)
                try:
                    act(actor=dispatcher, case_uuid=case.uuid, step_key="remind", revision=found.revision)
                    taken.append(1)
                except Conflict:
                    continue

        taken: list[int] = []
        assert _at_once(*[remind] * 4) == ["done"] * 4
        assert Case.objects.get(pk=case.pk).revision == 1 + len(taken)
        check(case)


def test_two_merged_into_each_other_do_not_hang(fresh_database: FreshDatabase) -> None:
    with fresh_database.connected():
        forget_stamps()
        world = World()
        dispatcher = world["dispatcher"]
        for _round in range(6):
            one, other = world.report(), world.report()

            def merge(case: Case, into: Case) -> Callable[[], object]:
                data = {"into": into.tracking_code}
                return lambda: act(actor=dispatcher, case_uuid=case.uuid, step_key="merge", data=data)

            found = _at_once(merge(one, other), merge(other, one))
            assert found.count("done") == 1, found
            for case in (one, other):
                check(case)


def test_events_are_numbered_once_by_two_numberers(fresh_database: FreshDatabase) -> None:
    with fresh_database.connected():
        forget_stamps()
        world = World()
        for _number in range(20):
            world.report()
        assert _at_once(*[number_events] * 3) == ["done"] * 3
        assert EventPosition.objects.count() == 20
