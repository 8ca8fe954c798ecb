"""The sheets of the workbook of settings: each room declares its own, and the workbook reads and writes them all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

Words = str | Promise
Choices = Iterable[tuple[str, Words]]
Cells = Mapping[str, str]
Outcome = Literal["added", "changed", "unchanged"]
YES, NO = "yes", "no"
YES_NO: Choices = ((YES, _("yes")), (NO, _("no")))
EMPTY_IS_YES, EMPTY_IS_NO = _("Empty means yes."), _("Empty means no.")
DAY_NOTE = _("A date such as 2026-01-31.")
ENDS_NOTE = _("The first day on which it no longer holds.")
CODE_NOTE = _("Letters and digits, for good: what has the same code is changed, not added.")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", re.ASCII)


class Faulty(Exception):
    """The row leans on another row of the file that was refused; saying so again would help nobody."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key and Chinese title, what the notes row says, and what may be chosen."""

    key: str
    title: str
    note: Words = ""
    required: bool = False
    choices: Callable[[], Choices] | None = None
    longest: int = 200
    kind: Literal["text", "lines", "area", "areas", "day"] = "text"

    @property
    def said(self) -> str:
        """As sentences name it."""
        return f"{self.title}（{self.key}）" if _in_chinese() else self.key

    @property
    def tab(self) -> str:
        """As the workbook's first line names it in the reader's language."""
        return self.title if _in_chinese() else self.key

    def read(self, text: str) -> str | None:
        """The key of a choice from its key or its name in either language; None where it is none of them."""
        if self.choices is None:
            return text
        for key, label in self.choices():
            if text.lower() == key or text in {_in("zh-hans", label), _in("en", label)}:
                return key
        return None


@dataclass(frozen=True)
class Line:
    """A row of a sheet: text by column, '' where empty; choices as their keys."""

    number: int
    cells: Cells

    def __getitem__(self, key: str) -> str:
        return self.cells[key]

    def get(self, key: str) -> str:
        """The cell, '' where the file leaves the column out."""
        return self.cells.get(key, "")

    def given(self, *keys: str) -> dict[str, str]:
        """The columns that the file has; one that it leaves out stays as it is."""
        return {key: self.cells[key] for key in keys if key in self.cells}

    def switch(self, key: str, *, empty: bool, name: str = "") -> dict[str, bool]:
        """A yes or no under the name of its column of the table; {} where the file leaves it out."""
        if key not in self.cells:
            return {}
        return {name or key: self[key] == YES or (empty and self[key] != NO)}

    def number_of(self, key: str) -> dict[str, int]:
        """A whole number; {} where the file says none. Raises ValidationError in words."""
        return {key: whole(self[key], key)} if self.get(key) else {}

    def day(self, key: str) -> date | None:
        """A day; None where the file says none. Raises ValidationError in words."""
        return day_of(self[key]) if self.get(key) else None


@dataclass(frozen=True)
class Sheet:
    """A sheet as data, and what its rows do.

    `identity` are the columns by which a row is known; `rows` what is in force now, by column, as text; `apply` writes
    one row through the room's own verbs; `after` is a second pass, once every row of the sheet is there; `held` are
    the rows that other sheets look up, by code, and `unknown` what is said where one is not there. `order` puts
    what others lean on first.
    """

    key: str
    title: str
    order: int
    models: tuple[type[Model], ...]
    columns: tuple[Column, ...]
    identity: tuple[str, ...]
    rows: Callable[[], Iterable[Cells]]
    apply: Callable[[Import, Line], Outcome]
    examples: Callable[[], tuple[tuple[str, ...], ...]] = tuple
    after: Callable[[Import, Line], Outcome] | None = None
    held: Callable[[], dict[str, Any]] | None = None
    unknown: Words = ""
    required: bool = False

    def column(self, key: str) -> Column:
        """The column with this key."""
        return next(column for column in self.columns if column.key == key)

    def name_of(self, cells: Cells) -> tuple[str, ...]:
        """By what a row is known."""
        return tuple(cells.get(key, "") for key in self.identity)

    @property
    def tab(self) -> str:
        """As the workbook calls it in the reader's language."""
        return self.title if _in_chinese() else self.key


@dataclass
class Import:
    """One import: who does it, what the database holds, and which rows the file has brought or tried to bring."""

    actor: Any
    _held: dict[str, dict[str, Any]] = field(default_factory=dict)
    _named: set[tuple[str, ...]] = field(default_factory=set)
    _tried: set[tuple[str, str]] = field(default_factory=set)
    notes: dict[str, int] = field(default_factory=dict)

    def name(self, sheet: Sheet, cells: Cells) -> None:
        """Marks a row as used. Raises ValidationError where an earlier row of the file is the same one."""
        marked = (sheet.key, *sheet.name_of(cells))
        if marked in self._named:
            raise ValidationError(_("%(key)s is there twice.") % {"key": " ".join(marked[1:]).strip()[:60]})
        self._named.add(marked)

    def expect(self, sheet: Sheet, cells: Cells) -> None:
        """A refused row still counts as named, so that rows that lean on it are passed over in silence."""
        self._tried.add((sheet.key, cells.get(sheet.identity[0], "")))

    def held(self, key: str) -> dict[str, Any]:
        """The rows of a sheet by code; what this import adds is put in."""
        if key not in self._held:
            loads = known()[key].held
            self._held[key] = loads() if loads else {}
        return self._held[key]

    def find(self, key: str, code: str) -> Any:
        """The row with this code. Raises ValidationError where nothing has it, Faulty where a refused row has it."""
        found = self.held(key).get(code)
        if found is not None:
            return found
        if (key, code) in self._tried:
            raise Faulty
        raise ValidationError(str(known()[key].unknown) % {"code": code[:40]})

    def maybe(self, key: str, code: str) -> Any:
        """The same; None where no code is given."""
        return self.find(key, code) if code else None


_sheets: dict[str, Sheet] = {}


def register(*sheets: Sheet) -> None:
    """A room adds its sheets when the program starts."""
    _sheets.update({sheet.key: sheet for sheet in sheets})


def known() -> dict[str, Sheet]:
    """All sheets by key, those first on which others lean."""
    return dict(sorted(_sheets.items(), key=lambda item: (item[1].order, item[0])))


def whole(text: str, column: str) -> int:
    """A whole number that is not negative. Raises ValidationError in words."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        facts = {"name": column, "value": text[:20]}
        raise ValidationError(_("Column %(name)s: %(value)s is not a whole number.") % facts)
    return int(text)


def day_of(text: str) -> date:
    """A day as people write it: 2026-01-31, 2026/1/31, 2026年1月31日. Raises ValidationError in words."""
    found = _DAY.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError(text)
        return date(*map(int, found.groups()))
    except ValueError as error:
        raise ValidationError(_("%(text)s is no date such as 2026-01-31.") % {"text": text[:20]}) from error


def shown(value: Any) -> str:
    """A value as a cell of text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    return value.isoformat() if isinstance(value, date) else str(value)


def columns_of(row: Model, *names: str) -> dict[str, str]:
    """Columns of a row that the sheet names as the table does."""
    return {name: shown(getattr(row, name)) for name in names}


def _in_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _in(language: str, words: Words) -> str:
    with override(language):
        return str(words)
