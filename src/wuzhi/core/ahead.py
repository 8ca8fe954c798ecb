"""Work done ahead in a process of its own, so that a second processor prepares what the first one writes."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from django.db import connections

Made = TypeVar("Made")


@contextmanager
def ahead(make: Callable[[], Iterable[Made]]) -> Iterator[Iterator[Made]]:
    """Gives what `make` gives, in its order, made in a copy of this process; only commands may call it.

    The copy is as far ahead as a pipe holds, and ends with whoever reads it, however that one ends. What it raises is
    raised here; ChildProcessError where it was killed. It shares no connection: this process's are closed first, so
    call it outside any transaction.
    """
    connections.close_all()
    forked = get_context("fork")
    receiver, sender = forked.Pipe(duplex=False)
    copy = forked.Process(target=_send, args=(make, receiver, sender), daemon=True)
    copy.start()
    sender.close()
    try:
        yield _received(receiver)
    finally:
        receiver.close()
        copy.join()


def _received(receiver: Connection) -> Iterator[Made]:
    while (given := _next(receiver)) is not None:
        if isinstance(given, BaseException):
            raise given
        yield given[0]


def _next(receiver: Connection) -> Any:
    try:
        return receiver.recv()
    except EOFError as error:
        raise ChildProcessError("the process that worked ahead was ended before its work was") from error


def _send(make: Callable[[], Iterable[Made]], receiver: Connection, sender: Connection) -> None:
    receiver.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the reader is told, and ends both
    try:
        for made in make():
            sender.send((made,))
        sender.send(None)
    except BrokenPipeError:
        return
    except Exception as error:
        sender.send(error)
