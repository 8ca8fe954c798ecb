"""Numbers of letters on real connections: none is given twice, none is lost, and one letter gets one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

from tests.support.databases import FreshDatabase
from tests.support.world import World
from wuzhi.cases.models import Case
from wuzhi.core.versions import forget_stamps
from wuzhi.papers.actions import issue
from wuzhi.papers.models import Letter, LetterSeries


def test_eight_at_once_number_without_a_gap(fresh_database: FreshDatabase) -> None:
    with fresh_database.connected():
        forget_stamps()
        world = World()
        dispatcher = world["dispatcher"]
        cases = [world.dispatched() for _case in range(4)]
        line = Barrier(8)

        def run(case: Case) -> Any:
            line.wait(timeout=20)
            try:
                return issue(actor=dispatcher, case_uuid=case.uuid, event_number=3, kind_key="dispatch").pk
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as pool:
            given = list(pool.map(run, cases * 2))
        assert given[:4] == given[4:], "the same letter twice is the same letter"
        assert sorted(Letter.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
        assert LetterSeries.objects.get().last == 4
