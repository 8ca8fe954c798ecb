"""Reading a stranger's picture: by its content, within limits, drawn anew so that nothing hides in it."""

import io
import warnings
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

LARGEST_BYTES = 5_000_000
LARGEST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
_FORMATS = ("JPEG", "PNG", "WEBP")


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
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(source, formats=_FORMATS)
            if opened.width * opened.height > LARGEST_PIXELS:
                raise ValidationError(_("The picture has more than 40 million pixels. Please send a smaller one."))
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            plain = upright.convert("RGB")
    except ValidationError:
        raise
    except Exception as error:  # a damaged file makes the reader fail in any way: struct.error, TypeError, ...
        raise broken from error
    clean = Image.new("RGB", plain.size)
    clean.paste(plain)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=82, optimize=True)
    return Picture(out.getvalue(), clean.width, clean.height)
