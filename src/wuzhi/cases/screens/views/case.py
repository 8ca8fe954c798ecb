"""The case page, its steps, and the reporter's contact."""

from __future__ import annotations

import re
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuzhi.cases import keeping, manifest, process, queries
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import NotFound
from wuzhi.cases.screens import meanwhile
from wuzhi.cases.screens.reading import may_open_contact, open_contact, read_case
from wuzhi.cases.screens.step_forms import Chosen, Tried
from wuzhi.cases.screens.views.access import for_workers, unstored
from wuzhi.cases.screens.views.answers import take_step
from wuzhi.people.actor import Actor, actor_of
from wuzhi.trust import vault

_OURS = {"csrfmiddlewaretoken", "revision", "key"}
_CHOSEN = re.compile(r"[\w-]{0,30}", re.ASCII)  # what a choice sends; nobody wrote it
PURPOSES = ((vault.HANDLING, gettext_lazy("to ask about the matter")), (vault.CALL_BACK, gettext_lazy("to call back")))


@require_safe
@for_workers()
def show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One case, or 404 where it is out of sight."""
    actor = actor_of(request)
    return _page(request, _find(actor, uuid), actor)


@require_http_methods(["GET", "HEAD", "POST"])
@for_workers()
def take(request: HttpRequest, uuid: UUID, step: str) -> HttpResponse:
    """Takes a step; where it is refused, the page comes back with the reason and all that was typed."""
    if request.method != "POST":
        return redirect("cases:case", uuid=uuid)
    actor = actor_of(request)
    try:
        case = _find(actor, uuid)
        answer = take_step(request, actor, case, step)
        if answer.done is None:
            return _page(request, _find(actor, uuid), actor, tried=answer.tried, status=answer.status)
    except Http404:
        return _gone(request)
    told = process.get(case.process, case.version).told(step)
    messages.success(request, _("%(step)s. It is on the record.") % {"step": told})
    if Case.objects.visible_to(actor).filter(uuid=uuid).exists():
        return redirect("cases:case", uuid=uuid)
    return redirect("cases:inbox")


@require_POST
@for_workers()
def contact(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Shows how to reach the reporter on this one answer, after the purpose is on the record."""
    actor = actor_of(request)
    case = _find(actor, uuid)
    purpose = request.POST.get("purpose", "")
    if not may_open_contact(case):
        raise PermissionDenied(_("Only those who handle this case open the contact."))
    if purpose not in dict(PURPOSES):
        messages.error(request, _("Please say what you need the contact for."))
        return redirect("cases:case", uuid=uuid)
    found = open_contact(case, actor, purpose)
    return _page(request, case, actor, contact=found or _("No contact was left."))


def _gone(request: HttpRequest) -> HttpResponse:
    """It is not there for this person, or not any more: only what they typed themselves comes back, to be kept."""
    sent = [(name, str(value)) for name, value in request.POST.items()]
    typed = [value for name, value in sent if name not in _OURS and not _CHOSEN.fullmatch(value)]
    if not typed:
        raise Http404
    return unstored(render(request, "cases/gone.html", {"typed": typed}, status=404))


def _find(actor: Actor, uuid: UUID) -> Case:
    try:
        return queries.find(actor, uuid)
    except NotFound as error:
        raise Http404 from error


def _page(
    request: HttpRequest,
    case: Case,
    actor: Actor,
    *,
    tried: Tried | None = None,
    contact: str = "",
    status: int = 200,
) -> HttpResponse:
    chosen = Chosen(request.GET.get("text", ""), request.GET.get("into", ""))
    shown = read_case(case, actor, tried=tried, contact=contact, chosen=chosen)
    still_open = next(
        (one for one in shown.steps if tried and one.step.key == tried.step_key and not one.why_not), None
    )
    context = {
        "shown": shown,
        "followed": keeping.follows(actor, case),
        "panel": manifest.panel_of(case.process),
        "beside": manifest.beside(case),
        "purposes": PURPOSES,
        "refusal": tried.words if tried else "",
        "written": meanwhile.written(tried.form) if tried and tried.form and tried.words else [],
        "still_open": still_open,
        "has_errors": bool(tried and not tried.words),
    }
    return unstored(render(request, "cases/case.html", context, status=status))
