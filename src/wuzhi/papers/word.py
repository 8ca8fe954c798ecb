"""Word documents from templates that nobody trusts: a template may place facts, and can do nothing else."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import fields
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from wuzhi.papers import package
from wuzhi.papers.content import Content

KNOWN = frozenset(field.name for field in fields(Content))
LISTS = frozenset({"deadlines", "paragraphs"})
SAMPLE = Content(
    **dict.fromkeys(KNOWN - LISTS, "…"),
    deadlines=(("…", "…"),),
    paragraphs=("…",),
)
# Names, texts between them, "if" and one level of "for": no call, no attribute, no filter, no arithmetic.
_ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Not, nodes.For, nodes.Tuple)
log = logging.getLogger(__name__)


class Unfit(Exception):
    """The template holds something that a letter does not; the message is a sentence."""


class _Letters(ImmutableSandboxedEnvironment):
    """Whatever is about to be rendered is looked at first: body, headers, footers, footnotes, properties."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True, loader=None, extensions=[])
        for powers in (self.globals, self.filters, self.tests):
            powers.clear()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _look(tree, KNOWN)
        return tree


def _look(node: nodes.Node, known: frozenset[str]) -> None:
    if not isinstance(node, _ALLOWED):
        words = _("A template may only place facts, with “if” and “for”; this one uses more: %(what)s.")
        raise Unfit(words % {"what": type(node).__name__})
    if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in known:
        words = _("%(name)s is no fact of a letter; there are: %(known)s.")
        raise Unfit(words % {"name": node.name[:40], "known": ", ".join(sorted(KNOWN))})
    if isinstance(node, nodes.For):
        _look_at_loop(node)
        return
    for child in node.iter_child_nodes():
        _look(child, known)


def _look_at_loop(loop: nodes.For) -> None:
    """Over one of the lists, placing its own parts alone: a letter can't be made to grow without end."""
    over = loop.iter.name if isinstance(loop.iter, nodes.Name) else ""
    targets = [loop.target, *loop.target.find_all(nodes.Name)]
    own = frozenset(one.name for one in targets if isinstance(one, nodes.Name))
    inside = [one for child in loop.body for one in (child, *child.find_all(nodes.Node))]
    nested = any(isinstance(one, nodes.For) for one in inside)
    if over not in LISTS or loop.else_ or loop.test or loop.recursive or nested or own & KNOWN:
        raise Unfit(_("A “for” goes over deadlines or paragraphs, and none stands within another."))
    for child in loop.body:
        _look(child, own)


def render(template: bytes, content: Content) -> bytes:
    """The letter as a Word document. Unfit where the template can't be made into one."""
    package.look(template)
    facts: dict[str, Any] = {field.name: getattr(content, field.name) for field in fields(content)}
    try:
        document = DocxTemplate(BytesIO(template))
        document.render(facts, jinja_env=_Letters(), autoescape=True)
        out = BytesIO()
        document.save(out)
    except Unfit:
        raise
    except TemplateError as error:
        raise Unfit(_("The template can't be read: %(why)s") % {"why": str(error)[:200]}) from error
    except Exception as error:  # whatever the libraries of Word documents say of a broken file
        log.info("a letter template could not be rendered", exc_info=True)
        raise Unfit(_("This is no Word document that can be filled in.")) from error
    return out.getvalue()


def check(template: bytes) -> None:
    """ValidationError, in a sentence, where a template is not fit for letters; it is filled in once to see."""
    try:
        render(template, SAMPLE)
    except (Unfit, package.Unsafe) as error:
        raise ValidationError(str(error)) from error


def placeholders() -> Iterable[str]:
    """The names that a template may use, as its author writes them."""
    return [f"{{{{ {name} }}}}" for name in sorted(KNOWN - LISTS)]
