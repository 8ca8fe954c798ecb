"""kill -9 of PostgreSQL itself, every process at once, while the web server goes on running."""

import random
import time
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import psycopg

from bench.database import PostgresServer, find_postgres
from bench.load import once, read_answer
from bench.page import RINGS, Ground, ReportPage, get
from bench.server import Installation, Server, Shape
from tests.torture.kills import BACK_WITHIN_SECONDS, CLIENTS, Sender

_KEPT = "SELECT key, count(*) FROM cases_idempotencykey JOIN cases_case ON case_uuid = uuid GROUP BY key"
_HALF = """
SELECT count(*) FROM cases_case c WHERE
  (SELECT count(*) FROM cases_event e JOIN cases_eventbody b ON b.event_id = e.id WHERE e.case_id = c.id) <> revision
  OR NOT EXISTS (SELECT FROM reports_report r WHERE r.case_id = c.id)
  OR NOT EXISTS (SELECT FROM trust_secret s WHERE s.uuid = c.words)
  OR NOT EXISTS (SELECT FROM trust_secret s WHERE s.uuid = c.contact)
  OR (SELECT count(*) FROM notices_job j WHERE (j.payload->>'case')::bigint = c.id) <> 1
"""


def trial(folder: Path, *, rounds: int, seed: int) -> None:
    """After each kill and recovery: all that was acknowledged is there once, nothing is half, the pages are back."""
    binaries = find_postgres()
    assert binaries
    dice, database = random.Random(seed), PostgresServer(binaries)
    promised: set[UUID] = set()
    try:
        database.start()
        made = Installation(folder, database.url)
        made.run("wuzhi.cli", "migrate")
        made.run("tests.torture.small_county")
        server = Server(made, Shape(2, 2))
        server.start()
        try:
            for number in range(rounds):
                promised |= _one_kill(database, server, dice)
                _check(database.url, promised, f"round {number}, seed {seed}")
        finally:
            server.stop()
    finally:
        database.close()
    assert len(promised) > rounds * CLIENTS


def _one_kill(database: PostgresServer, server: Server, dice: random.Random) -> set[UUID]:
    """The keys that were acknowledged before, during or after the kill."""
    sender = Sender(ReportPage(server.port, Ground(["桥南居委会"], [(112.05, 29.7)]), RINGS), server.port, seconds=6)
    sender.under_way(at_least=3 * CLIENTS)
    time.sleep(dice.uniform(0, 1))
    database.kill()
    database.start()
    begun = time.monotonic()
    while not _back(server.port):
        assert time.monotonic() - begun < BACK_WITHIN_SECONDS
        time.sleep(0.05)
    sender.join()
    return set(sender.promised)


def _back(port: int) -> bool:
    with suppress(OSError):
        answer = read_answer(once(port, get("/healthz")))
        return answer is not None and answer[0] == 200
    return False


def _check(url: str, promised: set[UUID], where: str) -> None:
    with psycopg.connect(url) as looking:
        kept: dict[UUID, int] = dict(looking.execute(_KEPT).fetchall())
        half = looking.execute(_HALF).fetchone()
    assert promised <= set(kept), where
    assert set(kept.values()) == {1}, where
    assert half == (0,), where
