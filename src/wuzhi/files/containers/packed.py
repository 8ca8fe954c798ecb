"""What every container gives back, how it refuses, and numbers read without ever leaving the file."""

from __future__ import annotations

from dataclasses import dataclass

# Three minutes of Opus in its usual packets are 9,000; a minute of slow motion 14,400.
MOST_PACKETS = 100_000


class Unreadable(Exception):
    """Damaged, or not what it seems to be."""


class Unplayable(Exception):
    """Well made, but of a kind that no browser plays."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A recording packed anew. `width` is 0 where there is sound alone."""

    content: bytes
    media_type: str
    seconds: float
    width: int = 0
    height: int = 0


class Reader:
    """A part of a file, read from its beginning. Unreadable at its end, whatever the file says of its length."""

    __slots__ = ("at", "content", "end")

    def __init__(self, content: bytes, at: int = 0, end: int | None = None) -> None:
        self.content, self.at = content, at
        self.end = len(content) if end is None else end
        if not 0 <= at <= self.end <= len(content):
            raise Unreadable

    @property
    def left(self) -> int:
        """How many bytes are still to come."""
        return self.end - self.at

    def take(self, size: int) -> bytes:
        """The next bytes."""
        if not 0 <= size <= self.left:
            raise Unreadable
        self.at += size
        return self.content[self.at - size : self.at]

    def part(self, size: int) -> Reader:
        """The next bytes as a reader of their own, without a copy."""
        start = self.at
        self.skip(size)
        return Reader(self.content, start, self.at)

    def skip(self, size: int) -> None:
        """Passes over bytes."""
        if not 0 <= size <= self.left:
            raise Unreadable
        self.at += size

    def number(self, size: int, *, signed: bool = False) -> int:
        """A number, its highest byte first."""
        return int.from_bytes(self.take(size), "big", signed=signed)

    def table(self, width: int, most: int = MOST_PACKETS) -> int:
        """How many rows of `width` bytes follow, as the next four bytes say and the file's length bears out."""
        count = self.number(4)
        if count > most or count * width > self.left:
            raise Unreadable
        return count
