"""A letter as a page made for printing and as a Word document; issuing one; the template to begin one's own from."""

from __future__ import annotations

import logging
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from wuzhi.cases.outcomes import NotFound
from wuzhi.cases.screens.views.access import for_workers
from wuzhi.core import clock
from wuzhi.papers import actions, package, word
from wuzhi.papers.content import Content, content_of
from wuzhi.papers.default_template import default_template
from wuzhi.papers.queries import Found, find_letter, kind_of, template_of
from wuzhi.people.actor import actor_of
from wuzhi.people.models import Role

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
log = logging.getLogger(__name__)


@require_POST
@for_workers()
def issue(request: HttpRequest, uuid: UUID, event: int, kind: str) -> HttpResponse:
    """Gives the letter its number, and shows it."""
    try:
        letter = actions.issue(actor=actor_of(request), case_uuid=uuid, event_number=event, kind_key=kind)
    except NotFound as error:
        raise Http404 from error
    return redirect("papers:letter", uuid=letter.uuid)


@require_safe
@for_workers()
def show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The letter as a page made for printing."""
    found = _find(request, uuid)
    return render(
        request, "papers/letter.html", {"letter": found.letter, "case": found.case, "content": _read(request, found)}
    )


@require_safe
@for_workers()
def document(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The letter as a Word document, by the template in force on the day it was issued."""
    found = _find(request, uuid)
    content = _read(request, found)
    return _file(_filled(found, content), f"{content.title} {content.number}.docx")


@require_safe
@for_workers(Role.ADMINISTRATOR)
def template(request: HttpRequest, process: str, kind: str) -> HttpResponse:
    """The house's own template of a letter, from which a place makes its own."""
    known = kind_of(process, kind)
    if known is None:
        raise Http404
    return _file(default_template(), f"{known.label}.docx")


def _find(request: HttpRequest, uuid: UUID) -> Found:
    try:
        return find_letter(actor_of(request), uuid)
    except NotFound as error:
        raise Http404 from error


def _read(request: HttpRequest, found: Found) -> Content:
    return content_of(actor_of(request), found.case, found.kind, found.letter, found.events)


def _filled(found: Found, content: Content) -> bytes:
    """By the place's own template; where that fails after all, by the house's: a letter is wanted today."""
    day = found.letter.issued_at.astimezone(clock.local_zone()).date()
    own = template_of(found.kind, found.case.area_code, day)
    if own is not None:
        try:
            return word.render(bytes(own.content), content)
        except (word.Unfit, package.Unsafe):
            log.exception("letter template %s can't be filled in; the house's own is used", own.pk)
    return word.render(default_template(), content)


def _file(content: bytes, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {"Content-Disposition": disposition or "attachment", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=DOCX, headers=headers)
