"""A case as a line of a list; what its words depend on is named, and words are found once for it. No query."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wuzhi.areas.directory import directory_stamp
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.models import Case
from wuzhi.cases.models.case import Urgency
from wuzhi.cases.screens import describe
from wuzhi.people.staff import staff
from wuzhi.people.units import units

MOST_KEPT = 4000
# The columns on which the words of a line depend, beside its place.
_DEPENDS_ON = {
    *("process", "version", "state", "urgency", "category_id", "area_code", "tier", "lead_unit_id", "assignee_id"),
    *("wake_at", "task_due_at"),
}
_READ = [str(field.attname) for field in Case._meta.concrete_fields if field.attname in _DEPENDS_ON]
_values = attrgetter(*_READ)


@dataclass(frozen=True, slots=True)
class Attached:
    """How many photos and recordings came with a case."""

    pictures: int = 0
    recordings: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A case as lists show it. `awaited` names nobody and is for everyone; `who` names the person, for workers.

    `waits` is `who` in a sentence.
    """

    case: Case
    uuid: str
    title: str
    state: str
    awaited: str
    who: str
    waits: str
    due: describe.Due | None
    urgency: str
    urgent: bool
    url: str
    attached: Attached = Attached()

    @property
    def kind(self) -> str:
        """The kind of matter, '' before someone has classified it."""
        return describe.kind_of(self.case)


class _Words(NamedTuple):
    title: str
    state: str
    awaited: str
    who: str
    waits: str
    urgency: str


def row_of(case: Case) -> Row:
    """One line alone."""
    return rows_of([case])[0]


def rows_of(cases: Iterable[Case], attached: dict[Any, Attached] | None = None) -> list[Row]:
    """The lines of a list; `attached` counts photos and recordings by the case's uuid."""
    stamp = (get_language(), catalogue.stamp(), units.stamp(), staff.stamp(), directory_stamp())
    return [
        _row(case, _words(stamp, describe.place_code(case), _values(case)), (attached or {}).get(case.uuid))
        for case in cases
    ]


def _row(case: Case, words: _Words, attached: Attached | None) -> Row:
    uuid = str(case.uuid)
    return Row(
        case=case,
        uuid=uuid,
        title=words.title,
        state=words.state,
        awaited=words.awaited,
        who=words.who,
        waits=words.waits,
        due=describe.due(case),
        urgency=words.urgency,
        urgent=case.urgency != Urgency.ORDINARY,
        url=describe.address_of(uuid),
        attached=attached or Attached(),
    )


@lru_cache(MOST_KEPT)
def _words(stamp: Hashable, place: str, values: tuple[Any, ...]) -> _Words:
    """In one language, under one state of the settings. A case with no other columns is asked: reading one fails."""
    del stamp
    case = Case.from_db(DEFAULT_DB_ALIAS, ("id", *_READ), (None, *values))
    anyone = describe.awaited(case)
    who = describe.awaited(case, named=True) if case.assignee_id else anyone
    return _Words(
        title=describe.title_at(case, place),
        state=describe.state_label(case),
        awaited=anyone,
        who=who,
        waits=_("waits for %(who)s") % {"who": who} if who else "",
        urgency=str(Urgency(case.urgency).label),
    )
