"""Small parts that every page is made of: icons and form fields, labelled and described for screen readers."""

from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.template import Context, Engine, Library, Node, RequestContext
from django.template.base import FilterExpression, Parser, TextNode, Token
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = Library()
_fixed: dict[tuple[str, ...], str] = {}
UNFOLDED = 12  # more choices than this are folded away: nobody tabs past two hundred boxes


@cache
def drawn_icon(name: str, css: str = "") -> SafeString:
    """An outline icon of the sprite, hidden from screen readers: the words beside it say what it is."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css,
        static("vendor/icons.svg"),
        name,
    )


class _Icon(Node):
    def __init__(self, parts: list[FilterExpression]) -> None:
        self._parts = parts

    def render(self, context: Context) -> SafeString:
        return drawn_icon(*(part.resolve(context) for part in self._parts))


@register.tag
def icon(parser: Parser, token: Token) -> Node:
    """`{% icon "bell" "me-1" %}`: drawn once, when the template is read, where its name stands there outright."""
    parts = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    if all(isinstance(part.var, str) and not part.filters for part in parts):
        return TextNode(drawn_icon(*(str(part.var) for part in parts)))
    return _Icon(parts)


@register.simple_tag(takes_context=True)
def fixed(context: RequestContext, name: str, *vary: str) -> SafeString:
    """A part that is the same for everyone who reads this language, drawn once a process.

    `vary` says on what else it depends: a few known values, never anything a request brings.
    """
    key = (name, get_language() or "", *map(str, vary))
    if key not in _fixed or settings.DEBUG:
        _fixed[key] = Engine.get_default().get_template(name).render(context)
    return mark_safe(_fixed[key])  # noqa: S308  rendered by the template engine just now


@register.simple_tag
def base_map() -> SafeString:
    """What every map is drawn with: the tiles where a place has set some, and the words that stand on it."""
    credits = [settings.BASE_MAP_ATTRIBUTION] if settings.BASE_MAP_TILES else []
    if settings.MAP_APPROVAL_NUMBER:
        credits.append(_("Map approval number: %(number)s") % {"number": settings.MAP_APPROVAL_NUMBER})
    return format_html(
        'data-tiles="{}" data-credit="{}" data-synthetic="{}" data-title="{}" data-marker="{}" data-close="{}"'
        ' data-nearer="{}" data-further="{}"',
        " ".join(settings.BASE_MAP_TILES),
        " · ".join(filter(None, credits)),
        _("Lines below the county are made up for the demo"),
        _("Map"),
        _("Pin on the map"),
        _("Close"),
        _("Nearer"),
        _("Farther"),
    )


@register.inclusion_tag("core/field.html")
def field(bound: BoundField, css: str = "") -> dict[str, Any]:
    """A field with its label, help and errors. Several choices become a fieldset."""
    widget = bound.field.widget
    kind = "input"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        kind = "choices"
    elif isinstance(widget, forms.CheckboxInput):
        kind = "tick"
    many = len(bound) if kind == "choices" else 0
    return {
        "bound": bound,
        "kind": kind,
        "css": css,
        "described": _described(bound),
        "folded": many if many > UNFOLDED else 0,
        "open": bool(bound.value() or bound.errors),
    }


@register.simple_tag
def control(bound: BoundField) -> SafeString:
    """The input itself, styled, marked as wrong where it is, tied to its help and errors."""
    widget = bound.field.widget
    css = "form-select" if isinstance(widget, forms.Select) else "form-control"
    if isinstance(widget, forms.CheckboxInput):
        css = "form-check-input"
    if bound.errors:
        css += " is-invalid"
    attributes: dict[str, str | bool] = {"class": css}
    if _described(bound):
        attributes["aria-describedby"] = _described(bound)
    return bound.as_widget(attrs=attributes)


def _described(bound: BoundField) -> str:
    ids = []
    if bound.help_text:
        ids.append(f"{bound.auto_id}_helptext")
    if bound.errors:
        ids.append(f"{bound.auto_id}_error")
    return " ".join(ids)
