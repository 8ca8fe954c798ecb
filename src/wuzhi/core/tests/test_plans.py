"""A statement that must fit its values is planned for them each time; all others keep their plans."""

import pytest
from django.db import connection

from wuzhi.core import plans
from wuzhi.core.plans import planned_anew

pytestmark = pytest.mark.django_db


@pytest.mark.postgres
def test_within_it_no_statement_is_prepared_and_after_it_again() -> None:
    def prepared(text: str) -> int:
        with connection.cursor() as cursor:
            for number in range(8):
                cursor.execute(f"SELECT %s + 1 AS {text}", [number])
            cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", [f"%AS {text}"])
            return int(cursor.fetchone()[0])

    with planned_anew():
        assert prepared("anew") == 0
    assert prepared("kept") == 1
    with pytest.raises(RuntimeError), planned_anew():
        raise RuntimeError
    assert prepared("again") == 1


@pytest.mark.postgres
def test_a_connection_keeps_a_limited_number_of_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "MOST_KEPT", 3)
    another = connection.copy()
    try:
        with another.cursor() as cursor:
            for number in range(60):
                cursor.execute(f"SELECT %s + {number // 6}", [1])
            cursor.execute("SELECT count(*) FROM pg_prepared_statements")
            assert 0 < cursor.fetchone()[0] <= 3 + 1  # the driver drops the oldest before the next statement
    finally:
        another.close()


@pytest.mark.postgres
def test_nothing_is_compiled_and_nobody_else_helps() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('jit'), current_setting('max_parallel_workers_per_gather')")
        assert cursor.fetchone() == ("off", "0")


@pytest.mark.sqlite
def test_another_database_plans_each_time_anyway() -> None:
    with planned_anew(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
