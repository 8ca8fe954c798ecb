"""Eight at once on real connections: a quota is a quota."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from tests.support.databases import FreshDatabase
from wuzhi.core.versions import forget_stamps
from wuzhi.open311 import keys
from wuzhi.open311.faults import Fault
from wuzhi.open311.models import KeyUse

MANY, QUOTA = 8, 5


def test_no_more_than_the_quota_pass_at_once(fresh_database: FreshDatabase) -> None:
    with fresh_database.connected():
        forget_stamps()
        _row, text = keys.make(name="app", days=1, most_a_day=QUOTA)
        line = Barrier(MANY)

        def spend(_number: int) -> int:
            line.wait(timeout=20)
            try:
                keys.spend(text)
            except Fault as refused:
                return refused.code
            finally:
                connections.close_all()
            return 200

        with ThreadPoolExecutor(MANY) as pool:
            found = sorted(pool.map(spend, range(MANY)))
        assert found == [200] * QUOTA + [429] * (MANY - QUOTA)
        assert KeyUse.objects.get().used == QUOTA
