"""Databases for tests: one with rollback for most, one of its own for a test that runs processes or threads.

Append-only tables refuse DELETE and TRUNCATE, so no test may flush; a copy of a template takes its place.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, urlencode
from uuid import uuid4

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases
from psycopg import sql
from pytest_django import DjangoDbBlocker


class Copy(Protocol):
    """Makes a database of this name from the migrated template, or from `source`; its name as the settings hold it."""

    def __call__(self, name: str, source: str = "") -> str: ...


@dataclass(frozen=True)
class FreshDatabase:
    """A migrated database that nobody else uses. `url` suits DATABASE_URL of a child process."""

    name: str
    url: str
    _blocker: DjangoDbBlocker

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Inside, this process and its new threads use this database, without any rollback."""
        facts = connections["default"].settings_dict
        before = facts["NAME"]
        with self._blocker.unblock():
            connection.close()
            facts["NAME"] = self.name
            try:
                yield
            finally:
                connections.close_all()
                facts["NAME"] = before


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_use_migrations: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Copy]:
    """Migrates a database for this worker and yields what copies its template.

    SQLite in a file (our backend locks a file beside it), PostgreSQL under a name of its own. pytest-django's
    own fixture sets up nothing where the chosen tests all use `fresh_database`.
    """
    if not django_db_use_migrations:
        settings.MIGRATION_MODULES = dict.fromkeys((app.label for app in apps.get_app_configs()), None)
    name = f"wuzhi_test_{uuid4().hex[:12]}"
    if connection.vendor == "sqlite":
        name = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    connection.settings_dict["TEST"]["NAME"] = name
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default": False}, serialized_aliases=[])
        copy, drop = _template(tmp_path_factory.mktemp("template"))
    yield copy
    with django_db_blocker.unblock():
        drop()
        teardown_databases(made, verbosity=0)


def _template(folder: Path) -> tuple[Copy, Callable[[], None]]:
    if connection.vendor == "sqlite":
        template = folder / "template.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(template)])
        connection.close()

        def copy_file(name: str, source: str = "") -> str:
            target = folder / f"{name}.sqlite3"
            shutil.copyfile(source or template, target)
            return str(target)

        return copy_file, lambda: None
    source = str(connection.settings_dict["NAME"])
    connection.close()
    template_name = f"{source}_template"
    _on_server("CREATE DATABASE {} TEMPLATE {}", template_name, source)

    def copy_database(name: str, source: str = "") -> str:
        _on_server("CREATE DATABASE {} TEMPLATE {}", name, source or template_name)
        return name

    return copy_database, lambda: _on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", template_name)


def _on_server(statement: str, *names: str) -> None:
    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    with psycopg.connect(**parameters, autocommit=True) as server:
        server.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))


def url_of(name: str) -> str:
    """As DATABASE_URL names a database of the server that these tests use."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(name)}"
    user = quote(facts["USER"]) + (f":{quote(facts['PASSWORD'], safe='')}" if facts["PASSWORD"] else "")
    own = {"server_side_binding", "prepare_threshold"}
    host, query = facts["HOST"], {k: v for k, v in facts["OPTIONS"].items() if k not in own}
    if host.startswith("/"):
        host, query = "", {**query, "host": host}
    port = f":{facts['PORT']}" if facts["PORT"] else ""
    return f"postgresql://{user}@{host}{port}/{name}" + (f"?{urlencode(query)}" if query else "")


@pytest.fixture
def fresh_database(django_db_setup: Copy, django_db_blocker: DjangoDbBlocker) -> Iterator[FreshDatabase]:
    """A migrated database of this test's own, gone afterwards. Not together with `db`."""
    name = django_db_setup(f"wuzhi_fresh_{uuid4().hex[:12]}")
    yield FreshDatabase(name, url_of(name), django_db_blocker)
    drop(name)


def drop(name: str) -> None:
    """A database that nobody needs any more."""
    if connection.vendor == "sqlite":
        for suffix in ("", "-wal", "-shm", ".write-lock"):
            with suppress(FileNotFoundError):
                Path(name + suffix).unlink()
    else:
        _on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
