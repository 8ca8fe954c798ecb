"""A throw-away installation and the server in front of it; only processes that we started are ever ended."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bench.database import children, cpu_seconds, database, free_port, running
from bench.load import once, read_answer

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = "wuzhi.settings.dev"
READY_WITHIN_SECONDS = 30.0
_HEALTH = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True)
class Shape:
    """How a server is spread: processes, and threads that work in each."""

    workers: int = 2
    threads: int = 4

    @classmethod
    def read(cls, text: str) -> "Shape":
        """ "2x4" → 2 processes of 4 threads. ValueError otherwise."""
        found = re.fullmatch(r"([1-9]\d*)x([1-9]\d*)", text)
        if found is None:
            raise ValueError(f"a shape is PROCESSESxTHREADS, such as 2x4, not {text!r}")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.workers}x{self.threads}"


@dataclass(frozen=True)
class Installation:
    """A folder and a database of their own."""

    folder: Path
    url: str

    @property
    def environment(self) -> dict[str, str]:
        """What a process of this installation starts with."""
        path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        own = {"WUZHI_VAR": str(self.folder), "DATABASE_URL": self.url, "PYTHONPATH": path, "WUZHI_LOG": "ERROR"}
        return {**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS, **own}

    def run(self, module: str, *arguments: str) -> str:
        """Runs `python -m module`; what it printed. CalledProcessError where it fails (its words on stderr)."""
        command = [sys.executable, "-W", "ignore", "-m", module, *arguments]
        return subprocess.run(
            command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
        ).stdout


def wuzhi_serve(shape: Shape, port: int) -> list[str]:
    """The command that a city runs."""
    return ["wuzhi.cli", "serve", f"--port={port}", f"--workers={shape.workers}", f"--threads={shape.threads}"]


def bare_serve(shape: Shape, port: int) -> list[str]:
    """The floor, in the very server and shape of `wuzhi serve`."""
    spread = [f"--workers={shape.workers}", f"--blocking-threads={shape.threads}"]
    same = ["--interface=wsgi", "--host=127.0.0.1", "--no-ws", "--blocking-threads-idle-timeout=600", "--no-log"]
    return ["granian", *same, f"--port={port}", *spread, "bench.bare:application"]


class Server:
    """A program that serves on a loopback port, its processes in a group of their own."""

    def __init__(
        self, installation: Installation, shape: Shape, program: Callable[[Shape, int], list[str]] = wuzhi_serve
    ) -> None:
        self._installation, self._program = installation, program
        self.shape, self.port = shape, free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None

    @property
    def log(self) -> Path:
        """What it printed."""
        return self._installation.folder / f"server-{self.port}.log"

    def start(self) -> float:
        """Starts it and waits until /healthz says 200; seconds taken. RuntimeError with the log's end."""
        command = [sys.executable, "-m", *self._program(self.shape, self.port)]
        self._log = self.log.open("ab")
        begun = time.perf_counter()
        self._process = subprocess.Popen(
            command,
            env=self._installation.environment,
            cwd=ROOT,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        while time.perf_counter() - begun < READY_WITHIN_SECONDS:
            if self._process.poll() is not None:
                break
            if self._healthy():
                return time.perf_counter() - begun
            time.sleep(0.02)
        said = self.log.read_text(encoding="utf-8", errors="replace")[-2000:]
        self.kill()
        raise RuntimeError(f"the server did not answer 200 at /healthz: {said}")

    def _healthy(self) -> bool:
        with suppress(OSError):
            answer = read_answer(once(self.port, _HEALTH))
            return answer is not None and answer[0] == 200
        return False

    def processes(self) -> list[int]:
        """Its own process first, then all that it has started."""
        if self._process is None:
            return []
        found = [self._process.pid]
        for pid in found:
            found += [child for child in children(pid) if child not in found]
        return found

    def workers(self) -> list[int]:
        """The processes that answer requests."""
        return [pid for pid in self.processes()[1:] if "resource_tracker" not in _command(pid)]

    def cpu_seconds(self) -> float:
        """Processor time of all its processes since they began; the database server's is not in it."""
        return sum(cpu_seconds(pid) for pid in self.processes())

    def kill(self) -> None:
        """SIGKILL to every process of it at once; returns when all are gone."""
        if self._process is None:
            return
        pids = self.processes()
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        while any(running(pid) for pid in pids):
            time.sleep(0.005)
        self._forget()

    def stop(self) -> None:
        """SIGTERM, and SIGKILL to what is left after 10 seconds."""
        if self._process is None:
            return
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        self.kill()

    def _forget(self) -> None:
        self._process = None
        if self._log is not None:
            self._log.close()


def _command(pid: int) -> str:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


@contextmanager
def installation(kind: str) -> Iterator[Installation]:
    """A migrated, empty installation, removed at the end, when told to stop too. `kind` is sqlite or postgresql."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    with tempfile.TemporaryDirectory(prefix="wuzhi-bench-") as name, database(kind, Path(name)) as url:
        made = Installation(Path(name), url)
        made.run("wuzhi.cli", "migrate")
        yield made


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """Started, and stopped at the end whatever happens."""
    try:
        server.start()
        yield server
    finally:
        server.stop()
