"""Memory of each web worker at the start and after every thousand requests of all sorts: it must stay flat.

python -m bench.memory [--requests 10000] [--databases sqlite,postgresql]
"""

import argparse
import json
import re
import sys
from pathlib import Path

from bench.database import KINDS
from bench.load import drive
from bench.page import Ground, ReportPage, get
from bench.server import Server, Shape, installation, serving
from bench.sides import Make
from bench.status import pages

STEP = 1000
CLIENTS = 8


def resident(pid: int) -> float:
    """Megabytes of memory that the process holds now, what it shares with others included."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
    return int(found[1]) / 1024 if found else 0.0


def mixed(ground: Ground, server: Server) -> Make:
    """By turns: home, the empty page, a report by name and by point, status pages, a code that nobody has."""
    page, status = ReportPage(server.port, ground), pages(ground, server)
    plain = [get("/"), get("/report"), get("/track"), get("/t/0000-0000-0000")]
    sorts: list[Make] = [lambda _number: page.request(), status, *(lambda _n, one=one: one for one in plain)]
    return lambda number: sorts[number % len(sorts)](number)


def one_database(kind: str, requests: int, shape: Shape) -> None:
    """A line every STEP requests: megabytes of each process that answers."""
    with installation(kind) as made, serving(Server(made, shape)) as server:
        ground = Ground(**json.loads(made.run("bench.ground")))
        print(f"{kind} {shape}: {0:>7} requests  {_megabytes(server)}", flush=True)
        make, statuses = mixed(ground, server), {}
        for done in range(STEP, requests * shape.workers + 1, STEP):
            outcome = drive(server.port, CLIENTS, make, seconds=300, at_most=STEP)
            statuses = outcome.statuses()
            print(f"{kind} {shape}: {done:>7} requests  {_megabytes(server)}", flush=True)
        print(f"{kind}: answers of the last {STEP}: {statuses}", flush=True)


def _megabytes(server: Server) -> str:
    return "  ".join(f"{resident(pid):6.1f} MB" for pid in server.workers())


def main(arguments: list[str]) -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description="Memory of a web worker.")
    parser.add_argument("--requests", type=int, default=10_000, help="for each worker")
    parser.add_argument("--databases", type=lambda text: text.split(","), default=KINDS)
    parser.add_argument("--shape", type=Shape.read, default=Shape())
    asked = parser.parse_args(arguments)
    for kind in asked.databases:
        one_database(kind, asked.requests, asked.shape)


if __name__ == "__main__":
    main(sys.argv[1:])
