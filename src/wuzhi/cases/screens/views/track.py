"""What the holder of a tracking code sees and may do: no account, no names of persons, and a quick page."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wuzhi.cases import process, queries
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import NotFound
from wuzhi.cases.process import Step
from wuzhi.cases.screens import describe, timeline
from wuzhi.cases.screens.reading import Picture, released_pictures
from wuzhi.cases.screens.rows import Row, row_of
from wuzhi.cases.screens.step_forms import OpenStep, Tried, open_steps
from wuzhi.cases.screens.timeline import Entry
from wuzhi.cases.screens.views.access import unstored
from wuzhi.cases.screens.views.answers import take_step
from wuzhi.core.ids import read_tracking_code, show_tracking_code
from wuzhi.people.actor import Actor
from wuzhi.trust import vault


@dataclass(frozen=True)
class StatusPage:
    """Everything that the status page draws.

    `for_me` are the steps whose forms stand on the page: what the reporter is asked for, or has chosen;
    `others` those that a link opens.
    """

    case: Case
    row: Row
    code: str
    timeline: list[Entry]
    for_me: list[OpenStep]
    others: list[Step]
    has_words: bool
    opened: bool
    merged_into: Row | None
    pictures: list[Picture]


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Asks for the code; a slip of the pen is told without looking anything up."""
    typed = request.POST.get("code", "")
    error = ""
    if request.method == "POST":
        try:
            return redirect("cases:status", code=show_tracking_code(read_tracking_code(typed)))
        except ValidationError as wrong:
            error = " ".join(wrong.messages)
    context = {"typed": typed[:30], "error": error}
    return render(request, "cases/track.html", context, status=422 if error else 200)


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """How it stands. Written answers are opened where the reporter must act on them, or asks to read."""
    case, actor = _find(code)
    return _page(request, case, actor, read="read" in request.GET)


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """A step of the reporter's; refused ones come back with the reason and all that was typed."""
    if request.method != "POST":
        return redirect("cases:status", code=code)
    case, actor = _find(code)
    answer = take_step(request, actor, case, step)
    if answer.done is None:
        case, actor = _find(code)
        return _page(request, case, actor, tried=answer.tried, status=answer.status)
    messages.success(request, _("Thank you. We have noted it."))
    return redirect("cases:status", code=code)


def _find(code: str) -> tuple[Case, Actor]:
    """404 alike for a code that nobody has and for one that can't be."""
    try:
        return queries.find_by_code(code)
    except (NotFound, ValidationError) as error:
        raise Http404(_("No matter has this tracking code. Please compare it with your receipt.")) from error


def _page(
    request: HttpRequest,
    case: Case,
    actor: Actor,
    *,
    read: bool = False,
    tried: Tried | None = None,
    status: int = 200,
) -> HttpResponse:
    chosen = {request.GET.get("do", ""), tried.step_key if tried else ""}
    shown = _gather(case, actor, chosen, tried, read=read)
    open_keys = {one.step.key for one in shown.for_me}
    context = {
        "shown": shown,
        "ended": process.get(case.process, case.version).state(case.state).end,
        "for_reporter": describe.waits_for_reporter(case),
        "records": any(one.records for one in shown.for_me),
        "refusal": tried.words if tried else "",
        "has_errors": bool(tried and not tried.words),
        "stranded": tried if tried and tried.form and tried.step_key not in open_keys else None,
    }
    return unstored(render(request, "cases/status.html", context, status=status))


def _gather(case: Case, actor: Actor, chosen: set[str], tried: Tried | None, *, read: bool) -> StatusPage:
    """Forms stand open for what the reporter is asked, or has chosen; the vault is opened only to be read."""
    entries = timeline.public_entries(case, queries.happened(case))
    offers = [offer for offer in queries.open_steps(case, actor) if offer.why_not is None]
    asked = [offer for offer in offers if offer.step.tone == "primary" or offer.step.key in chosen]
    mine = open_steps(case, actor, asked, tried)
    for one in mine:
        one.unfolded = True
    has_words = any(entry.notes for entry in entries)
    opened = has_words and (read or any(one.step.tone == "primary" for one in mine))
    if opened:
        sealed = [note.secret for entry in entries for note in entry.notes]
        texts = vault.reveal(viewer=actor, uuids=sealed, subject=case.uuid, purpose=vault.HANDLING)
        entries = timeline.with_words(entries, texts)
    merged = case.merged_into if case.merged_into_id else None
    return StatusPage(
        case=case,
        row=row_of(case),
        code=show_tracking_code(case.tracking_code),
        timeline=list(reversed(entries)),
        for_me=mine,
        others=[offer.step for offer in offers if offer not in asked],
        has_words=has_words,
        opened=opened,
        merged_into=row_of(merged) if merged else None,
        pictures=released_pictures(case) if case.public else [],
    )
