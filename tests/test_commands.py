"""What each command does for whoever types it, on a database and in a folder of its own."""

import hashlib
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import global_settings
from openpyxl import load_workbook
from pytest_django import Settings
from typer.main import get_command
from typer.testing import CliRunner

from tests.support.databases import FreshDatabase
from tests.test_cli import wuzhi
from wuzhi.areas.models import Area, Succession
from wuzhi.cli import app
from wuzhi.core import sheets
from wuzhi.open311 import keys
from wuzhi.open311.models import ApiKey
from wuzhi.people.models import User
from wuzhi.workbook.tests.test_import import GOOD, write

AREAS = "code,name\n421081,石首市\n421081001,绣林街道\n421081001001,桥南居委会\n421081001001001,第一网格\n"
COMMANDS = {
    "serve", "migrate", "check", "tick", "worker", "import areas", "import cases", "import people", "password", "demo",
    "open311-key", "regroup", "backup", "restore",
}  # fmt: skip


@pytest.fixture
def place(fresh_database: FreshDatabase, tmp_path: Path) -> dict[str, str]:
    """A migrated installation with a few areas."""
    place = {"DATABASE_URL": fresh_database.url, "WUZHI_VAR": str(tmp_path / "var")}
    with fresh_database.connected():
        above: Area | None = None
        for line in AREAS.splitlines()[1:]:
            code, _comma, name = line.partition(",")
            level = {6: "county", 9: "town", 12: "village", 15: "grid"}[len(code)]
            above = Area.objects.create(code=code, name=name, level=level, parent=above, valid_from="2020-01-01")
    return place


def _names() -> set[str]:
    top = get_command(app)
    found = {name for name in top.commands if name != "import"}  # type: ignore[attr-defined]  # a group
    return found | {f"import {name}" for name in top.commands["import"].commands}  # type: ignore[attr-defined]  # a group


def test_these_are_the_commands() -> None:
    assert _names() == COMMANDS


@pytest.mark.parametrize("command", sorted(COMMANDS | {"import"}))
def test_the_help_of_every_command_reads_well(command: str) -> None:
    done = CliRunner().invoke(app, [*command.split(), "--help"], env={"COLUMNS": "160", "NO_COLOR": "1"})
    assert done.exit_code == 0
    text = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    assert f"{command} [" in text
    assert re.search(r"[A-Z][a-z]+ [a-z][^.]{10,}\.", text), "no sentence says what it is for"
    options = re.findall(r"(--[a-z]+)\b(?!\])[^\n]*", text)
    assert "--help" in options
    for line in text.splitlines():
        if re.match(r"\W*--[a-z]", line) and "--help" not in line:
            assert re.search(r"[A-Za-z]{3,}.*[a-z]\.", line), f"an option without a word: {line}"


def test_a_template_is_filled_in_and_brought_in_once(place: dict[str, str], tmp_path: Path) -> None:
    book = tmp_path / "people.xlsx"
    made = wuzhi("import", "people", "--template", str(book), **place)
    assert (made.returncode, made.stderr) == (0, "")
    untouched = book.read_bytes()
    again = wuzhi("import", "people", "--template", str(book), **place)
    assert again.returncode == 1
    assert str(book) in again.stderr
    assert book.read_bytes() == untouched
    _fill(book)
    first, second = (wuzhi("import", "people", str(book), **place) for _time in range(2))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert "14 added, 0 changed, 0 unchanged" in first.stdout
    assert "0 added, 0 changed, 14 unchanged" in second.stdout


def _fill(book: Path) -> None:
    """The rows of a good workbook under the template's own headers."""
    filled, known = load_workbook(book), sheets.known()
    for key, (header, *rows) in GOOD.items():
        page, columns = filled[known[key].tab], [column.key for column in known[key].columns]
        for row in rows:
            values = dict(zip(header, row, strict=True))
            page.append([values.get(column, "") for column in columns])
    filled.save(book)


def test_a_workbook_with_a_fault_brings_nothing(place: dict[str, str], tmp_path: Path) -> None:
    book = tmp_path / "people.xlsx"
    write(book, {**GOOD, "users": [*GOOD["users"], ("", "无登录名")]})
    done = wuzhi("import", "people", str(book), **place)
    assert done.returncode == 1
    assert "line 4" in done.stderr
    assert "Nothing was imported." in done.stderr
    assert "Traceback" not in done.stderr
    for wrong in ([], [str(book), "--template", str(tmp_path / "x.xlsx")]):
        assert wuzhi("import", "people", *wrong, **place).returncode == 2


