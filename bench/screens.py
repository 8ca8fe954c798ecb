"""Screens of people with a post at several sizes of the table: what bench.desks and its parts have in common."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bench.load import drive
from bench.server import Installation, Server, Shape, installation, serving
from bench.sides import options

SIZES = "10000,100000,1000000"
WAITING = 10_000
HEADING = (
    f"{'database':<11}{'cases':>10}  {'screen':<44}{'p50 ms':>8}{'p95 ms':>8}{'KB':>6}"
    f"{'8: pages/s':>12}{'p95 ms':>8}{'cpu ms':>8}"
)


@dataclass(frozen=True)
class Screen:
    """An address as someone opens it."""

    username: str
    path: str

    def request(self, session: str) -> bytes:
        """As a browser sends it, Chinese first."""
        path = quote(self.path, safe="/?=&+")
        return (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={session}\r\nAccept-Language: zh-CN\r\n\r\n"
        ).encode("ascii")


def measure(server: Server, screen: Screen, request: bytes, seconds: float) -> str:
    """One client, then eight: the columns after the screen's name. SystemExit where an answer is not 200."""
    drive(server.port, 4, lambda _number: request, seconds=2)
    alone = drive(server.port, 1, lambda _number: request, seconds=seconds)
    before = server.cpu_seconds()
    crowd = drive(server.port, 8, lambda _number: request, seconds=seconds)
    cpu = (server.cpu_seconds() - before) * 1000 / max(1, len(crowd.answers))
    if {*alone.statuses(), *crowd.statuses()} != {200}:
        raise SystemExit(f"{screen.path}: answers {alone.statuses()} {crowd.statuses()}: {server.log}")
    size = max(answer.size for answer in alone.answers) / 1024
    return (
        f"{alone.percentile(0.5):>8.1f}{alone.percentile(0.95):>8.1f}{size:>6.0f}"
        f"{crowd.per_second:>12.1f}{crowd.percentile(0.95):>8.1f}{cpu:>8.1f}"
    )


def compare(title: str, screens: Sequence[Screen], arguments: Sequence[str]) -> None:
    """Fills an installation of each kind and size, and prints a row for each screen."""
    parser = options(title, clients="8")
    parser.add_argument("--sizes", type=_whole, default=_whole(SIZES), help=f"cases, such as {SIZES}")
    parser.add_argument("--at", help="DATABASE_URL of an installation that bench.million has filled; it stays")
    asked = parser.parse_args(list(arguments))
    print(HEADING)
    if asked.at:
        with tempfile.TemporaryDirectory(prefix="wuzhi-bench-") as folder:
            made = Installation(Path(folder), asked.at)
            _screens(made, f"{asked.at.partition(':')[0]:<11}{'filled':>10}", screens, asked)
        return
    for kind in asked.databases:
        for size in asked.sizes:
            with installation(kind) as made:
                held = json.loads(made.run("bench.million", f"--cases={size}", f"--waiting={WAITING}"))
                _screens(made, f"{kind:<11}{held['cases']:>10,}", screens, asked)


def _screens(made: Installation, of: str, screens: Sequence[Screen], asked: argparse.Namespace) -> None:
    sessions = {who: made.run("bench.signed_in", who).strip() for who in {one.username for one in screens}}
    with serving(Server(made, asked.shapes[0] if asked.shapes else Shape())) as server:
        for screen in screens:
            said = measure(server, screen, screen.request(sessions[screen.username]), asked.seconds)
            print(f"{of}  {f'{screen.username} {screen.path}':<44}{said}", flush=True)


def _whole(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def run(title: str, screens: Sequence[Screen]) -> None:
    """The command."""
    compare(title, screens, sys.argv[1:])
