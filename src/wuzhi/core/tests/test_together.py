"""Work shared by copies of a process loses nothing, says what went wrong, and ends with whoever reads it."""

import os
import signal
from collections.abc import Iterator
from multiprocessing import active_children

import pytest

from wuzhi.core.together import MOST_HANDS, hands, together

MANY = 50_000


def _part(number: int) -> Iterator[int]:
    return iter(range(number, MANY, 3))


def _pids(_number: int) -> Iterator[int]:
    for _one in range(MANY):
        yield os.getpid()


def test_each_part_is_made_elsewhere_and_comes_whole_and_in_its_order() -> None:
    with together(_part, 3) as given:
        found = list(given)
    assert sorted(found) == list(range(MANY))
    for number in range(3):
        assert [one for one in found if one % 3 == number] == list(_part(number))
    with together(_pids, 3) as given:
        assert len({*given} - {os.getpid()}) == 3
    assert active_children() == []


def test_what_one_raises_is_raised_here_and_ends_them_all() -> None:
    def broken(number: int) -> Iterator[int]:
        yield from _pids(number)
        if number == 1:
            raise ValueError("row 2")
        yield from _pids(number)

    with together(broken, 2) as given, pytest.raises(ValueError, match="row 2"):
        list(given)
    assert active_children() == []


def test_they_end_with_a_reader_who_leaves_early() -> None:
    with together(_pids, 2) as given:
        assert next(given)
    assert active_children() == []


def test_a_process_that_was_killed_is_no_end_of_the_work() -> None:
    with together(_pids, 2) as given:
        os.kill(next(given), signal.SIGKILL)
        with pytest.raises(ChildProcessError):
            list(given)


def test_an_interrupt_reaches_the_reader_alone() -> None:
    """A terminal sends it to all; the copies go on until nobody reads."""

    def interrupted(number: int) -> Iterator[int]:
        os.kill(os.getpid(), signal.SIGINT)
        yield number

    with together(interrupted, 2) as given:
        assert sorted(given) == [0, 1]


def test_a_machine_gives_at_least_one_hand_and_no_more_than_it_has() -> None:
    assert 1 <= hands() <= min(MOST_HANDS, os.cpu_count() or 1)
