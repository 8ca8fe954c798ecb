"""The criteria of a list as controls: what can be chosen, in the reader's language, and what is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wuzhi.areas.codes import LENGTHS, Level
from wuzhi.areas.directory import AreaFacts, directory, directory_stamp
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.fields import KIND_LABELS
from wuzhi.cases.models.case import Urgency
from wuzhi.cases.screens.criteria import Criteria
from wuzhi.core.kept import Kept
from wuzhi.people.actor import Actor
from wuzhi.people.units import units

_kept: Kept[list[Control]] = Kept()


@dataclass(frozen=True)
class Control:
    """A list to choose from, or a day where there are no `options`; `words` say what is chosen."""

    name: str
    label: str
    value: str
    words: str
    options: SafeString | None = None


def controls(viewer: Actor, criteria: Criteria) -> list[Control]:
    """In the order in which they stand. Drawn without Django's forms, which take longer than the whole page."""
    scopes = tuple(sorted({prefix[: LENGTHS[Level.TOWN]] for seat in viewer.seats for prefix in seat.prefixes}))
    chosen = replace(criteria.anywhere(), unit="")
    key = (scopes, chosen, get_language(), directory_stamp(), catalogue.stamp())
    return _kept.get(key, lambda: _drawn(scopes, chosen))


def _drawn(scopes: Iterable[str], criteria: Criteria) -> list[Control]:
    categories = [(one.code, str(one)) for one in catalogue.fresh().all_categories() if one.active]
    return [
        _choice("area", _("Town or street"), criteria, ((area.code, str(area)) for area in _towns(scopes, criteria))),
        _choice("kind", _("Kind of matter"), criteria, ((key, str(label)) for key, label in KIND_LABELS.items())),
        _choice("category", _("Category"), criteria, categories),
        _choice("urgency", _("Urgency"), criteria, ((str(key), str(label)) for key, label in Urgency.choices)),
        Control("since", _("Came in from"), criteria.since, criteria.since),
        Control("until", _("Came in until"), criteria.until, criteria.until),
    ]


def chosen_words(criteria: Criteria, found: Iterable[Control]) -> list[tuple[str, str, str]]:
    """What narrows the list, each as (label, words, the address without it): in sight while the controls are folded."""
    chosen = [(one.name, one.label, one.words) for one in found if one.value]
    unit = units.fresh().get(int(criteria.unit)) if criteria.unit else None
    if unit is not None:
        chosen.append(("unit", _("Unit in charge"), str(unit)))
    return [(label, words, criteria.query(**{name: ""})) for name, label, words in chosen]


def _choice(name: str, label: str, criteria: Criteria, offered: Iterable[tuple[str, str]]) -> Control:
    chosen = getattr(criteria, name)
    rows = [("", _("all")), *offered]
    options = format_html_join("", "{}", ([_option(value, words, value == chosen)] for value, words in rows))
    return Control(name, label, chosen, next((words for value, words in rows if value == chosen), chosen), options)


def _option(value: str, words: str, chosen: bool) -> SafeString:
    return format_html('<option value="{}"{}>{}</option>', value, SafeString(" selected" if chosen else ""), words)


def _towns(scopes: Iterable[str], criteria: Criteria) -> list[AreaFacts]:
    """The towns in the viewer's areas, and the area that an address names beside them."""
    towns = [area for scope in scopes for area in directory().within(scope) if area.level == Level.TOWN]
    found = {area.code: area for area in towns}
    named = directory().get(criteria.area)
    if named is not None:
        found.setdefault(named.code, named)
    return list(found.values())
