"""The command as scripts meet it: a process, its words and its exit code."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.databases import FreshDatabase


def wuzhi(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the command as a process of its own."""
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(
        [sys.executable, "-m", "wuzhi.cli", *arguments],
        env={**inherited, "COLUMNS": "120", "WUZHI_LANGUAGE": "en", **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_help_names_every_command_and_waits_for_no_room_to_load() -> None:
    done = wuzhi("--help", PYTHONPROFILEIMPORTTIME="1")
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "wuzhi" in loaded
    assert {"django.db.models", "wuzhi.cases", "wuzhi.people"} & loaded == set()
    assert done.returncode == 0
    for command in ("serve", "migrate", "check", "backup", "restore"):
        assert command in done.stdout


@pytest.mark.parametrize("arguments", [["nonsense"], ["serve", "--port", "0"], ["backup"], ["restore", "no-such-file"]])
def test_wrong_usage_is_2(arguments: list[str]) -> None:
    done = wuzhi(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_migrate_then_check(tmp_path: Path) -> None:
    place = {"WUZHI_VAR": str(tmp_path / "new" / "var"), "DATABASE_URL": ""}
    before = wuzhi("check", **place)
    assert before.returncode == 1
    migrated = wuzhi("migrate", **place)
    assert migrated.returncode == 0, migrated.stderr
    after = wuzhi("check", **place)
    assert "wuzhi migrate" not in after.stdout
    made = [path for path in (tmp_path / "new").rglob("*") if not path.is_symlink()]
    assert made
    assert [str(path) for path in made if path.stat().st_mode & 0o077] == []


def test_the_demo_is_not_served_to_others(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    done = wuzhi("serve", "--host", "0.0.0.0", DATABASE_URL=fresh_database.url, WUZHI_VAR=str(tmp_path))
    assert done.returncode == 1
    assert "0.0.0.0" in done.stderr


def test_backup_and_restore_as_commands(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    place = {"DATABASE_URL": fresh_database.url, "WUZHI_VAR": str(tmp_path / "var")}
    target = tmp_path / "backup"
    assert wuzhi("backup", str(target), **place).returncode == 0
    again = wuzhi("backup", str(target), **place)
    assert (again.returncode, "Traceback" in again.stderr) == (1, False)
    full = wuzhi("restore", str(target), **place)
    assert (full.returncode, "Traceback" in full.stderr) == (1, False)


@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({"DATABASE_URL": "mysql://localhost/x"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}, "database"),
        ({"DJANGO_SETTINGS_MODULE": "wuzhi.settings.prod", "WUZHI_SECRET_KEY": ""}, "WUZHI_SECRET_KEY"),
    ],
)
def test_a_wrong_setting_is_a_sentence(environment: dict[str, str], word: str, tmp_path: Path) -> None:
    done = wuzhi("migrate", WUZHI_VAR=str(tmp_path), **environment)
    assert done.returncode == 1
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_areas_come_in_once(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    place = {"DATABASE_URL": fresh_database.url, "WUZHI_VAR": str(tmp_path / "var")}
    good = tmp_path / "areas.csv"
    good.write_text("code,name\n421081,石首市\n421081001,绣林街道\n", encoding="utf-8")
    first, second = (wuzhi("import", "areas", str(good), **place) for _time in range(2))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert "2 added" in first.stdout
    assert "0 added, 0 changed, 2 unchanged" in second.stdout
    good.write_text("code,name\n421081002,笔架山街道\nnonsense,x\n", encoding="utf-8")
    broken = wuzhi("import", "areas", str(good), **place)
    assert broken.returncode == 1
    assert "line 3" in broken.stderr


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"WUZHI_LANGUAGE": "en"}, "There are no areas."),
        ({"WUZHI_LANGUAGE": "zh-hans"}, "还没有区划"),
        ({"WUZHI_LANGUAGE": "", "LC_ALL": "", "LC_MESSAGES": "", "LANG": "en_GB.UTF-8"}, "There are no areas."),
        ({"WUZHI_LANGUAGE": "", "LC_ALL": "C"}, "还没有区划"),
    ],
)
def test_it_speaks_the_language_of_the_terminal(
    fresh_database: FreshDatabase, tmp_path: Path, environment: dict[str, str], sentence: str
) -> None:
    done = wuzhi("check", DATABASE_URL=fresh_database.url, WUZHI_VAR=str(tmp_path), **environment)
    assert sentence in done.stdout


def test_one_turn_of_clock_and_worker(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    place = {"DATABASE_URL": fresh_database.url, "WUZHI_VAR": str(tmp_path / "var")}
    for arguments in (["tick"], ["worker", "--once"]):
        done = wuzhi(*arguments, **place)
        assert done.returncode == 0, done.stderr


def test_the_worker_stops_when_it_is_told(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    environment = {**os.environ, "DATABASE_URL": fresh_database.url, "WUZHI_VAR": str(tmp_path / "var")}
    environment["DJANGO_SETTINGS_MODULE"] = "wuzhi.settings.dev"
    command = [sys.executable, "-m", "wuzhi.cli", "tick", "--every", "60"]
    with subprocess.Popen(command, env=environment) as running:
        for _try in range(600):
            if _hears(running.pid, signal.SIGTERM):
                break
            time.sleep(0.1)
        assert running.poll() is None
        running.terminate()
        assert running.wait(timeout=60) == 0


def _hears(pid: int, wanted: signal.Signals) -> bool:
    """Whether a process has a say in what a signal does to it."""
    told = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    caught = next(line.split()[1] for line in told.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught, 16) >> (wanted - 1) & 1)


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"WUZHI_COUNTY_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="}, "WUZHI_COUNTY_KEY"),
        ({"WUZHI_BASE_MAP_URL": "https://tiles.example; script-src *"}, "WUZHI_BASE_MAP_URL"),
    ],
)
def test_settings_that_would_open_an_installation_are_refused(wrong: dict[str, str], word: str, tmp_path: Path) -> None:
    keys = {"WUZHI_SECRET_KEY": "k" * 60, "WUZHI_COUNTY_KEY": "b3duIGtleSBvd24ga2V5IG93biBrZXkgb3duIGtleSE="}
    place = {"DJANGO_SETTINGS_MODULE": "wuzhi.settings.prod", "WUZHI_VAR": str(tmp_path)}
    done = wuzhi("check", **{**place, **keys, **wrong})
    assert done.returncode == 1
    assert word in done.stderr
