"""The public map at every zoom, and the list beside it, over 10,000, 100,000 and 1,000,000 cases (4 of 10 public).

python -m bench.map [--cases 10000,100000] [--databases sqlite,postgresql] [--rounds 15]

Milliseconds at one client, through the whole page, no answer cached; the largest answer. A map answer that does not
count every placed matter of the whole county ends the bench.
"""

import argparse
import json
import math
import statistics
import sys
import time
from collections.abc import Mapping
from typing import Any

from bench.database import KINDS
from bench.load import once
from bench.page import get
from bench.server import Server, Shape, installation, serving

WIDE, HIGH = 1440, 900  # a desk's window; a map fills at most that
WORLD = "west=-180&south=-85&east=180&north=85"
HEADING = "| database | cases | public | what | p50 ms | p95 ms | largest ms | largest KB |\n" + "|---" * 8 + "|"


def window(longitude: float, latitude: float, zoom: float) -> str:
    """What a window of a desk shows around a point at a zoom of the map, as the map's script asks for it."""
    wide = 360 * WIDE / (512 * 2**zoom)
    high = 360 * HIGH / (512 * 2**zoom) * math.cos(math.radians(latitude))
    edges = {"west": longitude - wide / 2, "south": latitude - high / 2, "east": longitude + wide / 2}
    return "&".join(f"{name}={value:.6f}" for name, value in {**edges, "north": latitude + high / 2}.items())


def asked(facts: Mapping[str, Any]) -> dict[str, list[str]]:
    """Groups of addresses: the map far away, near and close, with and without a choice; the lists."""
    longitude, latitude = facts["spot"]
    windows = {zoom: f"{window(longitude, latitude, zoom)}&zoom={zoom}" for zoom in range(23)}
    maps = {
        "map, the world at zooms 0 to 22": [f"{WORLD}&zoom={zoom}" for zoom in range(23)],
        "map, a window at zooms 0 to 8": [windows[zoom] for zoom in range(9)],
        "map, a window at zooms 9 to 13": [windows[zoom] for zoom in range(9, 14)],
        "map, a window at zooms 14 to 22": [windows[zoom] for zoom in range(14, 23)],
        "map, open ones, zooms 0 to 22": [f"{windows[zoom]}&state=open" for zoom in windows],
        "map, one kind, zooms 0 to 22": [f"{windows[zoom]}&kind=facilities" for zoom in windows],
        "map, open ones of one kind": [f"{windows[zoom]}&kind=facilities&state=open" for zoom in windows],
    }
    lists = {
        "list, first page": "",
        "list, from the middle": f"?after={facts['middle']}",
        "list, open ones of one kind": "?kind=facilities&state=open",
        "list, one town": "?area=421081100",
        "list, one village, open": "?area=421081100201&state=open",
        "list, most joined": "?order=joined",
    }
    found = {what: [f"/nearby/squares?{one}" for one in queries] for what, queries in maps.items()}
    return found | {what: [f"/nearby/{query}"] for what, query in lists.items()}


def measure(port: int, paths: list[str], rounds: int) -> tuple[list[float], int]:
    """Milliseconds of each answer and the largest body, each address `rounds` times after one that warms up."""
    taken, largest = [], 0
    for path in paths:
        for number in range(rounds + 1):
            begun = time.perf_counter()
            received = once(port, get(path))
            spent = (time.perf_counter() - begun) * 1000
            if not received.startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"{path}: {received[:200]!r}")
            largest = max(largest, len(received))
            if number:
                taken.append(spent)
    return taken, largest


def counts_all(port: int, placed: int) -> None:
    """Exact at every zoom, or the bench ends."""
    for zoom in range(23):
        body = once(port, get(f"/nearby/squares?{WORLD}&zoom={zoom}")).partition(b"\r\n\r\n")[2]
        found = json.loads(body)
        told = sum(one[2] for one in found["squares"]) + len(found["matters"])
        if not found["total"] == told == placed:
            raise SystemExit(f"zoom {zoom}: {found['total']} counted, {told} told, {placed} there")


def one_size(kind: str, cases: int, rounds: int) -> None:
    """An installation of one size, its rows of the table, and what is in it."""
    with installation(kind) as made:
        made.run("bench.ground")
        begun = time.perf_counter()
        facts = json.loads(made.run("bench.public", str(cases)))
        filled = time.perf_counter() - begun
        with serving(Server(made, Shape(1, 1))) as server:
            counts_all(server.port, facts["placed"])
            for what, paths in asked(facts).items():
                taken, largest = measure(server.port, paths, rounds)
                p50, p95 = statistics.median(taken), sorted(taken)[min(int(0.95 * len(taken)), len(taken) - 1)]
                size = f"{cases:,} | {facts['public']:,}"
                print(f"| {kind} | {size} | {what} | {p50:.0f} | {p95:.0f} | {max(taken):.0f} | {largest / 1000:.0f} |")
                sys.stdout.flush()
        print(f"{kind}: {facts}, filled in {filled:.0f} s", flush=True)


def main(arguments: list[str]) -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description="The public map and list.")
    parser.add_argument("--cases", default="10000,100000,1000000")
    parser.add_argument("--databases", default=",".join(KINDS))
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args(arguments)
    print(HEADING)
    for kind in given.databases.split(","):
        for cases in given.cases.split(","):
            one_size(kind, int(cases), given.rounds)


if __name__ == "__main__":
    main(sys.argv[1:])
