"""An empty workbook to fill in: headers, notes, examples, and lists to choose from."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from wuzhi.workbook.reading import COMMENT
from wuzhi.workbook.sheets import SHEETS, Sheet

_LAST_LINE = 5000
_WIDTH = 22
_TEXT = "@"


def write_template(path: Path) -> None:
    """Writes the workbook; lines that begin with # are notes and examples, which the import passes over.

    Raises OSError where the file can't be written.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in SHEETS:
        _write(book.create_sheet(sheet.title), sheet)
    book.save(path)


def _write(page: Worksheet, sheet: Sheet) -> None:
    page.append([f"{column.title}{'*' if column.required else ''}" for column in sheet.columns])
    notes = [f"{column.key}: {column.note}".strip(" :") for column in sheet.columns]
    page.append([f"{COMMENT} {notes[0]}", *notes[1:]])
    for example in sheet.examples:
        page.append([f"{COMMENT} {example[0]}", *(str(cell) for cell in example[1:])])
    for cell in page[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDE7F0")
    for line in range(2, 3 + len(sheet.examples)):
        for cell in page[line]:
            cell.font = Font(italic=True, color="777777")
    page.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(number)
        page.column_dimensions[letter].width = _WIDTH
        page.column_dimensions[letter].number_format = _TEXT
        if column.choices is not None:
            keys = ",".join(key for key, _label in column.choices())
            choice = DataValidation(type="list", formula1=f'"{keys}"', allow_blank=True, showErrorMessage=True)
            choice.add(f"{letter}{3 + len(sheet.examples)}:{letter}{_LAST_LINE}")
            page.add_data_validation(choice)
