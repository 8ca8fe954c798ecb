"""What can be set, in plain words and in the order in which a place sets itself up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Line:
    """One thing that can be set: a table of settings, or a page of its own under `url_name`."""

    model: str
    label: Words
    words: Words
    url_name: str = ""


@dataclass(frozen=True)
class Group:
    """Things that are set together."""

    label: Words
    icon: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Shown:
    """A line as it is drawn: how many rows there are; None for a page."""

    label: str
    words: str
    url: str
    count: int | None


GROUPS = (
    Group(
        _("Places and units"),
        "building",
        (
            Line("areas.area", _("Areas"), _("Names of towns, villages and grids. New grids come by a regrouping.")),
            Line("people.unit", _("Units"), _("Who may be asked to act, where, and who hears complaints about them.")),
            Line("people.user", _("People"), _("Who works here, and their passwords.")),
            Line("people.post", _("Posts"), _("Who may act as what, where, from when until when.")),
            Line("people.leave", _("Leaves"), _("Who stands in while somebody is away.")),
        ),
    ),
    Group(
        _("Kinds of matters and routes"),
        "route",
        (
            Line("cases.category", _("Categories"), _("What can be reported, and the lowest level for it.")),
            Line("cases.route", _("Routes"), _("Who handles a category in an area; the most specific area wins.")),
            Line("cases.processswitch", _("Where processes are offered"), _("Switch a process on or off in an area.")),
        ),
    ),
    Group(
        _("Deadlines and calendar"),
        "calendar",
        (
            Line("cases.stagelimit", _("Time limits"), _("How long each stage may take.")),
            Line(
                "", _("The year on one page"), _("Workdays, holidays and make-up workdays."), "administration:this_year"
            ),
            Line("areas.calendarday", _("Days of the calendar"), _("The same days as a list.")),
        ),
    ),
    Group(
        _("Texts and letters"),
        "file-text",
        (
            Line("cases.standardtext", _("Standard texts"), _("Words that a step offers to write.")),
            Line("cases.reason", _("Reasons"), _("What may be chosen when something is paused or declined.")),
            Line("papers.lettertemplate", _("Letter templates"), _("A place's own Word templates.")),
        ),
    ),
    Group(
        _("Duty"),
        "calendar-time",
        (
            Line("", _("Who is on duty"), _("Plan rosters, change shifts."), "roster:duty"),
            Line("roster.shift", _("Shifts"), _("All shifts as a list.")),
            Line("roster.roster", _("Rosters"), _("Plans as they were saved.")),
            Line("roster.ringlimit", _("Rings"), _("How long a ring waits before the next person is rung.")),
        ),
    ),
    Group(
        _("Contacts and answers"),
        "phone",
        (
            Line("contacts.contactpoint", _("Official contacts"), _("Whom residents may ask: stations, mediators.")),
            Line("", _("Questions and answers"), _("What residents find before they report."), "answers:keep"),
        ),
    ),
)


def shown() -> Iterable[tuple[Group, list[Shown]]]:
    """All groups with their lines; one query a table."""
    for group in GROUPS:
        yield group, [_shown(line) for line in group.lines]


def _shown(line: Line) -> Shown:
    if line.url_name:
        return Shown(str(line.label), str(line.words), reverse(line.url_name), None)
    model = apps.get_model(line.model)
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return Shown(str(line.label), str(line.words), url, model._default_manager.count())
