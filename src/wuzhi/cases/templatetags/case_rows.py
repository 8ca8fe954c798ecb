"""A case's line on a list, drawn without the template engine: fifty lines took it longer than all else on the page."""

from __future__ import annotations

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wuzhi.cases.screens.describe import Due, Row
from wuzhi.core.templatetags.page_parts import drawn_icon

register = Library()
_LINE = (
    '<li class="list-group-item wz-row{}">{}<a class="wz-row-link" href="{}">{}</a>'
    '<div class="wz-row-facts"><span class="badge wz-state">{}</span>{}{}{}{}{}</div></li>'
)
_TICK = (
    '<label class="wz-tick"><input class="form-check-input" type="checkbox" name="case" value="{}"{}>'
    '<span class="visually-hidden">{}</span></label>'
)
_DUE = '<span class="wz-due{}">{}{}<time class="wz-soft" datetime="{}">{}</time></span>'
_NOTHING, _TICKED, _OVERDUE = SafeString(""), SafeString(" checked"), SafeString(" wz-overdue")
_WITH_TICK = SafeString(" wz-row-ticked")


@register.simple_tag
def case_row(row: Row, ticks: str = "", measured: str = "") -> SafeString:
    """One line. `ticks` puts a box before it, ticked where it is "all"; `measured` is a figure that it bears."""
    return format_html(
        _LINE,
        _WITH_TICK if ticks else _NOTHING,
        _tick(row, ticked=ticks == "all") if ticks else _NOTHING,
        row.url,
        row.title,
        row.state,
        format_html('<span class="badge wz-urgent">{}{}</span>', drawn_icon("urgent"), row.urgency)
        if row.urgent
        else "",
        _due(row.due) if row.due else _NOTHING,
        _fact("user-check", row.waits),
        format_html('<b class="wz-measured">{}</b>', measured) if measured else _NOTHING,
        attached(row),
    )


@register.simple_tag
def attached(row: Row) -> SafeString:
    """How many photos and recordings came with it."""
    photos, recordings = row.attached.pictures, row.attached.recordings
    if not photos and not recordings:
        return _NOTHING
    seen = ngettext("%(number)s photo", "%(number)s photos", photos) % {"number": photos} if photos else ""
    heard = ngettext("%(number)s recording", "%(number)s recordings", recordings) % {"number": recordings}
    return _fact("photo", seen) + _fact("microphone", heard if recordings else "")


def _tick(row: Row, *, ticked: bool) -> SafeString:
    label = _("Tick: %(title)s") % {"title": row.title}
    return format_html(_TICK, row.uuid, _TICKED if ticked else _NOTHING, label)


def _due(due: Due) -> SafeString:
    return format_html(
        _DUE, _OVERDUE if due.overdue else _NOTHING, drawn_icon("clock"), due.words, due.machine, due.short
    )


def _fact(icon: str, words: str) -> SafeString:
    return format_html("<span>{}{}</span>", drawn_icon(icon), words) if words else _NOTHING
