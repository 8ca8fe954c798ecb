"""Reading a stranger's picture: by its content, within limits, drawn anew so that nothing hides in it."""

import io
import re
import threading
import warnings
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

LARGEST_BYTES = 5_000_000
LARGEST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
MOST_SCANS = 64  # of a progressive JPEG: encoders write about ten, and 1,000 of them (220 kB) cost a minute
_FORMATS = ("JPEG", "PNG", "WEBP")
_MARKER = re.compile(rb"\xff([^\x00\xff])")
_START_OF_SCAN, _END = b"\xda", b"\xd9"
_BARE = {b"\x01", *(bytes([code]) for code in range(0xD0, 0xD9))}  # markers without a length
# Unpacked, one picture takes hundreds of megabytes; threads that read one each would take as many times that.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Picture:
    """A picture drawn anew as JPEG, at most LONGEST_SIDE pixels a side, without any metadata."""

    content: bytes
    width: int
    height: int
    media_type: str = "image/jpeg"


def read_picture(source: IO[bytes], size: int) -> Picture:
    """The picture, or ValidationError with a sentence for the person who sent it."""
    if size > LARGEST_BYTES:
        raise ValidationError(_("The picture is larger than 5 MB. Please send a smaller one."))
    broken = ValidationError(_("This file can't be read as a picture. Please send a JPEG, PNG or WebP photo."))
    if _has_too_many_scans(source.read()):
        raise broken
    source.seek(0)
    try:
        with _one_at_a_time, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            plain = _drawn(source)
    except ValidationError:
        raise
    except Exception as error:  # a damaged file makes the reader fail in any way: struct.error, TypeError, ...
        raise broken from error
    clean = Image.new("RGB", plain.size)
    clean.paste(plain)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=82, optimize=True)
    return Picture(out.getvalue(), clean.width, clean.height)


def _drawn(source: IO[bytes]) -> Image.Image:
    """Small first and upright after: every copy of the whole costs as much memory as the whole."""
    opened = Image.open(source, formats=_FORMATS)
    if opened.width * opened.height > LARGEST_PIXELS:
        raise ValidationError(_("The picture has more than 40 million pixels. Please send a smaller one."))
    opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return ImageOps.exif_transpose(opened).convert("RGB")


def _has_too_many_scans(content: bytes) -> bool:
    """Walks a JPEG's markers to its end, as its decoder does; what follows the end (a film, say) is not read."""
    scans, place = 0, 2
    while content.startswith(b"\xff\xd8") and scans <= MOST_SCANS:
        found = _MARKER.search(content, place)
        if found is None or found[1] == _END:
            break
        scans += found[1] == _START_OF_SCAN
        place = found.end()
        if found[1] not in _BARE:
            place += int.from_bytes(content[place : place + 2], "big")
    return scans > MOST_SCANS
