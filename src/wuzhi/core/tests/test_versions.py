"""Settings in memory: what one thread has not committed, no other takes for true."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections, transaction

from tests.support.databases import FreshDatabase
from wuzhi.core.models import SettingsVersion
from wuzhi.core.versions import Versioned, forget_stamps, raise_version


def _elsewhere(work: Callable[[], int]) -> int:
    """The answer of another thread, with a connection of its own."""

    def run() -> int:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(timeout=20)


def _count() -> int:
    return SettingsVersion.objects.count()


def test_a_reader_beside_an_open_write_keeps_nothing_stale(fresh_database: FreshDatabase) -> None:
    with fresh_database.connected():
        forget_stamps()
        counted = Versioned("sample", _count)
        before = counted.fresh()
        with transaction.atomic():
            raise_version("sample")
            Versioned("other", _count).fresh()  # reads every stamp, the uncommitted one too
            assert _elsewhere(counted.fresh) == before
        assert counted.fresh() == before + 1
        assert _elsewhere(counted.fresh) == before + 1


def test_what_was_rolled_back_is_not_kept(fresh_database: FreshDatabase) -> None:
    with fresh_database.connected():
        forget_stamps()
        counted = Versioned("sample", _count)
        before = counted.fresh()
        with transaction.atomic():
            raise_version("sample")
            assert counted.fresh() == before + 1
            transaction.set_rollback(True)
        forget_stamps()
        assert counted.fresh() == before
