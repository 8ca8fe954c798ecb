"""Throw-away databases that keep their promises: every commit waits for the disk, as in a real installation."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from psycopg import sql

DEBIAN = Path("/usr/lib/postgresql")
KINDS = ("sqlite", "postgresql")


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def find_postgres() -> Path | None:
    """The folder of the newest PostgreSQL's programs, or None."""
    folders = sorted(DEBIAN.glob("[0-9]*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    named = shutil.which("initdb")
    return next(iter([*folders, *([Path(named).resolve().parent] if named else [])]), None)


class PostgresServer:
    """A server of our own with PostgreSQL's own defaults: fsync, synchronous commit, full pages."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        self._folder = Path(tempfile.mkdtemp(prefix="wuzhi-bench-postgres-"))
        self.port = free_port()
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres")
        self._run("initdb", "-U", "wuzhi", "-A", "trust", "--encoding=UTF8", "--locale=C.UTF-8")

    @property
    def url(self) -> str:
        """DATABASE_URL of its maintenance database."""
        return f"postgresql://wuzhi@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Returns when it answers; after a kill, when it has recovered. RuntimeError with what it said."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        self._run("pg_ctl", "-w", "-s", "-l", str(self._folder / "log"), "-o", options, "start")

    def kill(self) -> None:
        """SIGKILL to our own postmaster and its processes, none of which gets to write another byte."""
        lock = self._folder / "data" / "postmaster.pid"
        postmaster = int(lock.read_text(encoding="ascii").splitlines()[0])
        os.kill(postmaster, signal.SIGSTOP)  # it starts no process that we would miss
        ours = [postmaster, *children(postmaster)]
        for pid in ours:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while any(running(pid) for pid in ours):
            time.sleep(0.01)
        lock.unlink()  # a container's init may never reap it, and PostgreSQL takes a dead number for a live server

    def close(self) -> None:
        """Stops it and removes its files."""
        with suppress(RuntimeError):
            self._run("pg_ctl", "-w", "-s", "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._binaries / program), "-D", str(self._folder / "data"), *arguments]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]
        with (self._folder / "said").open("w+b") as said:
            done = subprocess.run(command, cwd=self._folder, stdout=said, stderr=said, check=False)
            said.seek(0)
            if done.returncode:
                raise RuntimeError(f"{program}: {said.read().decode(errors='replace')[-1000:]}")


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Yields the DATABASE_URL of an empty database of this kind, dropped at the end.

    PostgreSQL: on the server that DATABASE_URL names, else on one of our own.
    """
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    named = os.environ.get("DATABASE_URL", "")
    own = None if named.startswith("postgres") else _own_server()
    try:
        server = own.url if own else named
        name = f"wuzhi_bench_{uuid4().hex[:10]}"
        _on_server(server, "CREATE DATABASE {}", name)
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            _on_server(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    finally:
        if own:
            own.close()


def _own_server() -> PostgresServer:
    binaries = find_postgres()
    if binaries is None:
        raise SystemExit("No PostgreSQL here: apt-get install postgresql-15, or set DATABASE_URL.")
    server = PostgresServer(binaries)
    server.start()
    return server


def _on_server(url: str, statement: str, name: str) -> None:
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL(statement).format(sql.Identifier(name)))


def children(pid: int) -> list[int]:
    """The processes that this one has started and that still run."""
    with suppress(FileNotFoundError, ProcessLookupError):
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        return [int(child) for child in listed.split()]
    return []


def running(pid: int) -> bool:
    """Whether there is such a process, one that only waits to be reaped left out."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def cpu_seconds(pid: int) -> float:
    """Processor time that this process has used, user and system; 0 where it has gone."""
    with suppress(FileNotFoundError, ProcessLookupError):
        facts = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(facts[11]) + int(facts[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0
