"""Two programs measured by turns: ours and the floor, so that whatever else the machine does falls on both."""

import argparse
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.database import KINDS
from bench.load import Outcome, drive
from bench.server import Server, Shape

SLICES = 4
WARM_SECONDS = 2.0
Make = Callable[[int], bytes]


@dataclass
class Side:
    """One of the two programs, what is asked of it, and what was seen."""

    server: Server
    make: Make
    good: int
    seen: list[Outcome] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    answered: int = 0

    def run(self, clients: int, seconds: float) -> None:
        """One slice. SystemExit where anything but the good answer came: no figure is worth that."""
        before = self.server.cpu_seconds()
        outcome = drive(self.server.port, clients, self.make, seconds=seconds)
        if set(outcome.statuses()) != {self.good} or outcome.unanswered:
            raise SystemExit(f"answers {outcome.statuses()}, {len(outcome.unanswered)} unanswered: {self.server.log}")
        self.cpu.append((self.server.cpu_seconds() - before) * 1000 / len(outcome.answers))
        self.seen.append(outcome)
        self.answered += len(outcome.answers)

    def begin(self) -> None:
        """Forgets what was seen of another number of clients."""
        self.seen, self.cpu = [], []

    @property
    def per_second(self) -> float:
        """The median of the slices."""
        return statistics.median(outcome.per_second for outcome in self.seen)

    def percentile(self, share: float) -> float:
        """Milliseconds, the median of the slices."""
        return statistics.median(outcome.percentile(share) for outcome in self.seen)

    @property
    def cpu_each(self) -> float:
        """Milliseconds of the server's processors for one request, the median of the slices."""
        return statistics.median(self.cpu)

    @property
    def own_share(self) -> float:
        """The load generator's share of one core."""
        return statistics.median(outcome.own_share for outcome in self.seen)


HEADING = (
    f"{'database':<11}{'shape':<6}{'clients':>7}{'ours/s':>8}{'p50 ms':>8}{'p99 ms':>8}{'cpu ms':>8}"
    f"{'bare/s':>8}{'bare p99':>10}{'bare cpu':>10}{'ratio':>7}{'generator':>11}"
)


def compare(ours: Side, bare: Side, clients: int, seconds: float) -> None:
    """Both sides by turns, SLICES times, `seconds` for each in all."""
    ours.begin()
    bare.begin()
    for _slice in range(SLICES):
        bare.run(clients, seconds / SLICES)
        ours.run(clients, seconds / SLICES)


def line(kind: str, shape: Shape, clients: int, ours: Side, bare: Side) -> str:
    """One row of the table."""
    return (
        f"{kind:<11}{shape!s:<6}{clients:>7}{ours.per_second:>8.0f}{ours.percentile(0.5):>8.1f}"
        f"{ours.percentile(0.99):>8.1f}{ours.cpu_each:>8.2f}{bare.per_second:>8.0f}{bare.percentile(0.99):>10.1f}"
        f"{bare.cpu_each:>10.2f}{ours.per_second / bare.per_second:>7.2f}{ours.own_share:>11.0%}"
    )


def options(title: str, clients: str) -> argparse.ArgumentParser:
    """What the benches take."""
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("--clients", type=_whole, default=_whole(clients), help="connections, such as 1,8,32")
    parser.add_argument("--seconds", type=float, default=8.0, help="for each side and number of clients")
    parser.add_argument("--shapes", type=_shapes, default=[Shape()], help="processes x threads, such as 1x1,2x4")
    parser.add_argument("--databases", type=_kinds, default=KINDS, help=",".join(KINDS))
    return parser


def _whole(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _shapes(text: str) -> list[Shape]:
    return [Shape.read(part) for part in text.split(",")]


def _kinds(text: str) -> list[str]:
    unknown = set(text.split(",")) - set(KINDS)
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}")
    return text.split(",")
