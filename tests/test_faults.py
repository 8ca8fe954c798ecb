"""Disk full, connection lost: nothing is half written, the answer says so, and the same request later is taken in."""

import errno
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, connections
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from pytest_django import Settings

from tests.support.databases import FreshDatabase
from wuzhi.cases.insert import insert
from wuzhi.cases.models import Case, Event, EventBody, IdempotencyKey
from wuzhi.core.versions import forget_stamps
from wuzhi.demo.cast import GRID, build_cast
from wuzhi.files.models import Attachment
from wuzhi.modules.reports.models import Report
from wuzhi.notices.models import Job
from wuzhi.people.models import User
from wuzhi.trust.models import Secret

ROWS = (Case, Event, EventBody, IdempotencyKey, Report, Job, Secret, Attachment)


def counts() -> list[int]:
    return [model._default_manager.count() for model in ROWS]


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    return SimpleUploadedFile("photo.jpg", out.getvalue(), "image/jpeg")


def send(key: str, **data: Any) -> Any:
    given = {"words": "路灯坏了", "place_code": GRID, "contact": "0716-0000000", "key": key, **data}
    return Client().post("/report", given)


def told(answer: HttpResponse) -> None:
    """The page for it, in both languages, which asks the reader to send it again."""
    text = answer.content.decode()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "系统暂时无法保存" in text
    assert "send it again" in text


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("call", ["fsync", "mkdir"])
def test_a_disk_full_under_a_photo(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, caplog: pytest.LogCaptureFixture, kind: int, call: str
) -> None:
    build_cast()
    before, key = counts(), str(uuid4())

    def full(*_arguments: Any, **_options: Any) -> None:
        raise OSError(kind, os.strerror(kind))

    with monkeypatch.context() as broken:
        broken.setattr("wuzhi.files.actions.os.fsync" if call == "fsync" else "pathlib.Path.mkdir", full)
        told(send(key, picture=photo()))
    assert counts() == before
    assert [path for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file()] == []
    assert errno.errorcode[kind] in caplog.text
    assert "路灯坏了" not in caplog.text
    assert send(key, picture=photo()).status_code == 302
    assert Attachment.objects.count() == 1


@pytest.mark.django_db
def test_another_fault_is_still_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    build_cast()

    def missing(*_arguments: Any) -> None:
        raise FileNotFoundError(errno.ENOENT, "")

    monkeypatch.setattr("wuzhi.files.actions.os.fsync", missing)
    with pytest.raises(FileNotFoundError):
        send(str(uuid4()), picture=photo())


@pytest.mark.sqlite
def test_a_database_that_is_full(fresh_database: FreshDatabase) -> None:
    with fresh_database.connected():
        forget_stamps()
        build_cast()
        before, taken, key = counts(), 0, str(uuid4())
        _pages_to_spare(20)
        while (answer := send(key, words="很长的话。" * 300, urgency="at_once")).status_code == 302:
            taken, key = taken + 1, str(uuid4())
            assert taken < 500
        told(answer)
        grown = [after - had for after, had in zip(counts(), before, strict=True)][:6]
        assert grown == [*[taken] * 5, 2 * taken], "one job tells of the report, one rings"
        with pytest.raises(OperationalError, match="full"):
            _fill()
        _pages_to_spare(100_000)
        assert send(key, words="很长的话。" * 300, urgency="at_once").status_code == 302
        assert Case.objects.count() == taken + 1
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchall() == [("ok",)]


def _pages_to_spare(count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + count}")


def _fill() -> None:
    for number in range(100_000):
        User.objects.create(username=f"filler{number}", name="x" * 40, password="x" * 120)


Broken = Callable[[pytest.MonkeyPatch], None]


def _terminate() -> None:
    """Ends our own session on the server, as a restart or a failing network would."""
    ours = connection.connection.info.backend_pid
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [ours])


def _between_statements(number: int) -> Broken:
    def broken(patch: pytest.MonkeyPatch) -> None:
        calls: list[Any] = []

        def insert_or_die(rows: Any) -> None:
            calls.append(rows)
            if len(calls) == number:
                _terminate()
            insert(rows)

        patch.setattr("wuzhi.cases.recording.insert", insert_or_die)

    return broken


def _before_the_commit(patch: pytest.MonkeyPatch) -> None:
    ours = connections["default"]
    real = ours._commit  # type: ignore[attr-defined]  # Django's own hook, no stub

    def commit() -> None:
        _terminate()
        real()

    patch.setattr(ours, "_commit", commit)


@pytest.mark.postgres
@pytest.mark.parametrize(
    "broken",
    [_between_statements(1), _between_statements(2), _between_statements(3), _before_the_commit],
    ids=["first row", "second row", "third row", "before the commit"],
)
def test_a_connection_lost_in_the_middle(
    fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch, broken: Broken
) -> None:
    with fresh_database.connected():
        forget_stamps()
        build_cast()
        before, key = counts(), str(uuid4())
        with monkeypatch.context() as patch:
            broken(patch)
            told(send(key))
        assert counts() == before
        assert send(key).status_code == 302
        assert send(key).status_code == 302
        assert Case.objects.count() == before[0] + 1
