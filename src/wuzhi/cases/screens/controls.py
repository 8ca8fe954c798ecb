"""The criteria of a list as controls: what can be chosen, in the reader's language, and what is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wuzhi.areas.codes import LENGTHS, Level
from wuzhi.areas.directory import AreaFacts, directory
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.fields import KIND_LABELS
from wuzhi.cases.models.case import Urgency
from wuzhi.cases.screens.criteria import Criteria
from wuzhi.people.actor import Actor


@dataclass(frozen=True)
class Control:
    """A list to choose from, or a day where there are no `options`."""

    name: str
    label: str
    value: str
    options: SafeString | None = None


def controls(viewer: Actor, criteria: Criteria) -> list[Control]:
    """In the order in which they stand. Drawn without Django's forms, which take longer than the whole page."""
    categories = [(one.code, str(one)) for one in catalogue.fresh().all_categories() if one.active]
    return [
        _choice("area", _("Town or street"), criteria, ((area.code, str(area)) for area in _towns(viewer, criteria))),
        _choice("kind", _("Kind of matter"), criteria, ((key, str(label)) for key, label in KIND_LABELS.items())),
        _choice("category", _("Category"), criteria, categories),
        _choice("urgency", _("Urgency"), criteria, ((str(key), str(label)) for key, label in Urgency.choices)),
        Control("since", _("Came in from"), criteria.since),
        Control("until", _("until"), criteria.until),
    ]


def _choice(name: str, label: str, criteria: Criteria, offered: Iterable[tuple[str, str]]) -> Control:
    chosen = getattr(criteria, name)
    rows = [("", _("all")), *offered]
    options = format_html_join("", "{}", ([_option(value, words, value == chosen)] for value, words in rows))
    return Control(name, label, chosen, options)


def _option(value: str, words: str, chosen: bool) -> SafeString:
    return format_html('<option value="{}"{}>{}</option>', value, SafeString(" selected" if chosen else ""), words)


def _towns(viewer: Actor, criteria: Criteria) -> list[AreaFacts]:
    """The towns in the viewer's areas, and the area that an address names beside them."""
    scopes = sorted({prefix[: LENGTHS[Level.TOWN]] for seat in viewer.seats for prefix in seat.prefixes})
    towns = [area for scope in scopes for area in directory().within(scope) if area.level == Level.TOWN]
    found = {area.code: area for area in towns}
    named = directory().get(criteria.area)
    if named is not None:
        found.setdefault(named.code, named)
    return list(found.values())
