"""Opus in Ogg: the pages of one stream, numbered and summed anew, with a header of comments that holds none."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wuzhi.files.containers.packed import MOST_PACKETS, Packed, Reader, Unplayable, Unreadable

_CONTINUED, _FIRST, _LAST = 1, 2, 4
_HEAD, _TAGS = b"OpusHead", b"OpusTags"
_HEAD_SIZE = 19
HERTZ = 48_000
MAKER = b"Wuzhi"
_SERIAL = 1
# Samples of one frame by the first byte of a packet (RFC 6716, 3.1).
_SILK, _HYBRID, _CELT = (480, 960, 1920, 2880), (480, 960), (120, 240, 480, 960)
_FRAME = (*_SILK * 3, *_HYBRID * 2, *_CELT * 4)
_TURNED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came. `sizes` are its segments: one below 255 ends a packet."""

    flags: int
    granule: bytes
    sizes: bytes
    body: bytes


def rewrite(content: bytes) -> Packed:
    """The first stream, which must be Opus."""
    pages = list(_pages(content))
    if not pages or not pages[0].flags & _FIRST:
        raise Unreadable
    head = pages[0].body
    if not head.startswith(_HEAD):
        raise Unplayable
    if len(head) < _HEAD_SIZE or head[9] not in {1, 2} or head[18]:
        raise Unreadable
    sound = pages[_after_tags(pages) :]
    if not sound or sound[0].flags & _CONTINUED:
        raise Unreadable
    return Packed(write(head[:_HEAD_SIZE], sound), "audio/ogg", _samples(sound) / HERTZ)


def write(head: bytes, sound: Iterable[Page]) -> bytes:
    """A whole file of these pages."""
    tags = _TAGS + len(MAKER).to_bytes(4, "little") + MAKER + bytes(4)
    nothing = bytes(8)
    whole = [Page(_FIRST, nothing, bytes([len(head)]), head), Page(0, nothing, bytes([len(tags)]), tags), *sound]
    last = len(whole) - 1
    return b"".join(_written(page, number, number == last) for number, page in enumerate(whole))


def opus_samples(packet: bytes) -> int:
    """How long a packet sounds, by its first two bytes, in 48,000ths of a second."""
    if not packet:
        return 0
    counts = (1, 2, 2, packet[1] & 63 if len(packet) > 1 else 0)
    return _FRAME[packet[0] >> 3] * counts[packet[0] & 3]


def _pages(content: bytes) -> Iterator[Page]:
    """The pages of the stream that begins; what other streams hold is passed over, and what follows the last."""
    reader, serial = Reader(content), None
    for _page in range(MOST_PACKETS):
        if reader.left < 27 or reader.take(4) != b"OggS":
            return
        reader.skip(1)
        flags, granule, mine = reader.number(1), reader.take(8), reader.take(4)
        reader.skip(8)
        sizes = reader.take(reader.number(1))
        body = reader.take(min(sum(sizes), reader.left))
        serial = serial or mine
        if mine == serial and len(body) == sum(sizes):  # a page that was cut off is not kept
            yield Page(flags, granule, sizes, body)
    raise Unreadable


def _after_tags(pages: list[Page]) -> int:
    """The first page of sound: comments fill pages of their own."""
    if len(pages) < 2 or not pages[1].body.startswith(_TAGS):
        raise Unreadable
    for number, page in enumerate(pages[1:], 2):
        if any(size < 255 for size in page.sizes):
            return number
    raise Unreadable


def _samples(sound: Iterable[Page]) -> int:
    """Counted packet by packet: what a page says of its time is only its word."""
    found = packets = 0
    begins = True
    for page in sound:
        at = 0
        for size in page.sizes:
            if begins:
                found += opus_samples(page.body[at : at + 2])
                packets += 1
            at += size
            begins = size < 255
        if packets > MOST_PACKETS:
            raise Unreadable
    return found


def _written(page: Page, number: int, last: bool) -> bytes:
    flags = page.flags & (_CONTINUED | _FIRST) | (_LAST if last else 0)
    place = _SERIAL.to_bytes(4, "little") + number.to_bytes(4, "little")
    front = b"OggS\x00" + bytes([flags]) + page.granule + place
    back = bytes([len(page.sizes)]) + page.sizes + page.body
    return front + _sum(front + bytes(4) + back) + back


def _sum(content: bytes) -> bytes:
    """Ogg's sum is zlib's with every byte turned round, begun and ended at nought."""
    turned = zlib.crc32(content.translate(_TURNED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{turned:032b}"[::-1], 2).to_bytes(4, "little")
