"""What the standard calls an error: a code and a sentence that names what it is about."""

from __future__ import annotations


class Fault(Exception):
    """A request that is refused: 400 missing or unreadable, 403 key, 404 unknown, 429 too often."""

    def __init__(self, code: int, *descriptions: str) -> None:
        super().__init__(*descriptions)
        self.code, self.descriptions = code, descriptions
