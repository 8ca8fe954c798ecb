"""Rules for every test: own databases, loud skips, an order that differs from run to run."""

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import settings
from xdist.workermanage import WorkerController

from wuzhi.core.versions import forget_stamps

pytest_plugins = [f"tests.support.{name}" for name in ("databases", "prepared", "skips", "world", "loop")]

# A busy machine is no fault of the code: how long things take is measured in bench/.
settings.register_profile("wuzhi", deadline=None)
settings.load_profile("wuzhi")

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """The browser's path: what CHROMIUM names, or the machine's."""
    named = os.environ.get("CHROMIUM", "")
    if named:
        return named if Path(named).is_file() else None
    return next((path for path in map(shutil.which, CHROMIUM) if path), None)


def real_data() -> Path | None:
    """The folder of real data that WUZHI_TEST_DATA names."""
    folder = Path(os.environ.get("WUZHI_TEST_DATA", ""))
    return folder.resolve() if folder.parts and folder.is_dir() else None


def why_not(mark: str) -> str | None:
    """Why a test with this mark can't run here, ending with what would let it; None where it can."""
    if mark == "browser" and chromium() is None:
        return "no Chromium: apt-get install chromium fonts-noto-cjk"
    if mark == "postgres" and not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return "no PostgreSQL: python scripts/postgres.py pytest, or DATABASE_URL=postgresql://..."
    if mark == "sqlite" and os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return "SQLite's own: pytest without DATABASE_URL"
    if mark == "data" and real_data() is None:
        return "no real data: WUZHI_TEST_DATA=/path/to/data make test"
    return None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skips where this machine lacks what a mark asks for."""
    for mark in ("browser", "postgres", "sqlite", "data"):
        if item.get_closest_marker(mark) and (reason := why_not(mark)):
            pytest.skip(reason)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Shuffles whole, by one seed for all workers; `--seed` repeats an order. Those that take a minute begin."""
    random.Random(config.getoption("seed")).shuffle(items)
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds --seed."""
    parser.addoption("--seed", default="", help="repeat the order of an earlier run")


def pytest_configure(config: pytest.Config) -> None:
    """Chooses the seed where none was given; a worker takes over that of the run."""
    handed: dict[str, str] = getattr(config, "workerinput", {})
    config.option.seed = handed.get("seed") or config.option.seed or str(random.randrange(1_000_000))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    """Hands the seed to a worker."""
    node.workerinput["seed"] = node.config.option.seed


def pytest_report_header(config: pytest.Config) -> str:
    """Names the seed and the database at the top of the report."""
    kind = os.environ.get("DATABASE_URL", "sqlite:").partition(":")[0]
    return f"order: --seed={config.getoption('seed')}; database: {kind}"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Sentences are compared in the language of the source; a page asked for chooses its own and leaves none behind."""
    forget_stamps()
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    """No test finds another's photos."""
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser that tests marked `browser` drive."""
    found = chromium()
    assert found, "mark the test with pytest.mark.browser"
    return found


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of real data that tests marked `data` read."""
    found = real_data()
    assert found, "mark the test with pytest.mark.data"
    return found
