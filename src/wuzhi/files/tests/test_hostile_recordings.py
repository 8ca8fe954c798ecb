"""Files made to harm: small ones that would unpack to much, endless ones, and some that are two things at once."""

import io
import time
from collections.abc import Callable, Mapping

import pytest
from django.core.exceptions import ValidationError

from wuzhi.demo.tone import tone
from wuzhi.files.containers import ebml, webm
from wuzhi.files.containers.boxes import box, full, u16, u32
from wuzhi.files.recordings import read_recording
from wuzhi.files.tests.samples import sample

LONGEST_SECONDS = 10  # of work, on a slow and busy machine; an honest recording takes a tenth of one
FULL = 4_900_000


def _moov(samples: int, size: int, duration: int = 1, runs: int = 1) -> bytes:
    """The head of an MP4 whose sound track claims so many samples of one size."""
    own = bytes([5, 2, 0x12, 0x10])
    inner = bytes([4, 13 + len(own), 0x40, 0x15]) + bytes(11) + own
    esds = full(b"esds", bytes([3, 3 + len(inner), 0, 1, 0]) + inner)
    entry = box(b"mp4a", bytes(6) + u16(1) + bytes(8) + u16(1) + u16(16) + bytes(4) + u32(48000 << 16), esds)
    tables = box(
        b"stbl",
        full(b"stsd", u32(1), entry),
        full(b"stts", u32(1), u32(samples) + u32(duration)),
        full(b"stsc", u32(runs), *[u32(one) + u32(samples) + u32(1) for one in range(1, runs + 1)]),
        full(b"stsz", u32(size), u32(samples)),
        full(b"stco", u32(1), u32(0)),
    )
    minf = box(b"minf", tables)
    mdia = box(
        b"mdia", full(b"mdhd", bytes(8) + u32(48000) + bytes(8)), full(b"hdlr", bytes(4), b"soun", bytes(13)), minf
    )
    trak = box(b"trak", full(b"tkhd", bytes(8) + u32(1) + bytes(68)), mdia)
    return box(b"ftyp", b"isom", u32(0)) + box(b"moov", full(b"mvhd", bytes(8) + u32(1000) + bytes(84)), trak)


def _webm(*clusters: bytes) -> bytes:
    track = webm.Track(1, 2, b"A_OPUS", (), 0, 0)
    head = ebml.element(webm.EBML, ebml.element(webm.DOC_TYPE, b"webm"))
    return head + ebml.element(webm.SEGMENT, ebml.element(webm.TRACKS, webm._about(track)), *clusters)


def _fragments(count: int) -> bytes:
    run = box(b"moof", box(b"traf", full(b"tfhd", u32(1)), full(b"tfdt", u32(0)), full(b"trun", u32(1))))
    return _moov(0, 0) + run * (count // len(run))


HOSTILE: Mapping[str, Callable[[], bytes]] = {
    "one sample sent a hundred thousand times": lambda: _moov(100_000, 4000) + bytes(4000),
    "four billion samples": lambda: _moov(0xFFFFFFFF, 1) + bytes(4000),
    "samples of four gigabytes": lambda: _moov(10, 0xFFFFFFFF) + bytes(4000),
    "samples that last for years": lambda: _moov(100, 10, 0xFFFFFFFF) + bytes(4000),
    "runs without end": lambda: _moov(1, 10, runs=90_000) + bytes(4000),
    "boxes without a body": lambda: b"\x00\x00\x00\x08ftyp" + b"\x00\x00\x00\x08free" * (FULL // 8),
    "boxes of no size": lambda: b"\x00\x00\x00\x08ftyp" + bytes(FULL),
    "a box larger than the world": lambda: b"\x00\x00\x00\x08ftyp\x00\x00\x00\x01moov" + b"\xff" * 8 + bytes(1000),
    "boxes in boxes": lambda: b"\x00\x00\x00\x08ftyp" + b"\x00\x00\x00\x00moov" * 100_000,
    "fragments without end": lambda: _fragments(FULL),
    "elements without a body": lambda: _webm() + b"\xec\x80" * (FULL // 2),
    "a million tiny packets": lambda: _webm(
        ebml.element(webm.CLUSTER, ebml.number(webm.TIME, 0), b"\xa3\x85\x81\x00\x00\x80\x00" * (FULL // 7))
    ),
    "clusters without end": lambda: _webm(b"\x1f\x43\xb6\x75\x80" * (FULL // 5)),
    "pages without end": lambda: tone(1) + (b"OggS" + bytes(23)) * (FULL // 27),
    "packets of one byte": lambda: tone(1)[:93] + _page(b"\x00" * 255) * (FULL // 537),
    "frames of the least size": lambda: b"\xff\xf1\x50\x40\x01\x1f\xfc\x00" * (FULL // 8),
    "a tag as long as the file": lambda: b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + bytes(FULL),
    "tags without end": lambda: b"ID3\x04\x00\x00\x00\x00\x00\x00" * (FULL // 10),
}


def _page(body: bytes) -> bytes:
    serial = tone(1)[14:18]
    return b"OggS\x00\x00" + bytes(8) + serial + bytes(8) + bytes([len(body)]) + b"\x01" * len(body) + body


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_in_words_and_soon(name: str) -> None:
    content = HOSTILE[name]()
    begun = time.process_time()
    with pytest.raises(ValidationError, match=r"\w+"):
        read_recording(io.BytesIO(content), len(content))
    assert time.process_time() - begun < LONGEST_SECONDS


def test_a_file_that_is_two_things_is_packed_as_one() -> None:
    """A page or a program behind the sound, or in a box of its own, is not in what is kept."""
    script = b"<script>alert(document.domain)</script>"
    for content in (
        sample("mp3") + script,
        tone(2) + script,
        sample("mp4") + box(b"free", script) + box(b"uuid", script),
        sample("weba") + ebml.element(0xEC, script),
        b"ID3\x03\x00\x00\x00\x00\x00" + bytes([len(script)]) + script + sample("mp3"),
    ):
        assert script in content
        assert script not in read_recording(io.BytesIO(content), len(content)).content


@pytest.mark.parametrize("content", [b"<svg onload='alert(1)'/>", b"%PDF-1.7", b"PK\x03\x04", b"\xff\xd8\xff\xe0", b""])
def test_what_is_no_recording_is_refused(content: bytes) -> None:
    with pytest.raises(ValidationError, match="can't be read"):
        read_recording(io.BytesIO(content * 50), len(content * 50))


def test_a_film_that_points_out_of_the_file_is_refused() -> None:
    video = bytearray(sample("mp4"))
    at = video.index(b"stco") + 12
    video[at : at + 4] = b"\x7f\xff\xff\xff"
    with pytest.raises(ValidationError, match="can't be read"):
        read_recording(io.BytesIO(bytes(video)), len(video))
