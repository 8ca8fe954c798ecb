"""Reading a workbook that a stranger made: every cell is suspect, every refusal names sheet, line and reason."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import IO, Any, NamedTuple

import openpyxl
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wuzhi.areas.codes import unpadded
from wuzhi.areas.reading import has_unseen
from wuzhi.core import sheets
from wuzhi.core.sheets import Column, Line, Sheet
from wuzhi.workbook import guarding

MOST_ROWS = 100_000
_MOST_LINES = 200_000  # blank ones included: a sheet may be dressed down to its last line
_MOST_COLUMNS = 40
_MOST_FAULTS = 200  # a sheet
_EXACT_DIGITS = 15  # a spreadsheet keeps no more of a number
COMMENT = "#"


class Fault(NamedTuple):
    """Why something was refused. Line 0 stands for the sheet, sheet '' for the file."""

    sheet: str
    line: int
    reason: str


@dataclass
class Reading:
    """What could be read, by the sheet's key, and what could not; `titles` as the file itself names its sheets.

    `unknown` are sheets and columns that nothing here knows: they are passed over, and said.
    """

    lines: dict[str, list[Line]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def read(file: IO[bytes], *, whole: bool = True, most_bytes: int = guarding.MOST_BYTES) -> Reading:
    """All sheets of an XLSX file; a `whole` one has those that a place can't do without. Its content never raises."""
    found = Reading()
    try:
        for name, cells, merged in _tables(file, most_bytes):
            sheet = _sheet(name)
            if sheet is None:
                found.unknown.append(name[:40])
                continue
            if sheet.key in found.lines:
                found.faults.append(Fault(name, 0, _("The sheet is there twice.")))
                continue
            found.lines[sheet.key], found.titles[sheet.key] = [], name
            if merged:
                words = _("Cells are merged (%(cells)s). Please unmerge them: each row says all of its own.")
                found.faults.append(Fault(name, 0, words % {"cells": merged}))
                continue
            _read_sheet(sheet, name, cells, found)
    except ValidationError as error:
        return Reading(faults=[Fault("", 0, message) for message in error.messages])
    for sheet in sheets.known().values():
        if whole and sheet.required and sheet.key not in found.lines:
            names = {"key": sheet.key, "title": sheet.title}
            found.faults.append(Fault("", 0, _("The sheet %(key)s (%(title)s) is missing.") % names))
    if not found.lines and not found.faults:
        found.faults.append(Fault("", 0, _("No sheet of this file is one that is known here.")))
    for key in sheets.known():
        found.lines.setdefault(key, [])
    return found


def _tables(file: IO[bytes], most_bytes: int) -> Iterator[tuple[str, Iterator[tuple[Any, ...]], str]]:
    merged = guarding.guard(file, most_bytes)
    try:
        book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
        for page in book.worksheets:
            yield page.title, _rows(page), merged.get(str(getattr(page, "_worksheet_path", "")).lstrip("/"), "")
    except ValidationError:
        raise
    except Exception as error:  # a broken workbook fails anywhere in the parser, with anything
        raise guarding.unreadable() from error


def _rows(page: Any) -> Iterator[tuple[Any, ...]]:
    try:
        yield from islice(page.iter_rows(max_col=_MOST_COLUMNS), _MOST_LINES)
    except Exception as error:  # the sheet itself is parsed only now
        raise guarding.unreadable() from error


def _sheet(name: str) -> Sheet | None:
    wanted = name.strip().lower()
    return next((sheet for sheet in sheets.known().values() if wanted in {sheet.key, sheet.title}), None)


def _read_sheet(sheet: Sheet, name: str, rows: Iterator[tuple[Any, ...]], found: Reading) -> None:
    header = [cell.value for cell in next(rows, ())]
    try:
        columns = _columns(sheet, header, found)
    except ValidationError as error:
        found.faults.append(Fault(name, 1, error.messages[0]))
        return
    lines = found.lines[sheet.key]
    for number, row in enumerate(rows, start=2):
        values = [cell for cell in row if cell.value is not None and cell.value != ""]
        if not values or str(values[0].value).lstrip().startswith(COMMENT):
            continue
        if len(lines) >= MOST_ROWS:
            found.faults.append(Fault(name, number, _("There are more than %(most)d rows.") % {"most": MOST_ROWS}))
            return
        try:
            cells = {column.key: _text(column, row[at]) if at < len(row) else "" for column, at in columns}
            lines.append(Line(number, _whole(sheet, cells)))
        except ValidationError as error:
            found.faults += [Fault(name, number, message) for message in error.messages]
            if len(found.faults) > _MOST_FAULTS:
                found.faults.append(Fault(name, number, _("There is more that is wrong; it was not read further.")))
                return


def _columns(sheet: Sheet, header: list[object], found: Reading) -> list[tuple[Column, int]]:
    titles = [str(title or "").strip().lower().rstrip("*") for title in header]
    known = {name for column in sheet.columns for name in (column.key, column.title)}
    found.unknown += [f"{found.titles[sheet.key]}: {title[:40]}" for title in titles if title and title not in known]
    columns = []
    for column in sheet.columns:
        at = [place for place, title in enumerate(titles) if title in {column.key, column.title}]
        if len(at) > 1:
            raise ValidationError(_("The column %(name)s is there twice.") % {"name": column.said})
        if not at and column.required:
            names = {"name": column.key, "title": column.title}
            raise ValidationError(_("The first line must name the column %(name)s (%(title)s).") % names)
        columns += [(column, place) for place in at]
    return columns


def _text(column: Column, cell: Any) -> str:
    value, name = cell.value, {"name": column.said}
    if value is None:
        return ""
    if cell.data_type in {"f", "e"} or not isinstance(value, str | int | float | bool | date):
        raise ValidationError(_("Column %(name)s: a formula or a faulty cell; please put the value itself.") % name)
    text = _plain(value, column)
    if len(text) > column.longest:
        facts = {**name, "most": column.longest}
        raise ValidationError(_("Column %(name)s: more than %(most)d characters.") % facts)
    if any(map(has_unseen, text.splitlines() if column.kind == "lines" else [text])):
        raise ValidationError(_("Column %(name)s: it holds control characters.") % name)
    return text


def _plain(value: str | int | float | bool | date, column: Column) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and len(str(value)) > _EXACT_DIGITS:
        words = _("Column %(name)s: a number this long lost digits. Please format its cell as text.")
        raise ValidationError(words % {"name": column.said})
    return _normal(str(value).replace("\r\n", "\n").strip(), column)


def _normal(text: str, column: Column) -> str:
    """As the house writes it, so that a row that says the same is seen to say the same."""
    if not text:
        return ""
    if column.kind == "area":
        return unpadded(text)
    if column.kind == "areas":
        return " ".join(sorted({unpadded(code) for code in text.replace(",", " ").replace("，", " ").split()}))
    return sheets.day_of(text).isoformat() if column.kind == "day" else text


def _whole(sheet: Sheet, cells: dict[str, str]) -> dict[str, str]:
    """Required cells are there, choices are known; columns that the file leaves out stay out."""
    faults = []
    for key, text in cells.items():
        column = sheet.column(key)
        if not text:
            if column.required:
                faults.append(_("Column %(name)s is empty.") % {"name": column.said})
            continue
        choice = column.read(text)
        if choice is None:
            known = ", ".join(one for one, _label in (column.choices() if column.choices else ()))
            facts = {"name": column.said, "value": text[:40], "known": known}
            faults.append(_("Column %(name)s: %(value)s is unknown; there are: %(known)s.") % facts)
        else:
            cells[key] = choice
    if faults:
        raise ValidationError(faults)
    return cells
