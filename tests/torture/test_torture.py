"""`make torture`: the trials of tests/test_durability.py a hundred times and more, on the database of DATABASE_URL."""

import random
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from bench.database import find_postgres
from tests.support.databases import FreshDatabase
from tests.support.walk import WALKS, walk
from tests.support.world import World
from tests.torture import background, crowds, kills, power, rivals

pytestmark = pytest.mark.torture


def _seed() -> int:
    return random.randrange(1_000_000)


def test_120_kills_of_the_server(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    kills.trial(fresh_database, tmp_path, rounds=120, seed=_seed())


def test_32_clients_with_500_keys(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    crowds.same_keys(fresh_database, tmp_path, clients=32, keys=500)


def test_16_hands_take_500_steps_each(fresh_database: FreshDatabase) -> None:
    crowds.same_case(fresh_database, hands=16, steps=500)


def test_100_kills_of_workers(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    background.workers_killed(fresh_database, tmp_path, count=4000, kills=100, seed=_seed())


def test_100_kills_of_the_clock(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    background.clocks(fresh_database, tmp_path, count=4000, kills=100, seed=_seed())


@pytest.mark.skipif(find_postgres() is None, reason="no PostgreSQL: apt-get install postgresql-15")
def test_30_kills_of_postgresql_itself(tmp_path: Path) -> None:
    power.trial(tmp_path, rounds=30, seed=_seed())


def test_long_walks_of_everybody(world: World) -> None:
    machine = walk(world)
    longer = settings(WALKS, max_examples=400, stateful_step_count=80)
    run_state_machine_as_test(machine, settings=longer)
    assert len(machine.kinds) > 40, sorted(machine.kinds)


def test_8_rivals_take_1000_competing_steps_each(fresh_database: FreshDatabase) -> None:
    rivals.trial(fresh_database, steps=1000, seed=_seed())
