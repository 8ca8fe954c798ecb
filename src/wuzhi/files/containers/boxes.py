"""The building blocks of MP4, QuickTime and 3GP: boxes with a length, a name of four letters, and a body."""

from __future__ import annotations

from collections.abc import Iterator

from wuzhi.files.containers.packed import MOST_PACKETS, Reader, Unreadable


def boxes(reader: Reader) -> Iterator[tuple[bytes, Reader, int]]:
    """Each box's name, body and place in the file. One that was cut off ends where the file does."""
    for _one in range(MOST_PACKETS):
        if reader.left < 8:
            return
        place = reader.at
        size, name = reader.number(4), reader.take(4)
        if size == 1:
            size = reader.number(8) - 8
        size = reader.left if size == 0 else size - 8
        yield name, reader.part(min(size, reader.left)), place
    raise Unreadable


def inside(reader: Reader) -> dict[bytes, Reader]:
    """The boxes in one, the first of each name."""
    found: dict[bytes, Reader] = {}
    for name, body, _place in boxes(Reader(reader.content, reader.at, reader.end)):
        found.setdefault(name, body)
    return found


def down(reader: Reader, *names: bytes) -> Reader:
    """The box at the end of a path; Unreadable where it is not there. It is read from its beginning each time."""
    for name in names:
        found = inside(reader).get(name)
        if found is None:
            raise Unreadable
        reader = found
    return reader


def box(name: bytes, *bodies: bytes) -> bytes:
    """A box of these bodies."""
    body = b"".join(bodies)
    return (len(body) + 8).to_bytes(4, "big") + name + body


def full(name: bytes, *bodies: bytes, version: int = 0, flags: int = 0) -> bytes:
    """A box that begins with a version and flags."""
    return box(name, bytes([version]) + flags.to_bytes(3, "big"), *bodies)


def u16(value: int) -> bytes:
    """A number of two bytes."""
    return value.to_bytes(2, "big")


def u32(value: int) -> bytes:
    """A number of four bytes."""
    return value.to_bytes(4, "big")


def u64(value: int) -> bytes:
    """A number of eight bytes."""
    return value.to_bytes(8, "big")


def s32(value: int) -> bytes:
    """A number of four bytes that may be negative."""
    return value.to_bytes(4, "big", signed=True)


def s64(value: int) -> bytes:
    """A number of eight bytes that may be negative."""
    return value.to_bytes(8, "big", signed=True)
