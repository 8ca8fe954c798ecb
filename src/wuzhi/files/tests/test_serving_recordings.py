"""Recordings are heard by who sees the matter and by nobody else, piece by piece as players ask, and never released."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils.datastructures import MultiValueDict

from tests.support.loop import WORDS, Loop
from wuzhi.cases.actions import open_case
from wuzhi.cases.forms import Files
from wuzhi.cases.models import Case
from wuzhi.core import clock
from wuzhi.demo.cast import GRID
from wuzhi.demo.tone import tone
from wuzhi.files.actions import content, sweep
from wuzhi.files.models import Attachment, Kind
from wuzhi.files.tests.samples import sample
from wuzhi.files.views import RECORDING_VALID_SECONDS, address_of
from wuzhi.people.actor import ANYONE
from wuzhi.trust.models import Access


def spoken(data: bytes = b"", **more: str) -> tuple[Case, Attachment]:
    """A report with a voice recording (or `data`)."""
    files: Files = MultiValueDict({"recording": [SimpleUploadedFile("录音.m4a", data or tone(3))]})
    given = {"words": WORDS, "place_code": GRID, **more}
    case = open_case(actor=ANYONE, process_key="report", data=given, files=files).case
    return case, Attachment.objects.get(subject=case.uuid)


def test_it_lies_encrypted_beside_the_photos(loop: Loop, settings: LazySettings) -> None:
    _case, attachment = spoken()
    assert (attachment.kind, attachment.media_type, attachment.seconds) == (Kind.SOUND, "audio/ogg", 3)
    (path,) = Path(settings.FILES_ROOT).glob("*/*")
    assert b"OggS" not in path.read_bytes()
    assert content(attachment).startswith(b"OggS")
    with clock.at(clock.now() + timedelta(hours=30)):
        assert sweep(path.parent.name) == 0
        Attachment.objects.all().delete()
        assert sweep(path.parent.name) == 1


def test_who_sees_the_matter_hears_it_on_the_record_once(loop: Loop) -> None:
    case, attachment = spoken()
    client = loop.client("dispatcher")
    for asked in ("", "bytes=0-1", "bytes=100-"):
        answer = client.get(address_of(attachment.pk), headers={"Range": asked} if asked else {})
        assert answer.status_code == (206 if asked else 200)
        assert answer.headers["Content-Type"] == "audio/ogg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert Access.objects.get(subject=case.uuid).kinds == "recording"


def test_a_video_says_that_it_is_one(loop: Loop) -> None:
    _case, attachment = spoken(sample("mov"))
    assert (attachment.kind, attachment.width, attachment.height) == (Kind.VIDEO, 176, 144)
    assert loop.client("dispatcher").get(address_of(attachment.pk)).headers["Content-Type"] == "video/mp4"


@pytest.mark.parametrize(
    ("asked", "status", "said", "length"),
    [
        ("bytes=0-1", 206, "bytes 0-1/{all}", 2),
        ("bytes=10-", 206, "bytes 10-{last}/{all}", -10),
        ("bytes=-7", 206, "bytes {seventh}-{last}/{all}", 7),
        ("bytes=0-99999999", 206, "bytes 0-{last}/{all}", 0),
        ("bytes=-99999999", 206, "bytes 0-{last}/{all}", 0),
        ("bytes=99999999-", 416, "bytes */{all}", None),
        ("bytes=9-2", 416, "bytes */{all}", None),
        ("bytes=-0", 416, "bytes */{all}", None),
        ("bytes=-", 200, "", 0),
        ("bytes=0-1,5-6", 200, "", 0),
        ("bytes=a-b", 200, "", 0),
        ("lines=0-1", 200, "", 0),
    ],
)
def test_pieces(loop: Loop, asked: str, status: int, said: str, length: int | None) -> None:
    _case, attachment = spoken()
    whole = content(attachment)
    names = {"all": len(whole), "last": len(whole) - 1, "seventh": len(whole) - 7}
    answer = loop.client("dispatcher").get(address_of(attachment.pk), headers={"Range": asked})
    assert answer.status_code == status
    assert answer.headers.get("Content-Range", "") == said.format(**names)
    if length is not None:
        assert len(answer.content) == (length if length > 0 else len(whole) + length)
        assert answer.content in whole


def test_others_get_404_even_with_the_signed_address(loop: Loop) -> None:
    case, attachment = spoken()
    Case.objects.filter(pk=case.pk).update(public=True)
    for username in ("", "outsider", "administrator"):
        answer = loop.client(username).get(address_of(attachment.pk), headers={"Range": "bytes=0-1"})
        assert answer.status_code == 404
    assert not Access.objects.exists()


def test_it_is_never_released_whatever_the_reviewer_ticks(loop: Loop) -> None:
    case, attachment = spoken(may_be_shown="on")
    facts = {"category": "street-light", "urgency": "ordinary", "summary": "路灯不亮", "release": "yes"}
    loop.take(case, "dispatcher", "review", **facts, release_picture="yes")
    attachment.refresh_from_db()
    assert not attachment.released
    assert loop.client().get(address_of(attachment.pk)).status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.update(released=True)


def test_its_address_lasts_a_morning_and_ends(loop: Loop) -> None:
    _case, attachment = spoken()
    client, address = loop.client("dispatcher"), address_of(attachment.pk)
    with time_machine.travel(clock.now() + timedelta(seconds=RECORDING_VALID_SECONDS - 60)):
        client.force_login(loop.cast.users["dispatcher"])
        assert client.get(address).status_code == 200
    with time_machine.travel(clock.now() + timedelta(seconds=RECORDING_VALID_SECONDS + 60)):
        client.force_login(loop.cast.users["dispatcher"])
        assert client.get(address).status_code == 404


def test_the_page_plays_it_and_lists_count_it(loop: Loop) -> None:
    case, attachment = spoken()
    video, _other = spoken(sample("webm-vp8"))
    client = loop.client("dispatcher")
    page = client.get(f"/cases/{case.uuid}").content.decode()
    assert 'preload="none" aria-label="Voice recording 1, 0:03"' in page
    assert f"/files/{attachment.pk}" in page
    assert "<video" in client.get(f"/cases/{video.uuid}").content.decode()
    assert "1 recording<" in client.get("/review").content.decode()
    assert "1 recording<" in client.get("/inbox?tab=all").content.decode()
    assert "photo<" not in client.get("/review").content.decode()
    assert "/files/" not in loop.client().get(f"/t/{case.tracking_code}").content.decode()


def test_the_record_names_it(loop: Loop) -> None:
    case, attachment = spoken()
    canonical = case.events.select_related("body").get().body.canonical
    assert f'"recordings":["{attachment.pk}"]' in canonical
