"""How a track of an MP4 is decoded: the sample entry, built anew from the few facts that a decoder needs."""

from __future__ import annotations

from dataclasses import dataclass

from wuzhi.files.containers import nal
from wuzhi.files.containers.boxes import box, boxes, full, inside, u16, u32
from wuzhi.files.containers.packed import Reader, Unreadable

_VIDEO_FRONT, _AUDIO_FRONT = 78, 28
_QUICKTIME_MORE = {0: 0, 1: 16, 2: 36}
_AAC, _MP3 = {0x40, 0x66, 0x67, 0x68}, {0x69, 0x6B}
_MOST_CONFIG = 1000
_PARAMETER_SETS = {32, 33, 34}
_HIGH = {100, 110, 122, 144, 244, 44, 118, 128}


@dataclass(frozen=True, slots=True)
class Entry:
    """The entry to write. `make` is set where its samples are made of units, each after `prefix` bytes of length."""

    written: bytes
    make: str = ""
    prefix: int = 4


def video_entry(described: Reader) -> Entry | None:
    """The entry of a picture track, None where no browser plays its kind."""
    name, body = _first(described)
    fixed = Reader(body.content, body.at, body.end)
    fixed.skip(24)
    width, height = fixed.number(2), fixed.number(2)
    body.skip(_VIDEO_FRONT)
    extra = inside(body)
    found: tuple[bytes, str, int] | None = None
    if name in {b"avc1", b"avc3"} and b"avcC" in extra:
        found = _avc(extra[b"avcC"])
    elif name in {b"hvc1", b"hev1"} and b"hvcC" in extra:
        found = _hevc(extra[b"hvcC"])
    elif name in {b"vp09", b"av01"}:
        found = _plain(extra, b"vpcC" if name == b"vp09" else b"av1C")
    if found is None:
        return None
    config, make, prefix = found
    front = bytes(6) + u16(1) + bytes(16) + u16(width) + u16(height) + u32(0x480000) * 2 + bytes(4) + u16(1)
    written = box(name, front, bytes(32), u16(0x18), u16(0xFFFF), config, _colours(extra), _ratio(extra))
    return Entry(written, make, prefix)


def audio_entry(described: Reader) -> Entry | None:
    """The entry of a sound track, None where no browser plays its kind."""
    name, body = _first(described)
    fixed = Reader(body.content, body.at, body.end)
    fixed.skip(8)
    version = fixed.number(2)
    fixed.skip(6)
    channels = fixed.number(2)
    fixed.skip(6)
    hertz = fixed.number(4)
    if version not in _QUICKTIME_MORE:
        raise Unreadable
    body.skip(_AUDIO_FRONT + _QUICKTIME_MORE[version])
    extra = inside(body)
    if b"wave" in extra:  # QuickTime's way of packing the same facts
        extra = {**inside(extra[b"wave"]), **extra}
    if name == b"mp4a" and b"esds" in extra:
        config = _esds(extra[b"esds"])
    elif name == b"Opus" and b"dOps" in extra:
        config = _kept(b"dOps", extra[b"dOps"])
    else:
        config = None
    if config is None:
        return None
    if version == 2:
        channels, hertz = 2, 48_000 << 16
    front = bytes(6) + u16(1) + bytes(8) + u16(channels) + u16(16) + bytes(4) + u32(hertz)
    return Entry(box(name, front, config))


def _first(described: Reader) -> tuple[bytes, Reader]:
    """The first description of a track; more than one is no phone's."""
    reader = Reader(described.content, described.at, described.end)
    reader.skip(8)
    for name, body, _place in boxes(reader):
        return name, body
    raise Unreadable


def _kept(name: bytes, config: Reader) -> bytes:
    if config.left > _MOST_CONFIG:
        raise Unreadable
    return box(name, Reader(config.content, config.at, config.end).take(config.left))


def _plain(extra: dict[bytes, Reader], name: bytes) -> tuple[bytes, str, int] | None:
    return (_kept(name, extra[name]), "", 4) if name in extra else None


def _avc(config: Reader) -> tuple[bytes, str, int]:
    """The sequence and picture parameters, nothing else."""
    front = config.take(5)
    sets = []
    for mask, most in ((31, 0xE0), (255, 0)):
        count = config.number(1) & mask
        units = [config.take(config.number(2)) for _one in range(count)]
        if any(not unit or not nal.is_picture(unit[0], nal.AVC) for unit in units):
            raise Unreadable
        sets.append(bytes([most | count]) + b"".join(u16(len(unit)) + unit for unit in units))
    high = config.take(3) + b"\x00" if front[1] in _HIGH and config.left >= 4 else b""
    return box(b"avcC", front, *sets, high), nal.AVC, (front[4] & 3) + 1


def _hevc(config: Reader) -> tuple[bytes, str, int]:
    """The three kinds of parameter sets; encoders put remarks beside them."""
    front = config.take(22)
    kept = []
    for _array in range(config.number(1)):
        kind = config.take(1)
        units = [config.take(config.number(2)) for _unit in range(config.number(2))]
        if kind[0] & 63 in _PARAMETER_SETS:
            kept.append(kind + u16(len(units)) + b"".join(u16(len(unit)) + unit for unit in units))
    return box(b"hvcC", front, bytes([len(kept)]), *kept), nal.HEVC, (front[21] & 3) + 1


def _esds(config: Reader) -> bytes | None:
    """What kind of sound, and the decoder's own few bytes."""
    config.skip(4)
    whole = _descriptor(config, 3)
    whole.skip(2)
    flags = whole.number(1)
    whole.skip(2 if flags & 0x80 else 0)
    whole.skip(whole.number(1) if flags & 0x40 else 0)
    whole.skip(2 if flags & 0x20 else 0)
    decoder = _descriptor(whole, 4)
    kind = decoder.number(1)
    decoder.skip(12)
    if kind not in _AAC | _MP3:
        return None
    own = b""
    if kind in _AAC:
        specific = _descriptor(decoder, 5)
        own = specific.take(specific.left)
        if not 2 <= len(own) <= 64:
            raise Unreadable
    inner = bytes([kind, 0x15]) + bytes(11) + (bytes([5, len(own)]) + own if own else b"")
    outer = bytes([0, 1, 0, 4, len(inner)]) + inner + bytes([6, 1, 2])
    return full(b"esds", bytes([3, len(outer)]), outer)


def _descriptor(reader: Reader, tag: int) -> Reader:
    if reader.number(1) != tag:
        raise Unreadable
    size = 0
    for _byte in range(4):
        byte = reader.number(1)
        size = size << 7 | byte & 0x7F
        if not byte & 0x80:
            break
    return reader.part(min(size, reader.left))


def _colours(extra: dict[bytes, Reader]) -> bytes:
    """Which colours the numbers mean; a profile of a device's own is left out."""
    body = extra.get(b"colr")
    if body is None or body.left < 10:
        return b""
    kind, numbers = body.take(4), body.take(6)
    full_range = body.take(1) if kind == b"nclx" and body.left else b"\x00"
    return box(b"colr", b"nclx", numbers, full_range) if kind in {b"nclx", b"nclc"} else b""


def _ratio(extra: dict[bytes, Reader]) -> bytes:
    body = extra.get(b"pasp")
    return box(b"pasp", body.take(8)) if body is not None and body.left == 8 else b""
