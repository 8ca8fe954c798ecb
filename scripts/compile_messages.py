"""Compiles every .po file of a locale folder to the .mo file beside it, so that set-up needs no gettext."""

import struct
import sys
from pathlib import Path

import po

MAGIC = 0x950412DE


def compiled(messages: list[po.Message]) -> bytes:
    """The .mo file: a header, two tables of (length, offset), then NUL-ended texts in order of their keys."""
    entries = sorted(
        (message.key.encode(), "\0".join(message.forms).encode())
        for message in messages
        if any(message.forms) and not (message.fuzzy and message.id)
    )
    count, head = len(entries), 28
    tables: list[tuple[int, int]] = []
    texts = b""
    start = head + count * 16
    for column in (0, 1):
        for entry in entries:
            tables.append((len(entry[column]), start + len(texts)))
            texts += entry[column] + b"\0"
    header = struct.pack("<7I", MAGIC, 0, count, head, head + count * 8, 0, head + count * 16)
    return header + b"".join(struct.pack("<2I", *place) for place in tables) + texts


def main(locale: Path) -> None:
    """Writes the .mo files, or ends with the first sentence about a broken .po file."""
    for path in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        try:
            path.with_suffix(".mo").write_bytes(compiled(po.read(path)))
        except ValueError as error:
            sys.exit(f"{path}: {error}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
