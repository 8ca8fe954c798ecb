"""Files made to do harm, or just odd: a clear sentence, little memory, and nothing written."""

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest

from wuzhi.areas.models import Area
from wuzhi.core import sheets
from wuzhi.workbook import guarding
from wuzhi.workbook.reading import read

pytestmark = pytest.mark.django_db
_MEGABYTE = 1_000_000


@pytest.fixture(autouse=True)
def county() -> None:
    Area.objects.create(code="421081", name="石首市", level="county")


def book(change: Callable[[Any], None] | None = None, **rows: list[tuple[Any, ...]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for title, lines in (rows or {"areas": [("code", "name"), ("421081", "石首市")]}).items():
        page = made.create_sheet(title)
        for line in lines:
            page.append(list(line))
    if change is not None:
        change(made)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def altered(content: bytes, parts: dict[str, bytes]) -> bytes:
    """The same file with parts put in the place of its own, packed as tightly as they go."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in {*source.namelist(), *parts}:
            target.writestr(name, parts[name] if name in parts else source.read(name))
    return made.getvalue()


def said(content: bytes) -> list[str]:
    reading = read(io.BytesIO(content), whole=False, most_bytes=guarding.MOST_BYTES_SENT)
    return [fault.reason for fault in reading.faults]


SHEET = "xl/worksheets/sheet1.xml"
OPEN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CLOSE = b"</sheetData></worksheet>"
ROW = (
    b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>%s</t></is></c><c r="B%d" t="inlineStr"><is><t>%s</t></is></c></row>'
)


def sheet(*rows: bytes) -> bytes:
    return OPEN + ROW % (1, 1, b"code", 1, b"name") + b"".join(rows) + CLOSE


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a bomb": (lambda: altered(book(), {SHEET: b" " * (80 * _MEGABYTE)}), "too large"),
    "many small bombs": (lambda: altered(book(), {f"x{n}.xml": b"<a/>" for n in range(600)}), "too large"),
    "texts without end": (
        lambda: altered(book(), {"xl/sharedStrings.xml": b"<sst>" + b"<si><t>a</t></si>" * 2_000_000 + b"</sst>"}),
        "too large",
    ),
    "styles without end": (
        lambda: altered(book(), {"xl/styles.xml": b"<a>" + b"<b/>" * 1_500_000 + b"</a>"}),
        "too large",
    ),
    "a row without end": (
        lambda: altered(book(), {SHEET: sheet(b'<row r="2">' + b"<c><v>1</v></c>" * 1_000_000 + b"</row>")}),
        "too large",
    ),
    "entities": (
        lambda: altered(book(), {SHEET: b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + sheet()}),
        "can be read",
    ),
    "a document of another kind": (lambda: altered(book(), {"xl/workbook.xml": b"<html/>"}), ""),
    "no zip": (lambda: b"code,name\n421081,x\n", "can be read"),
    "nothing": (lambda: b"", "can be read"),
    "thousands of sheets": (
        lambda: altered(book(), {"xl/workbook.xml": b"<workbook>" + b"<sheet name='a'/>" * 5000 + b"</workbook>"}),
        "sheets",
    ),
    "a formula": (lambda: book(areas=[("code", "name"), ("421081", '=HYPERLINK("http://x")')]), "formula"),
    "merged cells": (lambda: book(lambda made: made["areas"].merge_cells("A2:B3")), "A2:B3"),
    "no sheet that is known": (lambda: book(fruit=[("apple",)]), "No sheet"),
    "a column twice": (lambda: book(areas=[("code", "name", "name"), ("421081", "a", "b")]), "twice"),
    "a number for a date": (lambda: book(calendar=[("day", "working"), (46000, "yes")]), "46000"),
    "words for a date": (lambda: book(calendar=[("day", "working"), ("国庆", "yes")]), "国庆"),
    "a day that is none": (lambda: book(calendar=[("day", "working"), ("2026-02-30", "yes")]), "2026-02-30"),
    "a choice that is none": (lambda: book(calendar=[("day", "working"), ("2026-02-03", "perhaps")]), "perhaps"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_in_a_sentence_and_in_little_memory(name: str) -> None:
    make, words = HOSTILE[name]
    content = make()
    tracemalloc.start()
    try:
        reasons = said(content)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert reasons
    assert any(words in reason for reason in reasons), reasons
    assert peak < 40 * _MEGABYTE


def test_rows_by_the_billion_come_to_an_end() -> None:
    far = ROW % (4_000_000_000, 4_000_000_000, b"421081999", 4_000_000_000, "远".encode())
    content = altered(book(), {SHEET: sheet(far)})
    reading = read(io.BytesIO(content), whole=False)
    assert reading.lines["areas"] == []


def test_dates_are_read_as_people_write_them() -> None:
    days = ["2026-10-01", "2026/10/1", "2026年10月1日", "2026.10.01", date(2026, 10, 1)]
    for day in days:
        reading = read(io.BytesIO(book(calendar=[("day", "working"), (day, "no")])), whole=False)
        assert reading.faults == []
        assert reading.lines["calendar"][0]["day"] == "2026-10-01"


def test_what_is_not_known_is_passed_over_and_said() -> None:
    content = book(areas=[("code", "name", "mood"), ("421081", "石首市", "good")], fruit=[("apple",)])
    reading = read(io.BytesIO(content), whole=False)
    assert reading.faults == []
    assert reading.unknown == ["areas: mood", "fruit"]


def test_every_sheet_is_declared_so_that_it_can_be_read_back() -> None:
    titles = [name for one in sheets.known().values() for name in (one.key, one.title)]
    assert len(titles) == len(set(titles))
    for one in sheets.known().values():
        keys = [column.key for column in one.columns]
        assert set(one.identity) <= set(keys)
        assert all(len(example) == len(keys) for example in one.examples()), one.key
        assert len(one.title) <= 31
