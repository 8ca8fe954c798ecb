"""WebM: what browsers record. The blocks of one picture and one sound track are packed anew, with length and index.

Titles, tags, chapters, attachments and the names of programs are not among what is read.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from wuzhi.files.containers import ebml
from wuzhi.files.containers.packed import MOST_PACKETS, Packed, Reader, Unplayable, Unreadable

EBML, SEGMENT, INFO, TRACKS, CLUSTER, CUES = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675, 0x1C53BB6B
SEEK_HEAD, SEEK, SEEK_ID, SEEK_POSITION = 0x114D9B74, 0x4DBB, 0x53AB, 0x53AC
DOC_TYPE, SCALE, DURATION, MUXER, WRITER = 0x4282, 0x2AD7B1, 0x4489, 0x4D80, 0x5741
TRACK, NUMBER, UID, KIND, CODEC, PRIVATE, ENCODINGS = 0xAE, 0xD7, 0x73C5, 0x83, 0x86, 0x63A2, 0x6D80
DELAY, PRE_ROLL, VIDEO, WIDTH, HEIGHT, AUDIO, HERTZ, CHANNELS = 0x56AA, 0x56BB, 0xE0, 0xB0, 0xBA, 0xE1, 0xB5, 0x9F
TIME, SIMPLE, GROUP, BLOCK, REFERS = 0xE7, 0xA3, 0xA0, 0xA1, 0xFB
CUE, CUE_TIME, CUE_PLACE, CUE_TRACK, CUE_CLUSTER = 0xBB, 0xB3, 0xB7, 0xF7, 0xF1
_PICTURE, _SOUND = 1, 2
_CODECS = {_PICTURE: {b"V_VP8", b"V_VP9", b"V_AV1"}, _SOUND: {b"A_OPUS"}}
_MOST_PRIVATE = 1000
_LONGEST_CLUSTER = 5000
_KEY = 0x80


class Track(NamedTuple):
    """One track. `own` are the elements that say how it is decoded."""

    number: int
    kind: int
    codec: bytes
    own: tuple[bytes, ...]
    width: int
    height: int


class Block(NamedTuple):
    """A packet and its time in milliseconds."""

    time: int
    track: int
    key: bool
    content: bytes


def rewrite(content: bytes) -> Packed:
    """The first track of each kind."""
    tracks: dict[int, Track] = {}
    blocks: list[Block] = []
    scale, time, known = 1_000_000, 0, False
    for name, body in ebml.elements(Reader(content), frozenset({SEGMENT, CLUSTER})):
        if name == EBML:
            known = any(one == DOC_TYPE and of.take(of.left) in {b"webm", b"matroska"} for one, of in _within(body))
        elif name == INFO:
            scale = next((ebml.unsigned(of) for one, of in _within(body) if one == SCALE), scale)
        elif name == TRACKS and not tracks:
            tracks = _tracks(body)
        elif name == TIME:
            time = ebml.unsigned(body)
        elif name in {SIMPLE, GROUP}:
            blocks += _block(name, body, tracks, time, scale)
            if len(blocks) > MOST_PACKETS:
                raise Unreadable
    if not known or not blocks:
        raise Unreadable
    return _packed(tracks, sorted(blocks, key=lambda block: block.time))


def _within(body: Reader) -> Iterator[tuple[int, Reader]]:
    return ebml.elements(body)


def _tracks(body: Reader) -> dict[int, Track]:
    """The first of each kind, by their numbers. Unplayable where all of a kind are of another make than browsers'."""
    found = [_track(of) for name, of in _within(body) if name == TRACK]
    chosen: dict[int, Track] = {}
    for kind, codecs in _CODECS.items():
        mine = [track for track in found if track is not None and track.kind == kind]
        fit = [track for track in mine if track.codec in codecs]
        if mine and not fit:
            raise Unplayable
        if fit:
            chosen[fit[0].number] = fit[0]
    return chosen


def _track(body: Reader) -> Track | None:
    """None where it is encrypted or packed, or neither picture nor sound."""
    number = kind = width = height = 0
    codec, own = b"", []
    for name, of in _within(body):
        if name == ENCODINGS:
            return None
        if name == NUMBER:
            number = ebml.unsigned(of)
        elif name == KIND:
            kind = ebml.unsigned(of)
        elif name == CODEC:
            codec = of.take(of.left)
        elif name == PRIVATE and of.left <= _MOST_PRIVATE:
            own.append(ebml.element(PRIVATE, of.take(of.left)))
        elif name in {DELAY, PRE_ROLL}:
            own.append(ebml.number(name, ebml.unsigned(of)))
        elif name == VIDEO:
            sizes = {one: ebml.unsigned(part) for one, part in _within(of) if one in {WIDTH, HEIGHT}}
            width, height = sizes.get(WIDTH, 0), sizes.get(HEIGHT, 0)
            own.append(ebml.element(VIDEO, ebml.number(WIDTH, width), ebml.number(HEIGHT, height)))
        elif name == AUDIO:
            own.append(_audio(of))
    playable = 0 < number < 127 and (kind == _SOUND or (0 < width < 10_000 and 0 < height < 10_000))
    return Track(number, kind, codec, tuple(own), width, height) if playable and kind in _CODECS else None


