"""A preview as a reader sees it: sheets and columns by name, choices in words, places and units named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wuzhi.areas.directory import directory
from wuzhi.cases.catalogue import catalogue
from wuzhi.core import sheets
from wuzhi.core.models import Verb
from wuzhi.core.sheets import Column
from wuzhi.people.units import units
from wuzhi.workbook.actions import Change, Report

ROWS_A_PAGE = 100
_LONGEST = 80
_KEYS = {"units": "unit", "categories": "category"}
_NAMED_BY = {"unit": "unit", "superior": "unit", "category": "category"}
REFUSED = "refused"


@dataclass(frozen=True)
class Pair:
    """One column: what it said and what it will say, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Row:
    """One row of the file and what becomes of it."""

    sheet: str
    line: int
    verb: str
    words: str
    name: str
    pairs: list[Pair]
    reason: str = ""


@dataclass(frozen=True)
class Page:
    """A page of the preview; `counts` by what becomes of the rows, in words, whichever page it is."""

    rows: list[Row]
    number: int
    pages: int
    counts: list[tuple[str, str, int]]


def page_of(report: Report, number: int) -> Page:
    """Refused rows first, then the changes in the order of the sheets."""
    refused = [Row(fault.sheet, fault.line, REFUSED, _("refused"), "", [], fault.reason) for fault in report.errors]
    total = len(refused) + len(report.changes)
    pages = max(1, -(-total // ROWS_A_PAGE))
    number = min(max(number, 1), pages)
    start = (number - 1) * ROWS_A_PAGE
    shown: list[Row] = refused[start : start + ROWS_A_PAGE]
    left = ROWS_A_PAGE - len(shown)
    begin = max(0, start - len(refused))
    shown += _rows(report.changes[begin : begin + left]) if left else []
    return Page(shown, number, pages, _counts(report))


def _counts(report: Report) -> list[tuple[str, str, int]]:
    verbs = Counter(change.verb for change in report.changes)
    words = (Verb.ADDED, Verb.CHANGED, Verb.ENDED)
    found = [(str(verb.value), str(verb.label), verbs[verb.value]) for verb in words]
    return [*found, ("same", _("stays as it is"), report.unchanged), (REFUSED, _("refused"), len(report.errors))]


def _rows(changes: Iterable[Change]) -> list[Row]:
    labels = dict(Verb.choices)
    known = sheets.known()
    rows = []
    for change in changes:
        sheet = known[change.sheet]
        name = " · ".join(
            _words(sheet.column(key), text, _KEYS.get(sheet.key, "") if key == "code" else "")
            for key, text in zip(sheet.identity, change.name, strict=True)
            if text
        )
        pairs = [
            Pair(sheet.column(key).tab, _words(sheet.column(key), before), _words(sheet.column(key), after))
            for key, before, after in change.columns
            if change.verb != Verb.ADDED or (key not in sheet.identity and after)
        ]
        rows.append(Row(sheet.tab, change.line, change.verb, str(labels[change.verb]), name or "–", pairs))
    return rows


def _words(column: Column, text: str, named_by: str = "") -> str:
    if not text:
        return "–"
    if column.choices is not None:
        return str(dict(column.choices()).get(text, text))
    if column.kind in ("area", "areas"):
        return "，".join(_named(str(directory().get(code) or ""), code) for code in text.split())[: _LONGEST * 2]
    kind = named_by or _NAMED_BY.get(column.key)
    if kind == "unit":
        return _named(next((str(unit) for unit in units.fresh() if unit.code == text), ""), text)
    if kind == "category":
        return _named(str(catalogue.fresh().category_by_code(text) or ""), text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _named(name: str, code: str) -> str:
    return f"{name} ({code})" if name else code
