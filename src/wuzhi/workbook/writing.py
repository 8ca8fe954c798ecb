"""The workbook written: an empty one with notes and examples, or one with all that is in force."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from wuzhi.core import sheets
from wuzhi.core.sheets import Cells, Sheet
from wuzhi.workbook.reading import COMMENT

_LAST_LINE = 5000
_LONGEST_LIST = 250  # characters of a list to choose from
_WIDTH = 22
_TEXT = "@"
_HEAD_FONT, _HEAD_FILL = Font(bold=True), PatternFill("solid", fgColor="DDE7F0")
_NOTE_FONT = Font(italic=True, color="777777")


def write_template(file: Path | IO[bytes]) -> None:
    """Writes an empty one; lines that begin with # are notes and examples, which the import passes over.

    Raises OSError where the file can't be written.
    """
    _write(file, filled=False)


def write_settings(file: IO[bytes]) -> None:
    """Writes all that is in force, so that what was not touched comes back unchanged."""
    _write(file, filled=True)


def _write(file: Path | IO[bytes], *, filled: bool) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets.known().values():
        page = book.create_sheet(sheet.tab)
        _head(page, sheet, examples=not filled)
        if filled:
            _fill(page, sheet, sheet.rows())
        _dress(page, sheet)
    book.save(file)


def _head(page: Worksheet, sheet: Sheet, *, examples: bool) -> None:
    page.append([f"{column.tab}{'*' if column.required else ''}" for column in sheet.columns])
    notes = [f"{column.key}: {column.note}".strip(" :") for column in sheet.columns]
    page.append([f"{COMMENT} {notes[0]}", *notes[1:]])
    for example in sheet.examples() if examples else ():
        page.append([f"{COMMENT} {example[0]}", *(str(cell) for cell in example[1:])])
    for cell in page[1]:
        cell.font, cell.fill = _HEAD_FONT, _HEAD_FILL
    for line in range(2, page.max_row + 1):
        for cell in page[line]:
            cell.font = _NOTE_FONT


def _fill(page: Worksheet, sheet: Sheet, rows: Iterable[Cells]) -> None:
    """As text, whatever it looks like: no cell may become a formula, and a code keeps its zeros."""
    wrap = Alignment(wrap_text=True, vertical="top")
    for number, row in enumerate(rows, start=page.max_row + 1):
        for place, column in enumerate(sheet.columns, start=1):
            text = row.get(column.key, "")
            if not text:
                continue
            cell = page.cell(row=number, column=place)
            if isinstance(cell, Cell):
                cell.value = text.replace("\r\n", "\n")
                cell.data_type = "s"
                cell.number_format = _TEXT
                cell.quotePrefix = text[0] in "=+-@"
                if column.kind == "lines":
                    cell.alignment = wrap


def _dress(page: Worksheet, sheet: Sheet) -> None:
    first = page.max_row + 1 if page.max_row < _LAST_LINE else 3
    page.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(number)
        page.column_dimensions[letter].width = _WIDTH * (3 if column.kind == "lines" else 1)
        page.column_dimensions[letter].number_format = _TEXT
        keys = ",".join(key for key, _label in column.choices()) if column.choices else ""
        if keys and len(keys) <= _LONGEST_LIST:
            choice = DataValidation(type="list", formula1=f'"{keys}"', allow_blank=True, showErrorMessage=True)
            choice.add(f"{letter}3:{letter}{max(first, _LAST_LINE)}")
            page.add_data_validation(choice)
