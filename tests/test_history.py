"""`wuzhi import cases` as a process: killed midway it leaves nothing half and goes on; nothing of it stays behind."""

import csv
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.databases import FreshDatabase
from tests.test_cli import wuzhi
from wuzhi.areas.models import Area
from wuzhi.cases.imported.taking import unsound
from wuzhi.cases.models import Case, Import, ImportedRow

ROWS = 12_000
MAPPING = """
source = "old-system"
process = "report"
elsewhere = "421081"
zone = "Asia/Shanghai"
[columns]
number = "number"
opened = "opened"
state = "state"
words = ["words"]
[states]
"done" = "closed"
"*" = "reviewed"
[kinds]
"*" = ""
"""


@pytest.fixture
def place(fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[dict[str, str]]:
    """An installation that holds its county, a file and a mapping beside it."""
    with (tmp_path / "old.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [(f"A-{at}", "2020-01-02 08:00", "done" if at % 5 else "open", "灯不亮") for at in range(ROWS)]
        csv.writer(file).writerows([("number", "opened", "state", "words"), *rows])
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    with fresh_database.connected():
        Area.objects.create(code="421081", name="石首市", level="county", valid_from="2020-01-01")
        yield {"DATABASE_URL": fresh_database.url, "WUZHI_VAR": str(tmp_path / "var")}


def _command(folder: Path) -> list[str]:
    return ["import", "cases", str(folder / "old.csv"), "--map", str(folder / "mapping.toml")]


def _begun(folder: Path, place: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "wuzhi.cli", *_command(folder)]
    return subprocess.Popen(
        command,
        env={**os.environ, "WUZHI_LANGUAGE": "en", **place},
        start_new_session=True,
        stdout=subprocess.PIPE,
        text=True,
    )


def _killed_midway(folder: Path, place: dict[str, str]) -> None:
    with _begun(folder, place) as begun:
        try:
            while not ImportedRow.objects.exists():
                assert begun.poll() is None, "it ended before a row was there"
                time.sleep(0.005)
        finally:
            begun.kill()
    while _left_of(begun.pid):
        time.sleep(0.05)  # a copy finds nobody reading; where it does not, this never ends


def _left_of(session: int) -> list[int]:
    """The processes that are left of it."""
    found = []
    for one in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            facts = one.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            found += [int(one.parent.name)] if int(facts[3]) == session and facts[0] != "Z" else []
    return found


def test_killed_midway_it_goes_on_and_makes_nothing_twice(place: dict[str, str], tmp_path: Path) -> None:
    _killed_midway(tmp_path, place)
    there = ImportedRow.objects.count()
    assert 0 < there == Case.objects.count() < ROWS
    done = wuzhi(*_command(tmp_path), **place)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{ROWS} rows: {ROWS - there} taken in, {there} there already." in done.stdout
    assert ImportedRow.objects.count() == Case.objects.count() == ROWS
    assert Import.objects.exclude(signature="").count() == Import.objects.count() == 1


def test_two_who_import_the_same_file_at_once_make_nothing_twice(place: dict[str, str], tmp_path: Path) -> None:
    both = [_begun(tmp_path, place) for _one in range(2)]
    said = [one.communicate()[0] for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert all(f"{ROWS} rows" in one for one in said)
    assert ImportedRow.objects.count() == Case.objects.count() == ROWS
    assert Import.objects.exclude(signature="").count() == Import.objects.count() == 1
    assert list(unsound()) == []
