"""MP4 in fragments, as browsers record it: each fragment says where its samples lie."""

from __future__ import annotations

from dataclasses import dataclass

from wuzhi.files.containers.boxes import boxes, down, inside
from wuzhi.files.containers.mp4_reading import Film, Sample, Track
from wuzhi.files.containers.packed import MOST_PACKETS, Reader, Unreadable

_NOT_KEY = 0x10000


@dataclass
class _Usual:
    """What holds of a sample where nothing else is said: from the film's head, then from the fragment's."""

    duration: int = 0
    size: int = 0
    flags: int = 0


def usual_of(moov: Reader) -> dict[int, tuple[int, int, int]]:
    """By track, the duration, size and flags of a sample."""
    extends = inside(moov).get(b"mvex")
    found: dict[int, tuple[int, int, int]] = {}
    for name, body, _place in boxes(extends) if extends is not None else ():
        if name == b"trex":
            body.skip(4)
            number = body.number(4)
            body.skip(4)
            found[number] = (body.number(4), body.number(4), body.number(4))
    return found


def add_fragment(film: Film, moof: Reader, place: int, usual: dict[int, tuple[int, int, int]]) -> None:
    """The samples of one fragment that lies at `place`, behind those that its tracks have."""
    for name, body, _place in boxes(moof):
        if name != b"traf":
            continue
        head = down(body, b"tfhd")
        flags = head.number(4) & 0xFFFFFF
        number = head.number(4)
        track = next((one for one in film.tracks if one.number == number), None)
        if track is None:
            continue
        base = head.number(8) if flags & 0x1 else place
        head.skip(4 if flags & 0x2 else 0)
        mine = _Usual(*usual.get(number, (0, 0, 0)))
        for bit, what in ((0x8, "duration"), (0x10, "size"), (0x20, "flags")):
            if flags & bit:
                setattr(mine, what, head.number(4))
        _keep_time(track, inside(body).get(b"tfdt"))
        at = base
        for kind, run, _at in boxes(Reader(body.content, body.at, body.end)):
            if kind == b"trun":
                at = _add_run(track, run, base, at, mine)


def _keep_time(track: Track, told: Reader | None) -> None:
    """Where a fragment begins later than the one before ended, its last sample is shown so much longer."""
    if told is None or not track.samples:
        return
    wide = told.number(1) == 1
    told.skip(3)
    gap = told.number(8 if wide else 4) - track.length
    if gap > 0:
        last = track.samples[-1]
        track.samples[-1] = last._replace(duration=last.duration + gap)
        track.length += gap


def _add_run(track: Track, run: Reader, base: int, at: int, usual: _Usual) -> int:
    """Samples that lie one behind the other; where the next ones begin."""
    flags = run.number(4) & 0xFFFFFF
    count = run.number(4)
    if count + len(track.samples) > MOST_PACKETS:
        raise Unreadable
    at = base + run.number(4, signed=True) if flags & 0x1 else at
    first = run.number(4) if flags & 0x4 else None
    for number in range(count):
        duration = run.number(4) if flags & 0x100 else usual.duration
        size = run.number(4) if flags & 0x200 else usual.size
        own = run.number(4) if flags & 0x400 else usual.flags
        shift = run.number(4, signed=True) if flags & 0x800 else 0
        own = first if number == 0 and first is not None else own
        track.add(Sample(at, size, duration, shift, not own & _NOT_KEY))
        at += size
    return at