def test_a_password_is_made_up_and_opens_the_door(
    place: dict[str, str], fresh_database: FreshDatabase, settings: Settings
) -> None:
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS  # as an installation has them, not as tests do
    with fresh_database.connected():
        User.objects.create(username="grid1", name="网格员一")
    done = wuzhi("password", "grid1", "--generate", **place)
    assert done.returncode == 0, done.stderr
    shown = re.search(r"The password of grid1 is (\S+)", done.stdout)
    assert shown is not None
    assert len(shown[1]) >= 16
    with fresh_database.connected():
        user = User.objects.get(username="grid1")
        assert user.check_password(shown[1])
        assert shown[1] not in user.password
    nobody = wuzhi("password", "nobody", "--generate", **place)
    assert nobody.returncode == 1
    assert "nobody" in nobody.stderr
    assert "Traceback" not in nobody.stderr


def test_a_key_is_shown_once_and_ended(place: dict[str, str], fresh_database: FreshDatabase) -> None:
    done = wuzhi("open311-key", "a city's app", "--days", "30", "--most-a-day", "7", **place)
    assert done.returncode == 0, done.stderr
    shown = re.search(r"is (open311_\S+)", done.stdout)
    assert shown is not None
    with fresh_database.connected():
        assert [(one.name, one.most_a_day) for one in ApiKey.objects.all()] == [("a city's app", 7)]
        assert keys.known(shown[1]) is not None
    assert wuzhi("open311-key", "x", "--days", "0", **place).returncode == 1
    assert wuzhi("open311-key", "a city's app", "--end", **place).returncode == 0
    assert wuzhi("open311-key", "a city's app", "--end", **place).returncode == 1
    with fresh_database.connected():
        assert keys.known(shown[1]) is None


def test_a_grid_is_split_from_the_command_line(
    place: dict[str, str], fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    begins, old = tmp_path / "grids.csv", "421081001001001"
    begins.write_text("code,name\n421081001001007,第七网格\n421081001001008,第八网格\n", encoding="utf-8")
    for wrong in ([str(begins)], [str(tmp_path / "missing.csv"), "--end", old]):
        assert wuzhi("regroup", *wrong, **place).returncode == 2
    refused = wuzhi("regroup", str(begins), "--end", "421081001001999", **place)
    assert (refused.returncode, "Nothing was changed." in refused.stderr) == (1, True)
    done = wuzhi("regroup", str(begins), "--end", old, **place)
    assert done.returncode == 0, done.stderr
    assert "1 areas end, 2 begin; 2 successions recorded." in done.stdout
    with fresh_database.connected():
        assert Area.objects.get(code=old).valid_until is not None
        assert set(Succession.objects.values_list("after__code", flat=True)) == {"421081001001007", "421081001001008"}
    again = wuzhi("regroup", str(begins), "--end", old, **place)
    assert again.returncode == 1
    assert "Traceback" not in again.stderr


@pytest.mark.long
@pytest.mark.sqlite
def test_the_demo_plays_its_day_once_and_a_second_start_changes_nothing(tmp_path: Path) -> None:
    """On SQLite in a folder that did not exist, as a newcomer has it; once is enough for both databases."""
    place = {"WUZHI_VAR": str(tmp_path / "var"), "DATABASE_URL": ""}
    first = wuzhi("demo", "--once", **place)
    assert first.returncode == 0, first.stdout + first.stderr
    for words in ("What became of what came in", "median hours until done", "silence"):
        assert words in first.stdout, words
    before = _rows(tmp_path / "var")
    second = wuzhi("demo", "--once", **place)
    assert second.returncode == 0, second.stdout + second.stderr
    assert _rows(tmp_path / "var") == before


def _rows(folder: Path) -> dict[str, object]:
    """Every row of every table, as one sum a table."""
    with closing(sqlite3.connect(folder / "wuzhi.sqlite3")) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        found = {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in tables}  # noqa: S608  its own tables
    assert len(found["cases_case"]) > 100
    return {name: hashlib.sha256(repr(sorted(map(repr, rows))).encode()).hexdigest() for name, rows in found.items()}
