"""MP4, QuickTime and 3GP, whole or in fragments, packed anew as one MP4 with its index in front."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from wuzhi.files.containers import nal
from wuzhi.files.containers.boxes import box, boxes, full, s32, s64, u16, u32, u64
from wuzhi.files.containers.mp4_fragments import add_fragment, usual_of
from wuzhi.files.containers.mp4_reading import PICTURE, Film, Sample, Track, read_film
from wuzhi.files.containers.packed import MOST_PACKETS, Packed, Reader, Unreadable

_UNITY = u32(0x10000) + bytes(12) + u32(0x10000) + bytes(12) + u32(0x40000000)
_CHUNKS_A_SECOND = 2
_MOST_FRAGMENTS = 5000  # browsers write one a second, or one a picture that stands for itself


def rewrite(content: bytes) -> Packed:
    """One picture and one sound track, or one of them."""
    film = _read(content)
    film.tracks[:] = [track for track in film.tracks if track.samples]
    if not film.tracks:
        raise Unreadable
    samples = [sample for track in film.tracks for sample in track.samples]
    if sum(sample.size for sample in samples) > len(content):  # or one byte could be sent a thousand times
        raise Unreadable
    if any(not 0 <= one.place <= len(content) - one.size or not one.size for one in samples):
        raise Unreadable
    picture = next((track for track in film.tracks if track.kind == PICTURE), None)
    seconds = max(track.length / track.ticks for track in film.tracks)
    if seconds > MOST_PACKETS:
        raise Unreadable
    width, height = (picture.width >> 16, picture.height >> 16) if picture else (0, 0)
    kind = "video/mp4" if picture else "audio/mp4"
    return Packed(_written(film, content), kind, seconds, max(width, int(picture is not None)), height)


def _read(content: bytes) -> Film:
    film: Film | None = None
    fragments = 0
    usual: dict[int, tuple[int, int, int]] = {}
    for name, body, place in boxes(Reader(content)):
        if name == b"moov" and film is None:
            usual = usual_of(body)
            film = read_film(body)
        elif name == b"moof" and film is not None:
            fragments += 1
            if fragments > _MOST_FRAGMENTS:
                raise Unreadable
            add_fragment(film, body, place, usual)
    if film is None:
        raise Unreadable
    return film


def _written(film: Film, content: bytes) -> bytes:
    """Chunks of half a second, sound beside picture, so that playing can begin before all has come."""
    payloads = [[_payload(track, sample, content) for sample in track.samples] for track in film.tracks]
    chunks = sorted(
        (start, number, first, last)
        for number, track in enumerate(film.tracks)
        for start, first, last in _chunks(track)
    )
    places: list[list[int]] = [[] for _track in film.tracks]
    at, bodies = 0, []
    for _start, number, first, last in chunks:
        places[number].append(at)
        body = b"".join(payloads[number][first:last])
        bodies.append(body)
        at += len(body)
    sizes = [[len(one) for one in of] for of in payloads]
    kind = box(b"ftyp", b"isom", u32(0x200), b"isomiso2avc1mp41")
    moov = _moov(film, sizes, places, 0)
    return kind + _moov(film, sizes, places, len(kind) + len(moov) + 8) + box(b"mdat", *bodies)


def _payload(track: Track, sample: Sample, content: bytes) -> bytes:
    found = content[sample.place : sample.place + sample.size]
    return nal.without_remarks(found, track.entry.make, track.entry.prefix) if track.entry.make else found


def _chunks(track: Track) -> list[tuple[float, int, int]]:
    """(second, first sample, the one after the last) of each chunk."""
    numbered: list[tuple[int, int]] = []
    time = 0
    for number, sample in enumerate(track.samples):
        numbered.append((time * _CHUNKS_A_SECOND // track.ticks, number))
        time += sample.duration
    found = []
    for half, group in groupby(numbered, key=lambda one: one[0]):
        numbers = [number for _half, number in group]
        found.append((half / _CHUNKS_A_SECOND, numbers[0], numbers[-1] + 1))
    return found


def _moov(film: Film, sizes: Sequence[list[int]], places: Sequence[list[int]], base: int) -> bytes:
    longest = max(track.length * film.ticks // track.ticks for track in film.tracks)
    head = full(
        b"mvhd", bytes(16), u32(film.ticks), u64(longest), u32(0x10000), u16(0x100), bytes(10), _UNITY, bytes(24),
        u32(len(film.tracks) + 1), version=1,
    )  # fmt: skip
    tracks = [
        _trak(film, track, number, sizes[number - 1], [base + place for place in places[number - 1]])
        for number, track in enumerate(film.tracks, 1)
    ]
    return box(b"moov", head, *tracks)


def _trak(film: Film, track: Track, number: int, sizes: list[int], places: list[int]) -> bytes:
    is_picture = track.kind == PICTURE
    length = track.length * film.ticks // track.ticks
    head = full(
        b"tkhd", bytes(16), u32(number), bytes(4), u64(length), bytes(12), u16(0 if is_picture else 0x100), bytes(2),
        track.matrix, u32(track.width), u32(track.height), version=1, flags=7,
    )  # fmt: skip
    edits = b""
    if track.edits:
        rows = [u64(span or length) + s64(start) + u32(rate) for span, start, rate in track.edits]
        edits = box(b"edts", full(b"elst", u32(len(rows)), *rows, version=1))
    media = full(b"mdhd", bytes(16), u32(track.ticks), u64(track.length), u16(0x55C4), bytes(2), version=1)
    handler = full(b"hdlr", bytes(4), track.kind, bytes(13))
    kind = full(b"vmhd", bytes(8), flags=1) if is_picture else full(b"smhd", bytes(4))
    source = box(b"dinf", full(b"dref", u32(1), full(b"url ", flags=1)))
    inner = box(b"minf", kind, source, _tables(track, sizes, places))
    return box(b"trak", head, edits, box(b"mdia", media, handler, inner))


def _tables(track: Track, sizes: list[int], places: list[int]) -> bytes:
    samples = track.samples
    chunks = [last - first for _start, first, last in _chunks(track)]
    runs = [(first + 1, each) for first, each in enumerate(chunks) if first == 0 or chunks[first - 1] != each]
    keys = [number for number, sample in enumerate(samples, 1) if sample.key]
    shifted = any(sample.shift for sample in samples)
    return box(
        b"stbl",
        full(b"stsd", u32(1), track.entry.written),
        _table(b"stts", [sample.duration for sample in samples], u32),
        _table(b"ctts", [sample.shift for sample in samples], s32, version=1) if shifted else b"",
        full(b"stss", u32(len(keys)), *map(u32, keys)) if len(keys) < len(samples) else b"",
        full(b"stsc", u32(len(runs)), *(u32(first) + u32(each) + u32(1) for first, each in runs)),
        full(b"stsz", u32(0), u32(len(sizes)), *map(u32, sizes)),
        full(b"stco", u32(len(places)), *map(u32, places)),
    )


def _table(name: bytes, values: list[int], written: Callable[[int], bytes], version: int = 0) -> bytes:
    """One row for each run of equal values."""
    rows = [(len(list(group)), value) for value, group in groupby(values)]
    return full(name, u32(len(rows)), *(u32(count) + written(value) for count, value in rows), version=version)
