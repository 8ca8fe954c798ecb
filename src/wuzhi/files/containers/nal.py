"""H.264 and H.265 inside a sample: the units that draw the picture stay, those made for remarks go.

Cameras write their make, their settings and at times their position into such remarks (SEI).
"""

from __future__ import annotations

from wuzhi.files.containers.packed import Unreadable

AVC, HEVC = "avc", "hevc"
# The highest kinds that belong to the picture; of these, the remarks.
_LAST_KIND = {AVC: 23, HEVC: 47}
_REMARKS = {AVC: {6}, HEVC: {39, 40}}


def without_remarks(sample: bytes, make: str, prefix: int) -> bytes:
    """The sample without remarks. `prefix` bytes before each unit hold its length."""
    kept, at = [], 0
    while at + prefix < len(sample):
        size = int.from_bytes(sample[at : at + prefix], "big")
        end = at + prefix + size
        if size == 0 or end > len(sample):
            raise Unreadable
        if is_picture(sample[at + prefix], make):
            kept.append(sample[at:end])
        at = end
    if not kept or at != len(sample):
        raise Unreadable
    return b"".join(kept)


def is_picture(first: int, make: str) -> bool:
    """Whether a unit that begins with this byte belongs to the picture."""
    kind = first & 31 if make == AVC else first >> 1 & 63
    return kind <= _LAST_KIND[make] and kind not in _REMARKS[make]
