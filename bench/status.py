"""Public status pages drawn a second, none of them cached, beside a bare view that reads one row.

python -m bench.status [--clients 8] [--seconds 8] [--shapes 2x4] [--databases sqlite,postgresql]
"""

import argparse
import itertools
import json
import sys

from bench.load import drive
from bench.page import Ground, ReportPage, get
from bench.server import Installation, Server, Shape, bare_serve, installation, serving
from bench.sides import HEADING, WARM_SECONDS, Make, Side, compare, line, options

REPORTS = 200


def pages(ground: Ground, server: Server) -> Make:
    """The status pages of reports just sent, by turns, each asked for by someone who brings only the code."""
    page = ReportPage(server.port, ground)
    sent = drive(server.port, 4, lambda _number: page.request(), seconds=60, at_most=REPORTS)
    codes = [answer.location.rstrip("/").rpartition("/")[2] for answer in sent.answers]
    requests = itertools.cycle([get(f"/t/{code}") for code in codes])
    return lambda _number: next(requests)


def bare_rows(floor: Server) -> Make:
    """The floor's rows, by turns."""
    body = b"words=x"
    head = b"POST /report HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    request = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
    sent = drive(floor.port, 4, lambda _number: request, seconds=60, at_most=REPORTS)
    requests = itertools.cycle([get(answer.location) for answer in sent.answers])
    return lambda _number: next(requests)


def one_shape(made: Installation, kind: str, shape: Shape, ground: Ground, asked: argparse.Namespace) -> None:
    """Both servers of one shape and a row for each number of clients."""
    with serving(Server(made, shape)) as server, serving(Server(made, shape, bare_serve)) as floor:
        ours, bare = Side(server, pages(ground, server), 200), Side(floor, bare_rows(floor), 200)
        for side in (ours, bare):
            side.run(8, WARM_SECONDS)
        for clients in asked.clients:
            compare(ours, bare, clients, asked.seconds)
            print(line(kind, shape, clients, ours, bare), flush=True)


def main(arguments: list[str]) -> None:
    """Prints the tables."""
    asked = options("Status pages a second.", clients="8").parse_args(arguments)
    print(HEADING)
    for kind in asked.databases:
        with installation(kind) as made:
            ground = Ground(**json.loads(made.run("bench.ground")))
            made.run("bench.bare")
            counts = {what: len(found) for what, found in json.loads(made.run("bench.counting", "status")).items()}
            for shape in asked.shapes:
                one_shape(made, kind, shape, ground, asked)
            print(f"{kind}: queries {counts}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
