"""Reports taken in a second through the whole page, beside a bare Django view in the same run.

python -m bench.intake [--clients 1,8,32] [--seconds 8] [--shapes 2x4] [--databases sqlite,postgresql]
"""

import argparse
import json
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.database import KINDS
from bench.load import Outcome, drive
from bench.page import CONTACT, WORDS, Ground, ReportPage
from bench.server import Installation, Server, Shape, bare_serve, installation, serving

SLICES = 4
WARM_SECONDS = 2.0
Make = Callable[[int], bytes]


@dataclass
class Side:
    """One of the two programs and what was seen of it."""

    name: str
    port: int
    make: Make
    good: int = 302
    seen: list[Outcome] = field(default_factory=list)

    def run(self, clients: int, seconds: float) -> None:
        """One slice. SystemExit where anything but the good answer came: no figure is worth that."""
        outcome = drive(self.port, clients, self.make, seconds=seconds)
        if set(outcome.statuses()) != {self.good} or outcome.unanswered:
            raise SystemExit(f"{self.name}: {outcome.statuses()}, {len(outcome.unanswered)} unanswered")
        self.seen.append(outcome)

    @property
    def per_second(self) -> float:
        """The median of the slices."""
        return statistics.median(outcome.per_second for outcome in self.seen)

    def percentile(self, share: float) -> float:
        """Milliseconds, the median of the slices."""
        return statistics.median(outcome.percentile(share) for outcome in self.seen)

    @property
    def own_share(self) -> float:
        """The load generator's share of one core."""
        return statistics.median(outcome.own_share for outcome in self.seen)


def bare_report() -> Make:
    """The floor's request: the same words, nothing around them."""
    body = urlencode({"words": WORDS, "contact": CONTACT}).encode("ascii")
    head = "POST /report HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode("ascii") + body
    return lambda _number: request


def compare(ours: Side, bare: Side, clients: int, seconds: float) -> None:
    """Both sides by turns, so that whatever else the machine does falls on both."""
    ours.seen, bare.seen = [], []
    for _slice in range(SLICES):
        bare.run(clients, seconds / SLICES)
        ours.run(clients, seconds / SLICES)


def line(kind: str, shape: Shape, clients: int, ours: Side, bare: Side) -> str:
    """One row of the table."""
    return (
        f"{kind:<11} {shape!s:<5} {clients:>7} {ours.per_second:>8.0f} {ours.percentile(0.5):>8.1f} "
        f"{ours.percentile(0.99):>8.1f} {bare.per_second:>8.0f} {bare.percentile(0.99):>9.1f} "
        f"{ours.per_second / bare.per_second:>6.2f} {ours.own_share:>9.0%}"
    )


HEADING = (
    f"{'database':<11} {'shape':<5} {'clients':>7} {'ours/s':>8} {'p50 ms':>8} {'p99 ms':>8} "
    f"{'bare/s':>8} {'bare p99':>9} {'ratio':>6} {'generator':>9}"
)


def one_shape(made: Installation, kind: str, shape: Shape, ground: Ground, asked: argparse.Namespace) -> int:
    """Both servers of one shape and a row for each number of clients; the reports that were acknowledged."""
    taken = 0
    with serving(Server(made, shape)) as server, serving(Server(made, shape, bare_serve)) as floor:
        page = ReportPage(server.port, ground)
        ours = Side("wuzhi", server.port, lambda _number: page.request())
        bare = Side("bare", floor.port, bare_report())
        for side in (ours, bare):
            side.run(8, WARM_SECONDS)
        taken += len(ours.seen[0].answers)
        for clients in asked.clients:
            compare(ours, bare, clients, asked.seconds)
            taken += sum(len(outcome.answers) for outcome in ours.seen)
            print(line(kind, shape, clients, ours, bare), flush=True)
    return taken


def one_database(kind: str, asked: argparse.Namespace) -> None:
    """An installation of its own, its shapes one after the other, and whether every report is really there."""
    with installation(kind) as made:
        ground = Ground(**json.loads(made.run("bench.ground")))
        made.run("bench.bare")
        counts = {what: len(found) for what, found in json.loads(made.run("bench.counting", "report")).items()}
        before = reports_in(made)
        taken = sum(one_shape(made, kind, shape, ground, asked) for shape in asked.shapes)
        print(f"{kind}: queries {counts}; {taken} acknowledged, {reports_in(made) - before} in the database")
        if reports_in(made) - before != taken:
            raise SystemExit("reports were lost or doubled")


def reports_in(made: Installation) -> int:
    """How many reports the database holds."""
    shown = made.run(
        "django", "shell", "--no-imports", "-c", "from wuzhi.cases.models import *; print(Case.objects.count())"
    )
    return int(shown.split()[-1])


def options(title: str, clients: str = "1,8,32") -> argparse.ArgumentParser:
    """What the benches take."""
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("--clients", type=_whole, default=_whole(clients), help="connections, such as 1,8,32")
    parser.add_argument("--seconds", type=float, default=8.0, help="for each side and number of clients")
    parser.add_argument("--shapes", type=_shapes, default=[Shape()], help="processes x threads, such as 1x1,2x4")
    parser.add_argument("--databases", type=lambda text: text.split(","), default=KINDS, help=",".join(KINDS))
    return parser


def _whole(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _shapes(text: str) -> list[Shape]:
    return [Shape.read(part) for part in text.split(",")]


def main(arguments: list[str]) -> None:
    """Prints the tables."""
    asked = options("Reports taken in a second.").parse_args(arguments)
    print(HEADING)
    for kind in asked.databases:
        one_database(kind, asked)


if __name__ == "__main__":
    main(sys.argv[1:])
