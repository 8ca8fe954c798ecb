"""Work shared by copies of this process, so that more than one processor has a hand in it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

from django.db import connections

Made = TypeVar("Made")
MOST_HANDS = 4


def hands() -> int:
    """How many copies this machine has processors for, at most MOST_HANDS."""
    return min(MOST_HANDS, len(os.sched_getaffinity(0)))


@contextmanager
def together(work: Callable[[int], Iterable[Made]], count: int) -> Iterator[Iterator[Made]]:
    """Gives what `work(0)` to `work(count - 1)` give, as it comes, each made in a copy of this process.

    Only commands may call it. A copy is as far ahead as a pipe holds, and ends with whoever reads it, however that one
    ends. What it raises is raised here; ChildProcessError where it was killed. Copies share no connection: this
    process's are closed first, so call it outside any transaction.
    """
    connections.close_all()
    forked, receivers, copies = get_context("fork"), list[Connection](), []
    for number in range(count):
        receiver, sender = forked.Pipe(duplex=False)
        receivers.append(receiver)
        copies.append(forked.Process(target=_send, args=(work, number, tuple(receivers), sender), daemon=True))
        copies[-1].start()
        sender.close()
    try:
        yield _received(receivers)
    finally:
        for receiver in receivers:
            receiver.close()
        for copy in copies:
            copy.join()


def _received(receivers: Sequence[Connection]) -> Iterator[Made]:
    left = list(receivers)
    while left:
        ready = wait(left)
        for receiver in [one for one in left if one in ready]:
            given = _next(receiver)
            if given is None:
                left.remove(receiver)
            elif isinstance(given, BaseException):
                raise given
            else:
                yield given[0]


def _next(receiver: Any) -> Any:
    try:
        return receiver.recv()
    except EOFError as error:
        raise ChildProcessError("a process that had a hand in the work was ended before its part was done") from error


def _send(
    work: Callable[[int], Iterable[Made]], number: int, receivers: Iterable[Connection], sender: Connection
) -> None:
    for receiver in receivers:
        receiver.close()  # a copy that held one would never learn that nobody reads
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the reader is told, and ends them all
    try:
        for made in work(number):
            sender.send((made,))
        sender.send(None)
    except BrokenPipeError:
        return
    except Exception as error:
        sender.send(error)