def _audio(body: Reader) -> bytes:
    parts = []
    for name, of in _within(body):
        if name == CHANNELS:
            parts.append(ebml.number(CHANNELS, ebml.unsigned(of)))
        elif name == HERTZ and of.left in {4, 8}:
            parts.append(ebml.element(HERTZ, of.take(of.left)))
    return ebml.element(AUDIO, *parts)


def _block(name: int, body: Reader, tracks: dict[int, Track], time: int, scale: int) -> list[Block]:
    """The packet, where its track is kept. Several in one block, as no phone or browser writes them, are Unreadable."""
    key = False
    if name == GROUP:
        parts = dict(_within(body))
        if BLOCK not in parts:
            return []
        body, key = parts[BLOCK], REFERS not in parts
    number = ebml.vint(body)
    if number not in tracks:
        return []
    at, flags = body.number(2, signed=True), body.number(1)
    if flags & 0x06:
        raise Unreadable
    milliseconds = max(time + at, 0) * scale // 1_000_000
    return [Block(milliseconds, number, key or bool(flags & _KEY), body.take(body.left))]


def _packed(tracks: dict[int, Track], blocks: list[Block]) -> Packed:
    first, last = blocks[0].time, blocks[-1].time
    picture = next((track for track in tracks.values() if track.kind == _PICTURE), None)
    clusters: list[list[Block]] = []
    for block in blocks:
        age = block.time - clusters[-1][0].time if clusters else 0
        fresh = block.key and age > 0 and picture is not None and block.track == picture.number
        if not clusters or age >= _LONGEST_CLUSTER or fresh:
            clusters.append([])
        clusters[-1].append(block)
    used = {block.track for block in blocks}
    if picture is not None and picture.number not in used:
        picture = None
    kept = [track for track in tracks.values() if track.number in used]
    seconds = (last - first + 20) / 1000
    content = _written(kept, clusters, first, last - first + 20, picture or kept[0])
    width, height = (picture.width, picture.height) if picture else (0, 0)
    return Packed(content, "video/webm" if picture else "audio/webm", seconds, width, height)


def _written(tracks: list[Track], clusters: list[list[Block]], first: int, length: int, cued: Track) -> bytes:
    """Head, index and clusters; places are counted from the segment's beginning, in numbers of one width."""
    head = ebml.element(
        EBML, ebml.number(0x4286, 1), ebml.number(0x42F7, 1), ebml.number(0x42F2, 4), ebml.number(0x42F3, 8),
        ebml.element(DOC_TYPE, b"webm"), ebml.number(0x4287, 4), ebml.number(0x4285, 2),
    )  # fmt: skip
    name = b"Wuzhi"
    info = ebml.element(
        INFO, ebml.number(SCALE, 1_000_000), ebml.element(MUXER, name), ebml.element(WRITER, name),
        ebml.element(DURATION, struct.pack(">d", float(length))),
    )  # fmt: skip
    about = info + ebml.element(TRACKS, *(_about(track) for track in tracks))
    bodies = [_cluster(cluster, first) for cluster in clusters]
    times = [cluster[0].time - first for cluster in clusters]
    seek = len(_seek(0))
    cues = len(_cues([(time, 0) for time in times], cued.number))
    places, place = [], seek + len(about) + cues
    for time, body in zip(times, bodies, strict=True):
        places.append((time, place))
        place += len(body)
    index = _seek(seek + len(about)) + about + _cues(places, cued.number)
    return head + ebml.element(SEGMENT, index, *bodies)


def _about(track: Track) -> bytes:
    numbers = (ebml.number(NUMBER, track.number), ebml.number(UID, track.number), ebml.number(KIND, track.kind))
    return ebml.element(TRACK, *numbers, ebml.element(CODEC, track.codec), *track.own)


def _cluster(blocks: list[Block], first: int) -> bytes:
    start = blocks[0].time
    parts = [
        ebml.element(
            SIMPLE,
            bytes([0x80 | block.track]),
            (block.time - start).to_bytes(2, "big", signed=True),
            bytes([_KEY if block.key else 0]),
            block.content,
        )
        for block in blocks
    ]
    return ebml.element(CLUSTER, ebml.number(TIME, start - first), *parts)


def _seek(cues: int) -> bytes:
    one = ebml.element(SEEK, ebml.element(SEEK_ID, CUES.to_bytes(4, "big")), ebml.number(SEEK_POSITION, cues, 8))
    return ebml.element(SEEK_HEAD, one)


def _cues(places: list[tuple[int, int]], track: int) -> bytes:
    points = [
        ebml.element(
            CUE,
            ebml.number(CUE_TIME, time, 8),
            ebml.element(CUE_PLACE, ebml.number(CUE_TRACK, track), ebml.number(CUE_CLUSTER, place, 8)),
        )
        for time, place in places
    ]
    return ebml.element(CUES, *points)
