"""What must survive kills and crowds, a sample of each; `make torture` runs the long ones."""

import random
from pathlib import Path

import pytest

from bench.database import find_postgres
from tests.support.databases import FreshDatabase
from tests.torture import background, crowds, kills, power, rivals


@pytest.mark.long
def test_no_acknowledged_report_is_lost_when_the_server_is_killed(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    kills.trial(fresh_database, tmp_path, rounds=10, seed=random.randrange(1_000_000))


def test_16_clients_with_50_keys_make_exactly_50_cases(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    crowds.same_keys(fresh_database, tmp_path, clients=16, keys=50)


@pytest.mark.long
def test_8_hands_take_100_steps_each_of_one_case_and_none_is_lost(fresh_database: FreshDatabase) -> None:
    crowds.same_case(fresh_database, hands=8, steps=100)


def test_a_worker_killed_inside_a_job_has_its_effect_exactly_once(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    background.worker_killed_inside_a_job(fresh_database, tmp_path)


def test_workers_killed_at_random_tell_everyone_exactly_once(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    background.workers_killed(fresh_database, tmp_path, count=100, kills=2, seed=random.randrange(1_000_000))


def test_clocks_killed_and_doubled_take_every_step_once(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    background.clocks(fresh_database, tmp_path, count=150, kills=3, seed=random.randrange(1_000_000))


@pytest.mark.postgres
@pytest.mark.skipif(find_postgres() is None, reason="no PostgreSQL: apt-get install postgresql-15")
def test_postgresql_killed_itself_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    power.trial(tmp_path, rounds=1, seed=random.randrange(1_000_000))


def test_8_rivals_take_40_competing_steps_each_and_the_events_say_who_won(fresh_database: FreshDatabase) -> None:
    rivals.trial(fresh_database, steps=40, seed=random.randrange(1_000_000))
