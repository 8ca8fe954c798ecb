"""Pages of a list by the last row's values: the hundredth page costs what the first does, and no row is shown twice.

Newest is what was taken in last. An order is read in phases (those with a due time, then those without), each of which
an index serves.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuzhi.cases.models import Case
from wuzhi.cases.process import Words
from wuzhi.cases.statements import Statement, cases_found, composed_once, union_of
from wuzhi.cases.visibility import CaseQuerySet

PAGE = 50
Ways = Sequence[CaseQuerySet[Case]]
# What the lines of a list are drawn from.
_SHOWN = (
    *("id", "uuid", "process", "version", "state", "urgency", "category_id", "area_code", "place_id", "given_place"),
    *("tier", "lead_unit_id", "assignee_id", "due_at", "closed_at", "wake_at", "task_due_at"),
)


@dataclass(frozen=True)
class Phase:
    """A part of an order in which the sorted column is never empty; '' where only the key sorts.

    `key` names the key as the list's ways hold it.
    """

    condition: Q
    column: str = ""
    descending: bool = False
    key: str = "id"

    @property
    def ordering(self) -> list[str]:
        """For `order_by`."""
        sign = "-" if self.descending else ""
        return [f"{sign}{column}" for column in (self.column, self.key) if column]

    def after(self, value: Any, key: int) -> Q:
        """The rows that follow the one with this value and key."""
        more = "lt" if self.descending else "gt"
        beyond = Q(**{f"{self.key}__{more}": key})
        if not self.column:
            return beyond
        return Q(**{f"{self.column}__{more}e": value}) & (Q(**{f"{self.column}__{more}": value}) | beyond)

    def key_of(self, case: Case) -> tuple[Any, ...]:
        """By what two rows of this phase are compared."""
        return (attrgetter(self.column)(case), case.pk) if self.column else (case.pk,)


@dataclass(frozen=True)
class Order:
    """How a list is sorted. `read` turns a cursor's text into the sorted column's value."""

    key: str
    label: Words
    phases: tuple[Phase, ...]
    read: Callable[[str], Any]


@dataclass(frozen=True)
class Page:
    """At most PAGE cases of a list; `after` is the cursor of what follows, '' where nothing does."""

    cases: list[Case]
    after: str
    first: bool


_ANY = Q()
ORDERS = (
    Order(
        "due",
        _("by due time"),
        (Phase(Q(due_at__isnull=False), "due_at"), Phase(Q(due_at__isnull=True))),
        datetime.fromisoformat,
    ),
    Order("newest", _("newest first"), (Phase(_ANY, descending=True),), str),
    Order("oldest", _("oldest first"), (Phase(_ANY),), str),
    Order("place", _("by place"), (Phase(_ANY, "area_code"),), str),
)


FOUND = Order("newest", _("newest first"), (Phase(_ANY, descending=True, key="rank"),), str)


def order(key: str, otherwise: str) -> Order:
    """The order of this key, or the other one."""
    found = {one.key: one for one in ORDERS}
    return found.get(key) or found[otherwise]


def page_of(
    ways: Callable[[], Ways], by: Order, after: str = "", key: Hashable | None = None, also: Sequence[str] = ()
) -> Page:
    """A page of a list that is found in several ways; a cursor that can't be read begins at the start.

    Its cases hold what a line shows and `also` these columns; any other costs a query for each case.

    One query, one more where a phase ends within the page, and one to find the cursor's row. What a first page asks
    is kept under `key`, which holds all that `ways` depends on.
    """
    cursor = _read(after, by)
    found: list[tuple[Case, int]] = []
    for number, phase in enumerate(by.phases):
        if cursor is not None and number < cursor.phase:
            continue
        follows = phase.after(cursor.value, cursor.key) if cursor is not None and number == cursor.phase else _ANY
        first = None if key is None or cursor is not None else (key, by.key, phase.key, number, tuple(also))
        asked = composed_once(first, partial(_asked, ways, phase, follows, also))
        rows = sorted(asked.cases(), key=phase.key_of, reverse=phase.descending)
        found += [(case, number) for case in rows]
        if len(found) > PAGE:
            break
    shown = found[:PAGE]
    return Page([case for case, _number in shown], _cursor(*shown[-1], by) if len(found) > PAGE else "", cursor is None)


def _asked(ways: Callable[[], Ways], phase: Phase, follows: Q, also: Sequence[str]) -> Statement:
    """The first rows of a phase, each way cut by its own index."""
    cut = [way.filter(phase.condition, follows).order_by(*phase.ordering)[: PAGE + 1] for way in ways()]
    keys = union_of(cut, phase.column)
    return cases_found(keys, PAGE + 1, [*_SHOWN, *also], sorts=bool(phase.column), descending=phase.descending)


@dataclass(frozen=True)
class _Cursor:
    phase: int
    value: Any
    key: int


def _cursor(case: Case, number: int, by: Order) -> str:
    """The row's outer name, its phase and its value: a row that moves on meanwhile holds up nobody."""
    column = by.phases[number].column
    value = getattr(case, column) if column else ""
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return f"{case.uuid}.{number}.{text}"


def _read(after: str, by: Order) -> _Cursor | None:
    outer, _dot, rest = after.partition(".")
    number, _dot, text = rest.partition(".")
    try:
        phase = range(len(by.phases))[int(number)] if number.isascii() and number.isdigit() else None
        value = by.read(text) if phase is not None and by.phases[phase].column else None
        if isinstance(value, datetime) and value.tzinfo is None:
            return None
        key = Case.objects.filter(uuid=UUID(outer)).values_list("pk", flat=True).order_by().first()
    except (ValueError, IndexError):
        return None
    return _Cursor(phase, value, key) if phase is not None and key is not None else None
