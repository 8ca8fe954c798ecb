"""Databases in which the cast stands already: built once a worker, so that most tests begin where it is there."""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from tests.support.databases import Copy, FreshDatabase, drop, url_of

Built = TypeVar("Built")


class Prepared:
    """What was built, each in a database of its own that every test leaves as it was."""

    def __init__(self, copied: Copy, blocker: DjangoDbBlocker) -> None:
        self._copied, self._blocker = copied, blocker
        self._held: dict[str, tuple[str, Any]] = {}

    @contextmanager
    def standing(self, key: str, build: Callable[[], Built]) -> Iterator[Built | None]:
        """A copy of what `build` gave, in its database; None where this test's transaction has begun in another."""
        if connection.in_atomic_block:
            yield None
            return
        name, built = self._made(key, build)
        facts = connections["default"].settings_dict
        before = facts["NAME"]
        with self._blocker.unblock():
            connections.close_all()
        facts["NAME"] = name
        try:
            yield copy.deepcopy(built)
        finally:
            with self._blocker.unblock():
                connections.close_all()
            facts["NAME"] = before

    def copied(self, key: str, build: Callable[[], Built]) -> tuple[FreshDatabase, Built]:
        """A database of the caller's own that holds what `build` gave, and a copy of that; the caller drops it."""
        source, built = self._made(key, build)
        name = self._copied(f"wuzhi_copy_{uuid4().hex[:12]}", source)
        return FreshDatabase(name, url_of(name), self._blocker), copy.deepcopy(built)

    def _made(self, key: str, build: Callable[[], Built]) -> tuple[str, Built]:
        if key not in self._held:
            name = self._copied(f"wuzhi_{key}_{uuid4().hex[:12]}")
            with FreshDatabase(name, url_of(name), self._blocker).connected():
                self._held[key] = name, build()
        return self._held[key]

    def close(self) -> None:
        """Drops the databases."""
        with self._blocker.unblock():
            for name, _built in self._held.values():
                drop(name)


@pytest.fixture(scope="session")
def prepared(django_db_setup: Copy, django_db_blocker: DjangoDbBlocker) -> Iterator[Prepared]:
    """The databases of this worker."""
    found = Prepared(django_db_setup, django_db_blocker)
    yield found
    found.close()
