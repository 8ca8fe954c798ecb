"""Open311's lists over 10,000, 100,000 and 1,000,000 cases (4 of 10 public): a thousand requests an answer.

python -m bench.open311 [--cases 10000,100000] [--databases sqlite,postgresql] [--rounds 15]

Milliseconds at one client through the whole view, no answer cached. The floor is the list of services, which asks no
table of cases; the answers are checked to hold a thousand requests where there are as many.
"""

import argparse
import json
import statistics
import sys
import time
from datetime import timedelta

from bench.database import KINDS
from bench.load import once
from bench.map import measure
from bench.page import get
from bench.server import Server, Shape, installation, serving
from wuzhi.core import clock

HEADING = "| database | cases | what | p50 ms | p95 ms | KB |\n" + "|---" * 6 + "|"
MOST = 1000


def asked() -> dict[str, str]:
    """What is measured, by its address."""
    day = (clock.now() - timedelta(days=200)).strftime("%Y-%m-%dT00:00:00Z")
    return {
        "services (floor)": "services.json",
        "1000 newest, JSON": "requests.json",
        "1000 newest, XML": "requests.xml",
        "1000, a span half a year ago": f"requests.json?start_date={day}",
        "1000, open ones of one service": "requests.json?status=open&service_code=street-light",
        "1000, changed since": f"requests.json?updated_after={day}",
        "1000, a box": "requests.json?bbox=112.2,29.6,112.6,29.9",
        "1000, page 20": "requests.json?page=20",
        "50 with their notes": "requests.json?page_size=50&extensions=true",
    }


def one_size(kind: str, cases: int, rounds: int) -> None:
    """An installation of one size and its rows of the table."""
    with installation(kind) as made:
        made.run("bench.ground")
        begun = time.perf_counter()
        made.run("bench.public", str(cases))
        filled = time.perf_counter() - begun
        with serving(Server(made, Shape(1, 1))) as server:
            body = once(server.port, get("/open311/v2/requests.json")).partition(b"\r\n\r\n")[2]
            if cases >= 100_000 and body.count(b'"service_request_id"') != MOST:
                raise SystemExit(f"{body.count(b'service_request_id')} requests in an answer: {json.dumps(cases)}")
            for what, path in asked().items():
                taken, largest = measure(server.port, [f"/open311/v2/{path}"], rounds)
                p95 = sorted(taken)[min(int(0.95 * len(taken)), len(taken) - 1)]
                figures = f"{statistics.median(taken):.0f} | {p95:.0f} | {largest / 1000:.0f}"
                print(f"| {kind} | {cases:,} | {what} | {figures} |", flush=True)
        print(f"{kind}: filled in {filled:.0f} s", flush=True)


def main(arguments: list[str]) -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description="Open311's lists.")
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
