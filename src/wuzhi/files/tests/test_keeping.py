"""Pictures lie encrypted on the disk, come with their case or not at all, and orphans are swept."""

import io
import os
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from PIL import Image

from tests.support.world import ORDINARY, World
from wuzhi.cases.actions import open_case
from wuzhi.cases.clockwork import tick
from wuzhi.cases.forms import Files
from wuzhi.cases.outcomes import Invalid
from wuzhi.core import clock
from wuzhi.files.actions import content, keep, shelf_at, sweep
from wuzhi.files.models import Attachment
from wuzhi.files.pictures import Picture, read_picture
from wuzhi.people.actor import ANYONE


@pytest.fixture(autouse=True)
def _own_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"


def _picture() -> Picture:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "PNG")
    out.seek(0)
    return read_picture(out, out.getbuffer().nbytes)


def _upload(data: bytes) -> Files:
    return MultiValueDict({"picture": [SimpleUploadedFile("现场.png", data)]})


def test_the_bytes_on_disk_are_not_the_picture_s(settings: LazySettings, db: None) -> None:
    picture = _picture()
    kept = keep(sent=picture, subject=uuid4())
    (path,) = Path(settings.FILES_ROOT).glob("*/*")
    assert path.name == str(kept.uuid)
    assert picture.content[:20] not in path.read_bytes()
    assert content(kept) == picture.content


def test_a_flipped_byte_or_another_s_file_is_no_picture(settings: LazySettings) -> None:
    one, other = keep(sent=_picture(), subject=uuid4()), keep(sent=_picture(), subject=uuid4())
    paths = {path.name: path for path in Path(settings.FILES_ROOT).glob("*/*")}
    paths[str(one.uuid)].write_bytes(paths[str(other.uuid)].read_bytes())
    with pytest.raises(InvalidTag):
        content(one)
    paths[str(other.uuid)].unlink()
    with pytest.raises(FileNotFoundError):
        content(other)


def test_with_its_report_or_not_at_all(world: World) -> None:
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "PNG")
    case = open_case(actor=ANYONE, process_key="report", data=ORDINARY, files=_upload(out.getvalue())).case
    assert Attachment.objects.get().subject == case.uuid
    with pytest.raises(Invalid):
        open_case(actor=ANYONE, process_key="report", data=ORDINARY, files=_upload(b"no picture"))
    assert Attachment.objects.count() == 1


def _sweep_all() -> int:
    shelves = {shelf_at(clock.now() + timedelta(minutes=minute)) for minute in range(256)}
    return sum(sweep(shelf) for shelf in shelves)


def test_orphans_are_swept_after_a_day_and_nothing_else(db: None, settings: LazySettings) -> None:
    kept = keep(sent=_picture(), subject=uuid4())
    kept.save()
    keep(sent=_picture(), subject=uuid4())
    assert _sweep_all() == 0
    with clock.at(clock.now() + timedelta(hours=25)):
        assert _sweep_all() == 1
        assert _sweep_all() == 0
    assert [path.name for path in Path(settings.FILES_ROOT).glob("*/*")] == [str(kept.uuid)]
    assert content(kept)


def test_a_stray_file_does_not_stop_the_sweep(db: None, settings: LazySettings) -> None:
    stray = Path(settings.FILES_ROOT) / "ab" / "notes.txt"
    stray.parent.mkdir(parents=True)
    stray.write_text("left by somebody", encoding="utf-8")
    os.utime(stray, (0, 0))
    keep(sent=_picture(), subject=uuid4())
    with clock.at(clock.now() + timedelta(hours=25)):
        assert _sweep_all() == 1
    assert [path.name for path in Path(settings.FILES_ROOT).glob("*/*")] == ["notes.txt"]


def test_the_clock_sweeps_one_shelf_a_minute(world: World, settings: LazySettings) -> None:
    keep(sent=_picture(), subject=uuid4())
    (orphan,) = Path(settings.FILES_ROOT).glob("*/*")
    os.utime(orphan, (0, 0))
    minutes = [clock.now() + timedelta(minutes=minute) for minute in range(256)]
    with clock.at(next(at for at in minutes if shelf_at(at) != orphan.parent.name)):
        assert tick().swept == 0
    with clock.at(next(at for at in minutes if shelf_at(at) == orphan.parent.name)):
        assert tick().swept == 1
    assert not orphan.exists()
