"""`wuzhi demo`."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wuzhi.commands import house
from wuzhi.demo import start

_BESIDE = (["worker"], ["tick", "--every", "60"])
_SECONDS_TO_STOP = 5


def demo(once: bool, reports: Path | None, port: int) -> int:
    """The demo county, its day, and the server with a worker and a clock beside it. Exit code as `start` gives it."""
    return start.start(once=once, reports=reports, serve=lambda: _serve(port))


def _serve(port: int) -> int:
    with _beside():
        return house.serve(host="127.0.0.1", port=port, workers=2, threads=2)


@contextmanager
def _beside() -> Iterator[None]:
    """A worker and a clock, as an installation has them; they end with the server."""
    running = [subprocess.Popen([sys.executable, "-m", "wuzhi.cli", *command]) for command in _BESIDE]
    try:
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(_SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                process.kill()
