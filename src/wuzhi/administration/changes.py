"""The last changes of settings, those that were made in one go told as one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from wuzhi.areas.directory import directory
from wuzhi.cases import process
from wuzhi.cases.catalogue import catalogue
from wuzhi.core.models import SettingsChange, Verb
from wuzhi.core.settings_pages import Line, kind_of, lines_of, names_of
from wuzhi.people.units import units

_READ, _SHOWN, _LINES = 200, 10, 4


@dataclass
class Last:
    """Who did what when to which rows; what changed in it where it is a single row."""

    at: datetime
    who: str
    kind: str
    verb: str
    name: str
    lines: list[Line]
    count: int = 1


def last_changes() -> list[Last]:
    """Newest first. Two queries."""
    changes = list(SettingsChange.objects.all()[:_READ])
    names = names_of(change.actor for change in changes)
    found: list[Last] = []
    before: tuple[object, ...] = ()
    for change in changes:
        together = (change.actor, change.kind, change.verb, change.at.replace(second=0, microsecond=0))
        if together == before:
            found[-1].count += 1
            continue
        if len(found) == _SHOWN:
            break
        before = together
        lines = [] if change.verb == Verb.ADDED else lines_of(change)[:_LINES]
        who = names.get(change.actor) or _("a command")
        found.append(Last(change.at, who, kind_of(change), change.get_verb_display(), named(change.name), lines))
    return found


def named(key: str) -> str:
    """The key of a row with what it ties together by name: units, areas, categories and processes."""
    by_code = {unit.code: str(unit) for unit in units.fresh()}
    by_code |= {one.key: str(one.label) for one in process.all_current()}
    return " · ".join(_word(part, by_code) for part in key.split() if part != "–")


def _word(part: str, by_code: dict[str, str]) -> str:
    found = by_code.get(part) or catalogue.fresh().category_by_code(part) or directory().get(part)
    return str(found) if found else part
