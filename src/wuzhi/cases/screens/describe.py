"""A case in words that hold nothing a person wrote: title, state, who must act next, by when. No query."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wuzhi.areas.codes import Level
from wuzhi.areas.queries import name_path
from wuzhi.cases import process
from wuzhi.cases.assigning import acting
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.fields import kind_label
from wuzhi.cases.models import Case
from wuzhi.cases.models.case import Channel
from wuzhi.cases.visibility import words_of
from wuzhi.core import clock
from wuzhi.people.models import Role, UnitKind
from wuzhi.people.units import units

_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Due:
    """When someone must have acted, as an instant and in words; `overdue` is said in the words too."""

    at: datetime
    overdue: bool
    words: str

    @property
    def machine(self) -> str:
        """As `<time>` holds it."""
        return self.at.isoformat(timespec="seconds")

    @property
    def short(self) -> str:
        """Month, day and minute, in the local zone."""
        return f"{self.at.astimezone(clock.local_zone()):%m-%d %H:%M}"


def place_words(code: str) -> str:
    """From the town down: "绣林街道 · 桥南居委会"; the code itself where nothing is known of it."""
    return name_path(code) or code


def place_of(case: Case) -> str:
    """Where the case is, in words."""
    return place_words(place_code(case))


def place_code(case: Case) -> str:
    """Where the case is: its building or hamlet where one was chosen, else its grid."""
    chosen = case.given_place.get("code", "") if case.place_id else ""
    return str(chosen) or case.area_code


def title(case: Case) -> str:
    """Generated, never words of a person: "路灯 · 绣林街道 · 桥南居委会"."""
    return title_at(case, place_code(case))


def title_at(case: Case, place: str) -> str:
    """What it is about (before it has a category what its process is called), and the place of this code."""
    category = catalogue.fresh().category(case.category_id)
    what = str(category) if category else str(_process(case).label)
    return f"{what} · {place_words(place)}"


def kind_of(case: Case) -> str:
    """The kind of matter, '' before someone has classified it."""
    category = catalogue.fresh().category(case.category_id)
    return kind_label(category.kind) if category else ""


def state_label(case: Case) -> str:
    """Where it stands."""
    return str(_process(case).state(case.state).label)


def awaited(case: Case, *, named: bool = False) -> str:
    """Who must act next, in words; '' where nobody must. `named`: with the person, for those who work here alone."""
    definition = _process(case)
    state = definition.state(case.state)
    if state.end:
        return ""
    if waits_for_reporter(case):
        return _("whoever reported it")
    return next((words for words in (relation_words(case, one, named=named) for one in state.awaits) if words), "")


def relation_words(case: Case, relation: str, *, named: bool = False) -> str:
    """Who stands in a relation to the case, in words; '' where nobody does."""
    words = _AWAITED[relation](case) if relation in _AWAITED else words_of(relation)
    person = person_words(case) if named and relation in _PERSONAL else ""
    return " · ".join(part for part in ("" if relation == "assignee" and person else words, person) if part)


def waits_for_reporter(case: Case) -> bool:
    """Whether the likeliest next step is the reporter's own."""
    return _process(case).waits_for_reporter(case.state)


def due(case: Case) -> Due | None:
    """When it is due, None where no clock runs."""
    return due_words(case.due_at) if case.due_at and case.closed_at is None else None


def due_words(at: datetime) -> Due:
    """An instant beside now: "3 hours left", "2 days overdue"."""
    left = at - clock.now()
    if left < timedelta(0):
        return Due(at, True, _("%(span)s overdue") % {"span": span_words(-left)})
    return Due(at, False, _("%(span)s left") % {"span": span_words(left)})


def span_words(span: timedelta) -> str:
    """A span as people say it: days from two days on, hours from two hours on, minutes below."""
    minutes = int(span.total_seconds() // 60)
    if minutes >= 2 * 24 * 60:
        days = minutes // (24 * 60)
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    if minutes >= 2 * 60:
        hours = minutes // 60
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def channel(case: Case) -> str:
    """How it came in."""
    return str(Channel(case.channel).label)


def address(case: Case) -> str:
    """The case's page."""
    return address_of(str(case.uuid))


def address_of(uuid: str) -> str:
    """The page of the case with this outer name. Composed: a list of fifty would resolve it fifty times."""
    return _before() + uuid


@cache
def _before() -> str:
    return reverse("cases:case", args=[_NOBODY]).removesuffix(str(_NOBODY))


def unit_name(unit_id: int | None) -> str:
    """A unit's name, '' where there is none."""
    found = units.fresh().get(unit_id)
    return str(found) if found else ""


def person_words(case: Case) -> str:
    """Who was named, with the stand-in while that person is away; '' where nobody is, or who was has left."""
    people = acting(case)
    if len(people) < 2:
        return str(people[0]) if people else ""
    said = {"person": people[0], "others": _(", ").join(map(str, people[1:]))}
    return _("%(person)s (away; stand-in: %(others)s)") % said


def _process(case: Case) -> process.Process:
    return process.get(case.process, case.version)


def _desk(case: Case) -> str:
    """The dispatchers' office for the case: of its tier where that is a desk, else of the county."""
    found = units.fresh()
    level = Level.TOWN if case.tier == Level.TOWN else Level.COUNTY
    centre = found.of_place(case.area_code, level, UnitKind.CENTRE)
    name = str(centre) if centre else ""
    return _("dispatcher, %(unit)s") % {"unit": name} if name else _("dispatcher")


def _holder(case: Case) -> str:
    if case.tier in {Level.TOWN, Level.COUNTY}:
        return _desk(case)
    if case.tier == Level.VILLAGE:
        committee = units.fresh().of_place(case.area_code, Level.VILLAGE, UnitKind.VILLAGE)
        return str(committee) if committee else str(Level.VILLAGE.label)
    if case.tier in {Level.GRID, Level.MICROGRID}:
        return str(Role.GRID_WORKER.label)
    return str(Role.CHIEF.label)


def _serving(role: Role) -> Callable[[Case], str]:
    return lambda case: str(role.label)


# Whose words may name the person who was named, or took it on.
_PERSONAL = {"handler", "assignee"}
_AWAITED: dict[str, Callable[[Case], str]] = {
    "handler": lambda case: unit_name(case.lead_unit_id),
    "assignee": lambda case: _("the person who took it on") if case.assignee_id else "",
    "holder": _holder,
    "dispatcher": _desk,
    "supervisor": _serving(Role.SUPERVISOR),
    "grid_worker": _serving(Role.GRID_WORKER),
    "chief": _serving(Role.CHIEF),
    "asked": lambda case: "" if case.wake_at and not case.task_due_at else _("the units that were called in"),
}
