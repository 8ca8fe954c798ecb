"""A copy of the whole database in use, and the way back: VACUUM INTO, or pg_dump and pg_restore."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
# Whoever holds a session's key is signed in: what a copy must not give away, and nobody misses.
_SESSIONS = ("django_session",)
_DEBIAN = Path("/usr/lib/postgresql")


class Unavailable(Exception):
    """Why the copy could not be made or put back, in a sentence."""


def name(connection: BaseDatabaseWrapper) -> str:
    """What the copy of this kind of database is called."""
    return NAMES[connection.vendor]


def take(connection: BaseDatabaseWrapper, folder: Path) -> Path:
    """A consistent copy in `folder`. Raises Unavailable where PostgreSQL's tools are missing or fail."""
    copy = folder / name(connection)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
        _without_sessions(copy)
        return copy
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--file={copy}"]
    options += [f"--exclude-table-data={table}" for table in _SESSIONS]
    _call(connection, "pg_dump", options)
    return copy


def put(connection: BaseDatabaseWrapper, copy: Path) -> None:
    """The copy becomes the database, which is empty. Raises Unavailable as `take` does."""
    if connection.vendor == "sqlite":
        target = Path(str(connection.settings_dict["NAME"]))
        connection.close()
        for leftover in (f"{target}-wal", f"{target}-shm"):
            Path(leftover).unlink(missing_ok=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f"{target.name}.restoring")
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        shutil.copyfile(copy, fresh)
        fresh.replace(target)
        return
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(copy)]
    _call(connection, "pg_restore", options)


def _without_sessions(copy: Path) -> None:
    """Nothing of them stays in free pages either."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as inner:
        inner.execute("PRAGMA journal_mode=OFF")
        for table in _SESSIONS:
            if inner.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchone():
                inner.execute(f'DELETE FROM "{table}"')  # noqa: S608  one of ours
        inner.execute("VACUUM")


def _call(connection: BaseDatabaseWrapper, tool: str, options: list[str]) -> None:
    facts = connection.settings_dict
    named = {"--host": facts["HOST"], "--port": facts["PORT"], "--username": facts["USER"]}
    where = [f"{option}={value}" for option, value in named.items() if value]
    command = [_find(tool), "--no-password", *where, f"--dbname={facts['NAME']}", *options]
    secret = {"PGPASSWORD": str(facts["PASSWORD"])} if facts["PASSWORD"] else {}
    secret |= {f"PG{key.upper()}": str(value) for key, value in facts["OPTIONS"].items() if key.startswith("ssl")}
    done = subprocess.run(command, env={"PATH": os.defpath, **secret}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unavailable(_("{tool} failed: {reason}").format(tool=tool, reason=done.stderr.strip()[-500:]))


def _find(tool: str) -> str:
    """The newest of Debian's, which a dump of a newer server needs, or the first on the path."""
    versions = sorted((path for path in _DEBIAN.glob(f"*/bin/{tool}")), key=lambda path: path.parts[4].zfill(4))
    found = str(versions[-1]) if versions else shutil.which(tool)
    if found is None:
        raise Unavailable(
            _("{tool} is not on this machine. On Debian: apt-get install postgresql-client").format(tool=tool)
        )
    return found
