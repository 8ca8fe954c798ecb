"""MP4, QuickTime and 3GP as phones write them: where each sample of picture and sound lies, and when it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from wuzhi.files.containers.boxes import boxes, down, inside
from wuzhi.files.containers.mp4_entries import Entry, audio_entry, video_entry
from wuzhi.files.containers.packed import MOST_PACKETS, Reader, Unplayable, Unreadable

PICTURE, SOUND = b"vide", b"soun"
_MOST_EDITS = 8
_FASTEST = 10_000_000  # ticks a second


class Sample(NamedTuple):
    """Where a sample lies, how long it is shown, how much later than decoded, whether one can begin here."""

    place: int
    size: int
    duration: int
    shift: int
    key: bool


@dataclass
class Track:
    """One track, its length in its own ticks. `edits` are (length in the film's ticks, first tick or -1, rate)."""

    number: int
    kind: bytes
    ticks: int
    entry: Entry
    matrix: bytes
    width: int
    height: int
    edits: list[tuple[int, int, int]]
    samples: list[Sample] = field(default_factory=list)
    length: int = 0

    def add(self, sample: Sample) -> None:
        """One more, shown after the others."""
        self.samples.append(sample)
        self.length += sample.duration


@dataclass(frozen=True)
class Film:
    """The tracks to keep, at most one of each kind."""

    ticks: int
    tracks: list[Track]


def read_film(moov: Reader) -> Film:
    """What the head of the file says. Unplayable where all tracks of a kind are of a make that no browser plays."""
    head = down(moov, b"mvhd")
    ticks = _ticks(head)
    tracks: list[Track] = []
    offered: set[bytes] = set()
    for name, body, _place in boxes(Reader(moov.content, moov.at, moov.end)):
        if name != b"trak":
            continue
        kind = _kind(body)
        if kind in {PICTURE, SOUND} and all(track.kind != kind for track in tracks):
            offered.add(kind)
            track = _track(body, kind)
            tracks += [track] if track is not None else []
    if not tracks or offered != {track.kind for track in tracks}:
        raise Unplayable if offered else Unreadable
    return Film(ticks, tracks)


def _kind(trak: Reader) -> bytes:
    handler = down(trak, b"mdia", b"hdlr")
    handler.skip(8)
    return handler.take(4)


def _ticks(head: Reader) -> int:
    """The ticks a second, from a film's or a track's head."""
    version = head.number(1)
    head.skip(3 + (16 if version else 8))
    ticks = head.number(4)
    if not 0 < ticks <= _FASTEST:
        raise Unreadable
    return ticks


def _track(trak: Reader, kind: bytes) -> Track | None:
    described = down(trak, b"mdia", b"minf", b"stbl", b"stsd")
    entry = video_entry(described) if kind == PICTURE else audio_entry(described)
    if entry is None:
        return None
    head = down(trak, b"tkhd")
    version = head.number(1)
    head.skip(3 + (16 if version else 8))
    number = head.number(4)
    head.skip((12 if version else 8) + 16)
    matrix, width, height = head.take(36), head.number(4), head.number(4)
    ticks = _ticks(down(trak, b"mdia", b"mdhd"))
    samples = _samples(inside(down(trak, b"mdia", b"minf", b"stbl")))
    length = sum(sample.duration for sample in samples)
    return Track(number, kind, ticks, entry, matrix, width, height, _edits(trak), samples, length)


def _edits(trak: Reader) -> list[tuple[int, int, int]]:
    """By how much sound or picture begins later."""
    held = inside(trak).get(b"edts")
    found = inside(held).get(b"elst") if held is not None else None
    if found is None:
        return []
    wide = found.number(1) == 1
    found.skip(3)
    width = 8 if wide else 4
    count = found.table(2 * width + 4, _MOST_EDITS)
    return [(found.number(width), found.number(width, signed=True), found.number(4)) for _one in range(count)]


def _samples(tables: dict[bytes, Reader]) -> list[Sample]:
    """The samples by the tables; none where they come in fragments later."""
    sizes = _sizes(tables)
    if not sizes:
        return []
    count = len(sizes)
    places = _places(tables, sizes)
    durations = _runs(tables.get(b"stts"), count, "durations")
    shifts = _runs(tables.get(b"ctts"), count, "shifts")
    keys = _keys(tables.get(b"stss"), count)
    rows = zip(places, sizes, durations, shifts, keys, strict=True)
    return [Sample(*row) for row in rows]


def _sizes(tables: dict[bytes, Reader]) -> list[int]:
    table = tables.get(b"stsz")
    if table is None:
        raise Unreadable
    table.skip(4)
    same = table.number(4)
    if same:
        count = table.number(4)
        if count > MOST_PACKETS:
            raise Unreadable
        return [same] * count
    return [table.number(4) for _one in range(table.table(4))]


def _places(tables: dict[bytes, Reader], sizes: list[int]) -> list[int]:
    """Where each sample lies: chunk after chunk, as many samples in each as its run says."""
    chunks = _chunks(tables)
    runs = tables.get(b"stsc")
    if runs is None:
        raise Unreadable
    runs.skip(4)
    rows = [(runs.number(4), runs.number(4), runs.number(4)) for _one in range(runs.table(12))]
    places: list[int] = []
    for number, (first, each, described) in enumerate(rows):
        after = rows[number + 1][0] if number + 1 < len(rows) else len(chunks) + 1
        if described != 1 or not 0 < first < after <= len(chunks) + 1 or (after - first) * each > MOST_PACKETS:
            raise Unreadable
        for chunk in chunks[first - 1 : after - 1]:
            start = len(places)
            places += [*accumulate(sizes[start : start + each - 1], initial=chunk)] if each else []
            if len(places) > len(sizes):
                return places[: len(sizes)]
    if len(places) < len(sizes):
        raise Unreadable
    return places[: len(sizes)]


def _chunks(tables: dict[bytes, Reader]) -> list[int]:
    width = 4 if b"stco" in tables else 8
    table = tables.get(b"stco") or tables.get(b"co64")
    if table is None:
        raise Unreadable
    table.skip(4)
    return [table.number(width) for _one in range(table.table(width))]


def _runs(table: Reader | None, count: int, what: str) -> list[int]:
    """A value for each sample, from a table of runs."""
    if table is None and what == "shifts":
        return [0] * count
    if table is None:
        raise Unreadable
    table.skip(4)
    found: list[int] = []
    for _row in range(table.table(8)):
        length, value = table.number(4), table.number(4, signed=what == "shifts")
        found += [value] * min(length, count - len(found))
    if len(found) < count:
        raise Unreadable
    return found


def _keys(table: Reader | None, count: int) -> list[bool]:
    if table is None:
        return [True] * count
    table.skip(4)
    named = {table.number(4) for _one in range(table.table(4))}
    return [number in named for number in range(1, count + 1)]
