"""What is looked at before a workbook is parsed: a small file may hold more than the machine does."""

import re
import zipfile
from typing import IO
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_BYTES = 200_000_000  # unpacked, by command
MOST_BYTES_SENT = 60_000_000  # unpacked, through the browser
_MOST_SHARED = 30_000_000  # texts that cells share are kept in memory
_MOST_OTHER = 5_000_000  # styles and the like are too
_MOST_PARTS = 500
_MOST_SHEETS = 60
_MOST_CELLS_A_ROW = 300
_CHUNK = 1 << 16
_SHEET = re.compile(r"/?xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_NAMED_SHEET = re.compile(rb"<(?:\w+:)?sheet[\s/>]")


def guard(file: IO[bytes], most_bytes: int = MOST_BYTES) -> dict[str, str]:
    """The first merged cells of each sheet by its part of the file. Raises ValidationError where it is no workbook.

    Reads in pieces and keeps none of them, so that nothing in the file decides how much memory it takes.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            _check_sizes(packed, most_bytes)
            return _check_parts(packed)
    except (zipfile.BadZipFile, expat.ExpatError, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise unreadable() from error
    finally:
        file.seek(0)


def unreadable() -> ValidationError:
    """What is said of anything that is no workbook."""
    return ValidationError(_("This is not a workbook that can be read. Please save it as XLSX again."))


def too_large() -> ValidationError:
    """What is said of a file that holds too much, packed or unpacked."""
    return ValidationError(_("The file is too large."))


def _check_sizes(packed: zipfile.ZipFile, most_bytes: int) -> None:
    parts = packed.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > most_bytes:
        raise too_large()
    for part in parts:
        shared = part.filename.lower().endswith("sharedstrings.xml")
        limit = _MOST_SHARED if shared else _MOST_OTHER
        streamed = _SHEET.fullmatch(part.filename) or not part.filename.lower().endswith((".xml", ".rels"))
        if not streamed and part.file_size > limit:
            raise too_large()


def _check_parts(packed: zipfile.ZipFile) -> dict[str, str]:
    merged = {}
    sheets = 0
    for part in packed.infolist():
        if not part.filename.lower().endswith((".xml", ".rels")):
            continue
        if part.filename.lower().endswith("workbook.xml"):
            sheets += len(_NAMED_SHEET.findall(packed.read(part)))
            if sheets > _MOST_SHEETS:
                raise ValidationError(_("The file holds more than %(most)d sheets.") % {"most": _MOST_SHEETS})
        scan = _Scan()
        with packed.open(part) as content:
            while piece := content.read(_CHUNK):
                scan.feed(piece)
        if scan.merged:
            merged[part.filename.lstrip("/")] = scan.merged
    return merged


class _Scan:
    """One part, element by element."""

    def __init__(self) -> None:
        self.merged = ""
        self._cells = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, piece: bytes) -> None:
        self._parser.Parse(piece, False)

    def _doctype(self, *_facts: object) -> None:
        """A workbook has none; what defines entities wants to swell."""
        raise unreadable()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            self._cells = 0
        elif local == "c":
            self._cells += 1
            if self._cells > _MOST_CELLS_A_ROW:
                raise too_large()
        elif local == "mergeCell" and not self.merged:
            self.merged = attributes.get("ref", "?")[:20]
