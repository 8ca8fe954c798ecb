"""A PostgreSQL server for one command: made in a temporary folder, gone when the command ends.

    python scripts/postgres.py COMMAND [ARGUMENT ...]     runs COMMAND with DATABASE_URL set

PostgreSQL refuses to run as root; there, the server runs as the user `postgres`.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
OLDEST = 15
# Nothing here must survive a crash, so the tests need not wait for the disk.
OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


def find_server() -> Path | None:
    """The folder with initdb, pg_ctl and postgres of at least version 15, the newest first, or None."""
    named = shutil.which("initdb")
    versions = [path for path in DEBIAN.glob("*/bin") if path.parent.name.isdigit()]
    newest_first = sorted(versions, key=lambda path: int(path.parent.name), reverse=True)
    folders = [*newest_first, *([Path(named).resolve().parent] if named else [])]
    return next((folder for folder in folders if _version(folder) >= OLDEST), None)


def _version(folder: Path) -> int:
    if not all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
        return 0
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    words = said.split()
    return int(words[2].partition(".")[0]) if len(words) > 2 and words[2][0].isdigit() else 0


def _as_server(command: list[str]) -> list[str]:
    """`command` as the user postgres where we are root."""
    if os.geteuid() != 0:
        return command
    if shutil.which("runuser"):
        return ["runuser", "-u", "postgres", "--", *command]
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(
        _as_server(command), cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        log = folder / "log"
        said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else done.stderr
        raise RuntimeError(f"{Path(command[0]).name} failed: {said.strip()[-2000:]}")


@contextmanager
def server(binaries: Path) -> Iterator[str]:
    """Yields the DATABASE_URL of a fresh server on a free loopback port.

    Raises RuntimeError, with what the server said, where it does not start.
    """
    folder = Path(tempfile.mkdtemp(prefix="wuzhi-postgres-"))
    port = _free_port()
    control = [str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-w", "-s"]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} {OPTIONS}"
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        init = [str(binaries / "initdb"), "-D", str(folder / "data"), "-U", "wuzhi", "-A", "trust"]
        _run([*init, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"], folder)
        _run([*control, "-l", str(folder / "log"), "-o", options, "start"], folder)
        try:
            yield f"postgresql://wuzhi@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    """Runs `command` beside a server and returns its exit code."""
    binaries = find_server()
    if binaries is None:
        print("No PostgreSQL 15 or later here. On Debian: apt-get install postgresql-15", file=sys.stderr)
        return 1
    with server(binaries) as url:
        print(f"DATABASE_URL={url}", file=sys.stderr, flush=True)
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
