"""The building blocks of WebM: elements with an id, a length that may be unknown, and a body."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from wuzhi.files.containers.packed import MOST_PACKETS, Reader, Unreadable

_MOST_ELEMENTS = 4 * MOST_PACKETS


def elements(reader: Reader, entered: frozenset[int] = frozenset()) -> Iterator[tuple[int, Reader]]:
    """Each element's id and body. Those in `entered` are given with an empty body, and then what is inside them.

    A last element that was cut off is not given: a phone that was switched off leaves a good beginning.
    """
    for _one in range(_MOST_ELEMENTS):
        if reader.left < 2:
            return
        name = _name(reader)
        size = _size(reader)
        if name in entered:
            yield name, Reader(reader.content, reader.at, reader.at)
        elif size is None or size > reader.left:
            return
        else:
            yield name, reader.part(size)
    raise Unreadable


def unsigned(body: Reader) -> int:
    """A number of up to eight bytes."""
    if body.left > 8:
        raise Unreadable
    return body.number(body.left)


def real(body: Reader) -> float:
    """A number with a fraction."""
    if body.left not in {0, 4, 8}:
        raise Unreadable
    form = {0: "", 4: ">f", 8: ">d"}[body.left]
    return float(struct.unpack(form, body.take(body.left))[0]) if form else 0.0


def vint(reader: Reader) -> int:
    """A number whose first byte says how long it is (a track in a block)."""
    found = _size(reader)
    if found is None:
        raise Unreadable
    return found


def element(name: int, *bodies: bytes) -> bytes:
    """An element, its length in eight bytes where it is long and in one where it is short."""
    body = b"".join(bodies)
    size = bytes([0x80 | len(body)]) if len(body) < 127 else (1 << 56 | len(body)).to_bytes(8, "big")
    return name.to_bytes((name.bit_length() + 7) // 8, "big") + size + body


def number(name: int, value: int, width: int = 0) -> bytes:
    """An element that holds a number, in `width` bytes or in as few as it takes."""
    return element(name, value.to_bytes(width or max((value.bit_length() + 7) // 8, 1), "big"))


def _name(reader: Reader) -> int:
    first = reader.content[reader.at]
    length = 9 - first.bit_length()
    if length > 4:
        raise Unreadable
    return reader.number(length)


def _size(reader: Reader) -> int | None:
    """None where the length is not known."""
    if not reader.left:
        raise Unreadable
    first = reader.content[reader.at]
    length = 9 - first.bit_length()
    if length > 8:
        raise Unreadable
    found = reader.number(length) & (1 << 7 * length) - 1
    return None if found == (1 << 7 * length) - 1 else found
