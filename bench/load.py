"""A light load generator: one thread, raw sockets kept alive, requests that were bytes before the clock started."""

import re
import resource
import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: *([^\r\n]+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_LAST_CHUNK = b"0\r\n\r\n"
GRACE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Answer:
    """One answered request: the number that `make` was given, HTTP status, seconds, and where it sends us."""

    number: int
    status: int
    seconds: float
    location: str
    size: int


@dataclass
class Outcome:
    """What a run saw. `unanswered` numbers were sent, and the connection ended before an answer."""

    answers: list[Answer] = field(default_factory=list)
    unanswered: list[int] = field(default_factory=list)
    seconds: float = 0.0
    own_share: float = 0.0

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.answers) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds below which this share of the answers came, 0 ≤ share ≤ 1; 0 where there are none."""
        taken = sorted(answer.seconds for answer in self.answers)
        return taken[min(int(share * len(taken)), len(taken) - 1)] * 1000 if taken else 0.0

    def statuses(self) -> dict[int, int]:
        """How often each status came."""
        found: dict[int, int] = {}
        for answer in self.answers:
            found[answer.status] = found.get(answer.status, 0) + 1
        return found


class _Client:
    """One kept-alive connection with at most one request under way."""

    __slots__ = ("begun", "number", "received", "socket")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=GRACE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.number = -1
        self.begun = 0.0

    def send(self, number: int, request: bytes) -> None:
        """Sends one request; those of a bench fit the socket's buffer."""
        self.number, self.received = number, b""
        self.begun = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> Answer | None:
        """The answer once it is whole, None before. ConnectionError where the other side has gone."""
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionResetError
        self.received += part
        whole = read_answer(self.received)
        if whole is None:
            return None
        status, location, size = whole
        return Answer(self.number, status, time.perf_counter() - self.begun, location, size)


def read_answer(received: bytes) -> tuple[int, str, int] | None:
    """Status, location and body size of a whole HTTP/1.1 answer; None while it is still incomplete."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    head, size = received[: end + 2], len(received) - end - 4
    length = _LENGTH.search(head)
    if length is not None:
        complete = size >= int(length[1])
    else:
        complete = received.endswith(_LAST_CHUNK) if _CHUNKED.search(head) else True
    if not complete:
        return None
    location = _LOCATION.search(head)
    return int(head[9:12]), location[1].decode("ascii") if location else "", size


def once(port: int, request: bytes) -> bytes:
    """One request on a connection of its own; the whole answer."""
    client = _Client(port)
    try:
        client.send(0, request)
        while client.receive() is None:
            pass
        return client.received
    finally:
        client.socket.close()


def drive(
    port: int, clients: int, make: Callable[[int], bytes], *, seconds: float, at_most: int = 1_000_000
) -> Outcome:
    """`clients` connections, each sending its next request when the last was answered.

    `make(number)` gives the bytes of each request, numbered from 0. Ends after `seconds`, after `at_most`
    requests, or when every connection has been closed by the other side.
    """
    outcome, number = Outcome(), 0
    chosen = selectors.DefaultSelector()
    for _client in range(min(clients, at_most)):
        client = _Client(port)
        chosen.register(client.socket, selectors.EVENT_READ, client)
    used = _own_seconds()
    begun = time.perf_counter()
    for key in list(chosen.get_map().values()):
        number += _send(chosen, key.data, number, make, outcome)
    while chosen.get_map() and time.perf_counter() - begun < seconds + GRACE_SECONDS:
        for key, _mask in chosen.select(timeout=0.1):
            if not _answered(chosen, key.data, outcome):
                continue
            if number < at_most and time.perf_counter() - begun < seconds:
                number += _send(chosen, key.data, number, make, outcome)
            else:
                _drop(chosen, key.data)
    outcome.seconds = time.perf_counter() - begun
    outcome.own_share = (_own_seconds() - used) / outcome.seconds
    for key in list(chosen.get_map().values()):
        outcome.unanswered.append(key.data.number)
        _drop(chosen, key.data)
    return outcome


def _send(
    chosen: selectors.BaseSelector, client: _Client, number: int, make: Callable[[int], bytes], outcome: Outcome
) -> int:
    """Sends request `number`; 1, since a number is used up either way."""
    try:
        client.send(number, make(number))
    except OSError:
        outcome.unanswered.append(number)
        _drop(chosen, client)
    return 1


def _answered(chosen: selectors.BaseSelector, client: _Client, outcome: Outcome) -> bool:
    """Whether a whole answer is in; a connection that ended is dropped."""
    try:
        answer = client.receive()
    except OSError:
        outcome.unanswered.append(client.number)
        _drop(chosen, client)
        return False
    if answer is None:
        return False
    outcome.answers.append(answer)
    return True


def _drop(chosen: selectors.BaseSelector, client: _Client) -> None:
    chosen.unregister(client.socket)
    client.socket.close()


def _own_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
