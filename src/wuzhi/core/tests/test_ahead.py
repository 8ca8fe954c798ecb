"""Work in a process of its own loses nothing, says what went wrong, and ends with whoever reads it."""

import os
import signal
from collections.abc import Iterator
from multiprocessing import active_children
from pathlib import Path

import pytest

from wuzhi.core.ahead import ahead

MANY = 100_000


def _pids(count: int) -> Iterator[int]:
    for _one in range(count):
        yield os.getpid()


def test_it_is_made_elsewhere_and_comes_whole_and_in_order() -> None:
    with ahead(lambda: iter(range(MANY))) as given:
        assert list(given) == list(range(MANY))
    with ahead(lambda: _pids(3)) as given:
        (pid,) = set(given)
    assert pid != os.getpid()
    assert active_children() == []


def test_what_it_raises_is_raised_here_after_all_that_came_before() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("row 2")

    with ahead(broken) as given:
        assert next(given) == 1
        with pytest.raises(ValueError, match="row 2"):
            next(given)


def test_it_ends_with_a_reader_who_leaves_early() -> None:
    with ahead(lambda: _pids(MANY)) as given:
        assert next(given)
    assert active_children() == []


def test_a_process_that_was_killed_is_no_end_of_the_work() -> None:
    with ahead(lambda: _pids(MANY)) as given:
        os.kill(next(given), signal.SIGKILL)
        with pytest.raises(ChildProcessError):
            list(given)


def test_an_interrupt_reaches_the_reader_alone(tmp_path: Path) -> None:
    """A terminal sends it to both; the copy goes on until nobody reads."""

    def interrupted() -> Iterator[int]:
        os.kill(os.getpid(), signal.SIGINT)
        yield 1

    with ahead(interrupted) as given:
        assert list(given) == [1]
