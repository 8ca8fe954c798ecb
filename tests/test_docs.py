"""The docs say what the code does: every variable it reads, every command it has, every file they name."""

import re
from pathlib import Path

import pytest
import typer.main

from wuzhi.cli import app

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md")])
READS = re.compile(r'(?:text|flag|whole|words|source)\("((?:WUZHI_|DATABASE_)\w+)"')


def test_every_variable_that_the_settings_read_is_documented_and_no_other() -> None:
    read = {name for path in (ROOT / "src/wuzhi/settings").glob("*.py") for name in READS.findall(path.read_text())}
    table = (ROOT / "docs/howto/run-a-place.md").read_text(encoding="utf-8").partition("## Settings")[2]
    told = set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE))
    assert told == read | {"DJANGO_SETTINGS_MODULE"}


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_every_command_is_named_in_the_readme(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    missing = [name for name in typer.main.get_command(app).commands if f"`{name}`" not in text]  # type: ignore[attr-defined]  # group
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []


def test_every_module_has_its_page_and_every_room_its_line() -> None:
    architecture = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    rooms = [path.name for path in (ROOT / "src/wuzhi").iterdir() if (path / "__init__.py").exists()]
    assert [room for room in sorted(rooms) if f"`{room}" not in architecture] == []
    modules = [path.parent.name for path in (ROOT / "src/wuzhi/modules").glob("*/module.py")]
    assert [name for name in modules if not (ROOT / f"docs/modules/{name}.md").exists()] == []
