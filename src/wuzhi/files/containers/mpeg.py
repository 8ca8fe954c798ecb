"""MP3 and AAC as a row of frames: only frames are kept, so that no tag, picture or comment comes along."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from wuzhi.files.containers.packed import MOST_PACKETS, Packed, Unreadable

Frame: TypeAlias = tuple[int, float]  # bytes, seconds
_KILOBITS = {
    True: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_MP3_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
_HEADS = (b"Xing", b"Info", b"VBRI")  # a first frame of numbers and free text about the others
_LEAST_FRAMES = 3  # fewer may be found in anything


def rewrite(content: bytes) -> Packed:
    """The frames alone. Unreadable where frames are not the most of it."""
    at = start = _after_tags(content)
    layered = len(content) > at + 1 and content[at + 1] & 0x06
    read: Callable[[bytes, int], Frame | None] = _mp3 if layered else _aac
    kept: list[bytes] = []
    seconds = 0.0
    while (frame := read(content, at)) is not None and at + frame[0] <= len(content):
        head = layered and not kept and any(mark in content[at + 4 : at + 64] for mark in _HEADS)
        if not head:
            kept.append(content[at : at + frame[0]])
            seconds += frame[1]
        at += frame[0]
        if len(kept) > MOST_PACKETS:
            raise Unreadable
    if len(kept) < _LEAST_FRAMES or at - start < len(content) - at:
        raise Unreadable
    return Packed(b"".join(kept), "audio/mpeg" if layered else "audio/aac", seconds)


def _after_tags(content: bytes) -> int:
    """Where the sound begins: behind the tags that players write in front, with a title, a picture, a place."""
    at = 0
    while content[at : at + 3] == b"ID3" and len(content) > at + 10:
        size = 0
        for byte in content[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        at += 10 + size + (10 if content[at + 5] & 0x10 else 0)
    return at


def _mp3(content: bytes, at: int) -> Frame | None:
    """An MPEG audio frame of layer III."""
    head = content[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, bits, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or bits in {0, 15} or rate == 3:
        return None
    kilobits, hertz = _KILOBITS[version == 3][bits - 1], _MP3_RATES[version][rate]
    samples = 1152 if version == 3 else 576
    return samples // 8 * kilobits * 1000 // hertz + (head[2] >> 1 & 1), samples / hertz


def _aac(content: bytes, at: int) -> Frame | None:
    """An AAC frame with its ADTS header."""
    head = content[at : at + 7]
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0 or head[2] >> 2 & 15 >= len(_AAC_RATES):
        return None
    size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return (size, 1024 * ((head[6] & 3) + 1) / _AAC_RATES[head[2] >> 2 & 15]) if size > 7 else None
