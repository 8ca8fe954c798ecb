"""A backup comes back byte for byte, into an empty place only, and not at all where a byte was flipped."""

import random
import tarfile
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from tests.support.databases import FreshDatabase
from wuzhi.core import append_only, backup, installation
from wuzhi.core.models import SettingsVersion
from wuzhi.core.versions import raise_version


def quiet(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture
def attachments(settings: Settings, tmp_path: Path) -> Path:
    """A folder of files as `files` leaves one: deep names, an empty file, bytes of every value."""
    settings.FILES_ROOT = tmp_path / "files"
    (settings.FILES_ROOT / "ab" / "cd").mkdir(parents=True)
    (settings.FILES_ROOT / "ab" / "cd" / "photo").write_bytes(bytes(range(256)) * 40)
    (settings.FILES_ROOT / "ab" / "empty").touch()
    return Path(settings.FILES_ROOT)


@pytest.fixture
def taken(fresh_database: FreshDatabase, attachments: Path, tmp_path: Path) -> Path:
    """A backup of a database with one row that tells it from a new one."""
    with fresh_database.connected():
        raise_version("backup-test")
        backup.backup(target=tmp_path / "one.backup", progress=quiet)
    return tmp_path / "one.backup"


def empty_database() -> None:
    """Drops every table, whatever the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            return
    connection.close()
    Path(str(connection.settings_dict["NAME"])).unlink()


def test_it_comes_back_whole(
    taken: Path, fresh_database: FreshDatabase, attachments: Path, settings: Settings, tmp_path: Path
) -> None:
    settings.FILES_ROOT = tmp_path / "elsewhere" / "files"
    with fresh_database.connected():
        empty_database()
        manifest = backup.restore(source=taken, progress=quiet)
        assert SettingsVersion.objects.filter(family="backup-test").exists()
        assert installation.unapplied_migrations() == []
        assert append_only.missing(connection) == []
        call_command("migrate", verbosity=0)
    restored = {path.relative_to(settings.FILES_ROOT): path.read_bytes() for path in files_in(settings.FILES_ROOT)}
    assert restored == {path.relative_to(attachments): path.read_bytes() for path in files_in(attachments)}
    assert len(manifest.entries) == 3


def test_whoever_has_it_is_signed_in_as_nobody(
    fresh_database: FreshDatabase, attachments: Path, settings: Settings, tmp_path: Path
) -> None:
    target = tmp_path / "two.backup"
    with fresh_database.connected():
        held = SessionStore()
        held["canary"] = "here"
        held.create()
        backup.backup(target=target, progress=quiet)
        assert Session.objects.filter(pk=held.session_key).exists()
        empty_database()
        settings.FILES_ROOT = tmp_path / "elsewhere" / "files"
        backup.restore(source=target, progress=quiet)
        assert not Session.objects.exists()
    assert str(held.session_key).encode() not in target.read_bytes()


@pytest.mark.sqlite
def test_what_is_restored_or_made_is_its_owners_alone(
    taken: Path, fresh_database: FreshDatabase, settings: Settings, tmp_path: Path
) -> None:
    settings.FILES_ROOT = tmp_path / "elsewhere" / "files"
    settings.STATIC_ROOT = tmp_path / "elsewhere" / "static"
    with fresh_database.connected():
        database = Path(str(connection.settings_dict["NAME"]))
        for make in (installation.prepare_place, lambda: backup.restore(source=taken, progress=quiet)):
            empty_database()
            make()
            assert database.stat().st_mode & 0o077 == 0
    assert settings.FILES_ROOT.stat().st_mode & 0o077 == 0


def files_in(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_only_its_owner_can_read_it(taken: Path) -> None:
    assert taken.stat().st_mode & 0o077 == 0


def test_any_flipped_byte_is_refused(
    taken: Path, fresh_database: FreshDatabase, settings: Settings, tmp_path: Path
) -> None:
    settings.FILES_ROOT = tmp_path / "elsewhere" / "files"
    whole = taken.read_bytes()
    places = [0, 300, len(whole) // 2, len(whole) - 1, len(whole) - 40, *random.sample(range(len(whole)), 10)]
    with fresh_database.connected():
        empty_database()
        for place in places:
            damaged = bytearray(whole)
            damaged[place] ^= 1 << random.randrange(8)
            taken.write_bytes(damaged)
            with pytest.raises(backup.Refused):
                backup.restore(source=taken, progress=quiet)
        assert installation.database_tables() == []
    assert not settings.FILES_ROOT.exists()


@pytest.mark.parametrize("content", [b"", b"x", b"not a backup" * 100])
def test_another_file_is_refused(content: bytes, fresh_database: FreshDatabase, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(content)
    with fresh_database.connected():
        empty_database()
        with pytest.raises(backup.Refused, match="other"):
            backup.restore(source=tmp_path / "other", progress=quiet)


def test_a_way_out_of_the_folder_is_refused(fresh_database: FreshDatabase, settings: Settings, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "elsewhere" / "files"
    evil = tmp_path / "evil.backup"
    (tmp_path / "payload").write_text("x", encoding="utf-8")
    with tarfile.open(evil, "w") as archive:
        archive.add(tmp_path / "payload", "files/../../escaped")
    backup._seal(evil)
    with fresh_database.connected():
        empty_database()
        with pytest.raises(backup.Refused):
            backup.restore(source=evil, progress=quiet)
    assert not (tmp_path / "escaped").exists()


def test_a_place_that_is_not_empty_is_refused(taken: Path, fresh_database: FreshDatabase, attachments: Path) -> None:
    with fresh_database.connected():
        with pytest.raises(backup.Refused):
            backup.restore(source=taken, progress=quiet)
        empty_database()
        with pytest.raises(backup.Refused):
            backup.restore(source=taken, progress=quiet)
        assert installation.database_tables() == []
    assert (attachments / "ab" / "cd" / "photo").exists()


def test_an_older_backup_is_never_overwritten(taken: Path, fresh_database: FreshDatabase) -> None:
    before = taken.read_bytes()
    with fresh_database.connected(), pytest.raises(backup.Refused):
        backup.backup(target=taken, progress=quiet)
    assert taken.read_bytes() == before
