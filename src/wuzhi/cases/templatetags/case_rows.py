"""A case's line on a list, drawn without the template engine: fifty lines took it longer than all else on the page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from wuzhi.cases.screens.rows import Row
from wuzhi.core.templatetags.page_parts import drawn_icon

register = Library()
_kept = lru_cache(2000, typed=True)  # typed: what is escaped is another text than what is not
_BEGIN = (
    '<li class="list-group-item wz-row{}">{}<a class="wz-row-link" href="{}">{}</a>'
    '<div class="wz-row-facts"><span class="badge wz-state">{}</span>{}'
)
_TICK = (
    '<label class="wz-tick"><input class="form-check-input" type="checkbox" name="case" value="{}"{}>'
    '<span class="visually-hidden">{}</span></label>'
)
_DUE = '<span class="wz-due{}">{}{}<time class="wz-soft" datetime="{}">{}</time></span>'
_NOTHING, _TICKED, _OVERDUE = SafeString(""), SafeString(" checked"), SafeString(" wz-overdue")
_WITH_TICK = SafeString(" wz-row-ticked")


@register.simple_tag
def case_rows(rows: Iterable[Row], ticks: str = "") -> SafeString:
    """Lines that follow each other."""
    return mark_safe("".join([case_row(row, ticks) for row in rows]))  # noqa: S308  each is escaped where it is drawn


@register.simple_tag
def case_row(row: Row, ticks: str = "", measured: str = "") -> SafeString:
    """One line. `ticks` puts a box before it, ticked where it is "all"; `measured` is a figure that it bears."""
    urgency = row.urgency if row.urgent else ""
    parts = (
        _begin(row.uuid, row.url, row.title, state=row.state, urgency=urgency, ticks=ticks, language=get_language()),
        _due(row.due.overdue, row.due.words, row.due.machine, row.due.short) if row.due else "",
        _fact("user-check", row.waits),
        format_html('<b class="wz-measured">{}</b>', measured) if measured else "",
        attached(row),
        "</div></li>",
    )
    return mark_safe("".join(parts))  # noqa: S308  each part is escaped where it is drawn


@_kept
def _begin(
    uuid: str, url: str, title: str, *, state: str, urgency: str, ticks: str, language: str | None
) -> SafeString:
    """What stays while the hours pass, in this language. It is kept, so all that it draws comes as an argument."""
    del language  # the tick is labelled in it
    urgent = format_html('<span class="badge wz-urgent">{}{}</span>', drawn_icon("urgent"), urgency)
    return format_html(
        _BEGIN,
        _WITH_TICK if ticks else _NOTHING,
        _tick(uuid, title, ticked=ticks == "all") if ticks else _NOTHING,
        url,
        title,
        state,
        urgent if urgency else _NOTHING,
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


def _tick(uuid: str, title: str, *, ticked: bool) -> SafeString:
    label = _("Tick: %(title)s") % {"title": title}
    return format_html(_TICK, uuid, _TICKED if ticked else _NOTHING, label)


@_kept
def _due(overdue: bool, words: str, machine: str, short: str) -> SafeString:
    return format_html(_DUE, _OVERDUE if overdue else _NOTHING, drawn_icon("clock"), words, machine, short)


@_kept
def _fact(icon: str, words: str) -> SafeString:
    return format_html("<span>{}{}</span>", drawn_icon(icon), words) if words else _NOTHING
