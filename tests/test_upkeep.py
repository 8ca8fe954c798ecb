"""`wuzhi check` finds what goes wrong in a running installation: each fault is one sentence, and none without one."""

import base64
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from tests.support.by_hand import written_by_hand
from tests.support.databases import FreshDatabase
from tests.support.world import World
from tests.test_cli import wuzhi
from wuzhi.areas.models import Area
from wuzhi.cases.models import Case, Category, ProcessSwitch, Route
from wuzhi.commands import upkeep
from wuzhi.core import clock
from wuzhi.demo.cast import GRID, TOWN
from wuzhi.files.models import Attachment
from wuzhi.notices.models import Job
from wuzhi.people.models import Post, Role
from wuzhi.roster.models import Shift

CHECKS: tuple[Callable[[], Iterable[str]], ...] = (
    upkeep.clock_runs, upkeep.worker_runs, upkeep.county_key, upkeep.files, upkeep.desks, upkeep.ended_areas,
    upkeep.old_processes,
)  # fmt: skip


def found() -> list[str]:
    written_by_hand()
    return [sentence for check in CHECKS for sentence in check()]


def one() -> str:
    """The only sentence."""
    sentences = found()
    assert len(sentences) == 1, sentences
    return sentences[0]


def test_nothing_is_wrong_with_a_county_at_work(world: World) -> None:
    world.handling()
    assert found() == []


def test_a_clock_that_stands_still(world: World) -> None:
    world.report()
    Case.objects.update(next_at=clock.now() - timedelta(hours=30, minutes=1))
    assert "1 cases wait for it, the longest for 30 hours" in one()
    Case.objects.update(next_at=clock.now() - timedelta(minutes=59))
    assert found() == []


def test_a_worker_that_stands_still(world: World) -> None:
    world.errand()
    Job.objects.update(run_at=clock.now() - timedelta(hours=2))
    assert "1 deliveries have waited" in one()
    Job.objects.update(parked=True)
    assert found() == []


def test_the_wrong_county_key(world: World, settings: Settings) -> None:
    world.report()
    settings.COUNTY_KEY = base64.b64encode(b"x" * 32).decode()
    assert "is not the key" in one()
    settings.COUNTY_KEY = "short"
    assert found() == []  # the foundations say that


def test_photos_that_the_disk_has_lost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    facts: dict[str, Any] = {"media_type": "", "size": 1, "width": 1, "height": 1, "nonce": b"", "wrapped_key": b""}
    case = world.report()
    for _number in range(5):
        Attachment.objects.create(subject=case.uuid, created_at=clock.now(), **facts)
    assert "Of 5 photos and recordings looked at (5 in all), 5 have no file" in one()
    monkeypatch.setattr(upkeep, "MOST_FILES", 3)
    assert "Of 3 photos and recordings looked at (5 in all), 3" in one()


def test_a_county_without_a_desk(world: World) -> None:
    Category.objects.update(active=False)
    assert "no category" in one()
    Category.objects.update(active=True)
    Post.objects.filter(role=Role.DISPATCHER).update(ends=clock.today())
    assert "no dispatcher: Shishou" in one()


def test_what_names_an_area_that_has_ended(world: World) -> None:
    today = clock.today()
    Area.objects.filter(code=GRID).update(valid_from=today - timedelta(days=9), valid_until=today)
    lamp, unit = Category.objects.get(code="street-light"), world.unit("department")
    Route.objects.create(category=lamp, area_code=GRID, unit=unit)
    ProcessSwitch.objects.create(process="errand", area_code=GRID, offered=True)
    later = {"starts": clock.now(), "ends": clock.now() + timedelta(hours=9)}
    Shift.objects.create(area_code=GRID, unit=unit, **later)
    Shift.objects.create(area_code=TOWN, unit=unit, **later)
    sentences = found()
    for rows in ("posts: 1", "routes: 1", "processes offered by area: 1", "shifts: 1"):
        assert any(sentence.startswith(rows) and GRID in sentence for sentence in sentences), (rows, sentences)
    Area.objects.filter(code=GRID).update(valid_until=today + timedelta(days=1))
    assert found() == []


def test_a_version_that_the_code_lacks(world: World) -> None:
    case = world.report()
    Case.objects.filter(pk=case.pk).update(version=99)
    assert "1 open cases run on version 99 of report" in one()
    Case.objects.filter(pk=case.pk).update(closed_at=clock.now())
    assert found() == []


def test_the_command_asks_them_all(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    with fresh_database.connected():
        world = World()
        world.report()
        Case.objects.update(version=99, next_at=clock.now() - timedelta(days=2))
    done = wuzhi("check", DATABASE_URL=fresh_database.url, WUZHI_VAR=str(tmp_path))
    assert done.returncode == 1
    assert "The clock stands still" in done.stdout
    assert "version 99" in done.stdout


def test_a_new_place_is_told_to_migrate_and_nothing_is_made(tmp_path: Path) -> None:
    done = wuzhi("check", WUZHI_VAR=str(tmp_path / "var"), DATABASE_URL="")
    assert done.returncode == 1
    assert "There is no database yet. Run wuzhi migrate." in done.stdout
    assert "unable to open" not in done.stdout
    assert not (tmp_path / "var").exists()
    empty = tmp_path / "empty.sqlite3"
    empty.touch()
    done = wuzhi("check", WUZHI_VAR=str(tmp_path), DATABASE_URL=f"sqlite:///{empty}")
    assert "There is no database yet" in done.stdout


@pytest.mark.postgres
def test_a_server_without_the_database(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    url = fresh_database.url.replace(fresh_database.name, "nowhere")
    done = wuzhi("check", WUZHI_VAR=str(tmp_path), DATABASE_URL=url)
    assert "has no database nowhere" in done.stdout
