"""How PostgreSQL plans: once for a statement that comes often, or anew for the values of each."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

# A plan of a long list takes PostgreSQL about a megabyte in each connection.
MOST_KEPT = 64


def limit(*, connection: BaseDatabaseWrapper, **_signal: object) -> None:
    """Told of each new connection: it keeps no more plans than these, the ones used last."""
    if connection.vendor == "postgresql":
        connection.connection.prepared_max = MOST_KEPT


@contextmanager
def planned_anew() -> Iterator[None]:
    """Inside, every statement is planned for its own values; also a decorator.

    A kept plan fits any value, so it must guess how much a span of days or an area holds; a count over a year's rows
    that was planned on a guess took ten times as long. Other databases plan each time anyway.
    """
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    driver = connection.connection
    before, driver.prepare_threshold = driver.prepare_threshold, None
    try:
        yield
    finally:
        driver.prepare_threshold = before
