"""Reading a stranger's voice or video: by its content, within limits, packed anew so that nothing hides in it."""

from dataclasses import dataclass
from math import ceil
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wuzhi.files.containers import mp4, mpeg, ogg, webm
from wuzhi.files.containers.packed import Packed, Unplayable

LARGEST_BYTES = 5_000_000
LONGEST_SOUND, LONGEST_VIDEO = 180, 60
_GRACE = 1.5  # who stops at three minutes stops a moment later
_LEAST = 16
# What a file begins with, and who packs it anew.
_MP4 = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}
_OLD = (b"#!AMR", b"RIFF", b"fLaC", b"caff", b"FORM", b"\x30\x26\xb2\x75")


@dataclass(frozen=True)
class Recording:
    """A voice recording or short video without any metadata. `width` is 0 where there is sound alone."""

    content: bytes
    media_type: str
    seconds: int
    width: int
    height: int


def read_recording(source: IO[bytes], size: int) -> Recording:
    """The recording, or ValidationError with a sentence for the person who sent it."""
    if size > LARGEST_BYTES:
        raise ValidationError(_("The recording is larger than 5 MB. Please send a shorter one."))
    unplayable = _("No browser plays this kind of recording (AMR, WAV and others). Please send m4a, mp3, mp4 or webm.")
    try:
        packed = _packed(source.read())
    except Unplayable as error:
        raise ValidationError(unplayable) from error
    except Exception as error:  # whatever a damaged file leads to is one thing to the person who sent it
        words = _("This file can't be read as voice or video. Please record it again, or send m4a, mp3, mp4 or webm.")
        raise ValidationError(words) from error
    longest = LONGEST_VIDEO if packed.width else LONGEST_SOUND
    if packed.seconds > longest + _GRACE:
        words = _("A voice recording may last three minutes, a video one minute. Please send a shorter one.")
        raise ValidationError(words)
    seconds = min(ceil(packed.seconds), longest)
    return Recording(packed.content, packed.media_type, seconds, packed.width, packed.height)


def _packed(content: bytes) -> Packed:
    if content.startswith(_OLD):
        raise Unplayable
    if len(content) > _LEAST and content[4:8] in _MP4:
        return mp4.rewrite(content)
    if content.startswith(b"\x1a\x45\xdf\xa3"):
        return webm.rewrite(content)
    if content.startswith(b"OggS"):
        return ogg.rewrite(content)
    return mpeg.rewrite(content)
