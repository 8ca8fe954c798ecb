"""Reports taken in a second through the whole page, beside a bare Django view in the same run.

python -m bench.intake [--clients 1,8,32] [--seconds 8] [--shapes 2x4] [--databases sqlite,postgresql]
"""

import argparse
import json
import sys
from urllib.parse import urlencode

from bench.page import CONTACT, WORDS, Ground, ReportPage
from bench.server import Installation, Server, Shape, bare_serve, installation, serving
from bench.sides import HEADING, WARM_SECONDS, Make, Side, compare, line, options


def bare_report() -> Make:
    """The floor's request: the same words, nothing around them."""
    body = urlencode({"words": WORDS, "contact": CONTACT}).encode("ascii")
    head = "POST /report HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode("ascii") + body
    return lambda _number: request


def one_shape(made: Installation, kind: str, shape: Shape, ground: Ground, asked: argparse.Namespace) -> int:
    """Both servers of one shape and a row for each number of clients; the reports that were acknowledged."""
    with serving(Server(made, shape)) as server, serving(Server(made, shape, bare_serve)) as floor:
        page = ReportPage(server.port, ground)
        ours = Side(server, lambda _number: page.request(), 302)
        bare = Side(floor, bare_report(), 302)
        for side in (ours, bare):
            side.run(8, WARM_SECONDS)
        for clients in asked.clients:
            compare(ours, bare, clients, asked.seconds)
            print(line(kind, shape, clients, ours, bare), flush=True)
        return ours.answered


def one_database(kind: str, asked: argparse.Namespace) -> None:
    """An installation of its own, its shapes one after the other, and whether every report is really there."""
    with installation(kind) as made:
        ground = Ground(**json.loads(made.run("bench.ground")))
        made.run("bench.bare")
        counts = {what: len(found) for what, found in json.loads(made.run("bench.counting", "report")).items()}
        before = reports_in(made)
        taken = sum(one_shape(made, kind, shape, ground, asked) for shape in asked.shapes)
        kept = reports_in(made) - before
        print(f"{kind}: queries {counts}; {taken} reports acknowledged, {kept} in the database", flush=True)
        if kept != taken:
            raise SystemExit("reports were lost or doubled")


def reports_in(made: Installation) -> int:
    """How many reports the database holds."""
    return int(json.loads(made.run("bench.ground", "--count"))["cases"])


def main(arguments: list[str]) -> None:
    """Prints the tables."""
    asked = options("Reports taken in a second.", clients="1,8,32").parse_args(arguments)
    print(HEADING)
    for kind in asked.databases:
        one_database(kind, asked)


if __name__ == "__main__":
    main(sys.argv[1:])
