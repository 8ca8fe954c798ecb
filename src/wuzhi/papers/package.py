"""A Word file as a package: what must not be in one that a stranger made, looked at before any part is read."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

LARGEST = 500_000
LARGEST_PART = 2_000_000
LARGEST_TEXT = 400_000
MOST_PARTS = 150
_ACTIVE = re.compile(r"vbaproject|/embeddings/|activex|oleobject|afchunk|webextension|/attachedtoolbars", re.IGNORECASE)
_ENTITIES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_OUTSIDE = re.compile(rb"TargetMode\s*=\s*[\"']External", re.IGNORECASE)
_CHUNK = re.compile(rb"<(\w+:)?altChunk\b", re.IGNORECASE)
_FIELD = re.compile(rb"<(?:\w+:)?instrText[^>]*>([^<]*)<|\binstr\s*=\s*[\"']([^\"']*)[\"']")
_PAGES = {b"PAGE", b"NUMPAGES", b"SECTIONPAGES", b"\\*", b"MERGEFORMAT", b"Arabic"}


class Unsafe(Exception):
    """The file holds what no letter needs; the message is a sentence."""


def look(content: bytes) -> None:
    """Raises Unsafe where the file is no plain Word document: too large, with macros, links or foreign parts."""
    if len(content) > LARGEST:
        raise Unsafe(_("The file is larger than %(size)d KB.") % {"size": LARGEST // 1000})
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_PART:
                raise Unsafe(_("The file unpacks to more than a letter needs."))
            if "word/document.xml" not in archive.namelist():
                raise Unsafe(_("This is no Word document (.docx)."))
            for part in parts:
                _look_at(part.filename, archive.read(part))
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise Unsafe(_("This is no Word document (.docx).")) from error


def _look_at(name: str, content: bytes) -> None:
    if _ACTIVE.search(f"/{name}"):
        raise Unsafe(_("The file holds macros or embedded objects."))
    if not name.endswith((".xml", ".rels")):
        return
    try:
        text = content.decode("utf-8-sig").encode()
    except UnicodeDecodeError as error:
        raise Unsafe(_("The file is written in an unusual encoding.")) from error
    declared = re.match(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"']([\w-]+)", text)
    if declared and declared[1].lower() not in {b"utf-8", b"us-ascii"}:
        raise Unsafe(_("The file is written in an unusual encoding."))
    if _ENTITIES.search(text) or _CHUNK.search(text) or _OUTSIDE.search(text):
        raise Unsafe(_("The file points to something outside itself."))
    if name.startswith("word/") and not name.startswith("word/theme") and "styles" not in name:
        _look_at_text(text)


def _look_at_text(text: bytes) -> None:
    if len(text) > LARGEST_TEXT:
        raise Unsafe(_("The file unpacks to more than a letter needs."))
    written = b" ".join(one or other for one, other in _FIELD.findall(text))
    if not _PAGES.issuperset(written.split()):
        raise Unsafe(_("The file holds fields that Word would carry out; only page numbers may be."))
