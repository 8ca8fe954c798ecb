"""kill -9 of every process of the server under load, at a random instant, again and again."""

import random
import threading
import time
from pathlib import Path
from uuid import UUID, uuid4

from bench.load import Outcome, drive, once, read_answer
from bench.page import RINGS, ReportPage
from tests.support.databases import FreshDatabase
from tests.torture import installed

CLIENTS = 8
BACK_WITHIN_SECONDS = 10.0


class Sender:
    """Sends reports from a thread and remembers each key with its bytes."""

    def __init__(self, page: ReportPage, port: int, seconds: float = 20) -> None:
        self.keys: list[UUID] = []
        self.requests: list[bytes] = []
        self.outcome = Outcome()
        self._page, self._port, self._seconds = page, port, seconds
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        self.outcome = drive(self._port, CLIENTS, self._make, seconds=self._seconds)

    def _make(self, number: int) -> bytes:
        assert number == len(self.keys)
        self.keys.append(uuid4())
        self.requests.append(self._page.request(str(self.keys[-1])))
        return self.requests[-1]

    def under_way(self, at_least: int) -> None:
        """Waits until so many reports were sent: all but the last CLIENTS of them have been answered."""
        until = time.monotonic() + 10
        while len(self.keys) < at_least and time.monotonic() < until:
            time.sleep(0.002)

    def join(self) -> None:
        """Until every connection has ended."""
        self._thread.join()

    @property
    def promised(self) -> dict[UUID, str]:
        """Keys of acknowledged reports, and where their redirect led."""
        return {self.keys[one.number]: one.location for one in self.outcome.answers if one.status == 302}

    @property
    def refused(self) -> set[int]:
        """Statuses that are no redirect."""
        return {one.status for one in self.outcome.answers if one.status != 302}

    @property
    def unsure(self) -> list[tuple[UUID, bytes]]:
        """What was sent and not answered: it may be there or not, never half."""
        return [(self.keys[number], self.requests[number]) for number in self.outcome.unanswered]


def trial(database: FreshDatabase, folder: Path, *, rounds: int, seed: int) -> None:
    """`rounds` kills. After each, all that was acknowledged is there once, and a repeat of the rest makes one each."""
    dice = random.Random(seed)
    server = installed.served(installed.install(database, folder))
    ground = installed.ground(database)
    promised: dict[UUID, str] = {}
    server.start()
    try:
        for number in range(rounds):
            sender = Sender(ReportPage(server.port, ground, RINGS), server.port)
            sender.under_way(at_least=CLIENTS)
            time.sleep(dice.uniform(0, 0.6))
            server.kill()
            sender.join()
            assert sender.refused == set(), f"round {number}, seed {seed}"
            promised |= sender.promised
            assert installed.faults(database, promised) == [], f"round {number}, seed {seed}"
            assert server.start() < BACK_WITHIN_SECONDS
            promised |= _repeated(server.port, sender.unsure)
        assert len(promised) > rounds * CLIENTS
        assert installed.faults(database, promised) == [], f"seed {seed}"
    finally:
        server.stop()


def _repeated(port: int, unsure: list[tuple[UUID, bytes]]) -> dict[UUID, str]:
    """What a browser does after a lost answer: the same request again, which must be acknowledged now."""
    found = {}
    for key, request in unsure:
        whole = read_answer(once(port, request))
        assert whole is not None
        assert whole[0] == 302, whole
        found[key] = whole[1]
    return found
