"""What open pages ask every few seconds: does anything ring for me? And the answer that somebody has heard."""

import hashlib

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzhi.cases.models import Case
from wuzhi.cases.screens import describe
from wuzhi.cases.screens.views.access import for_workers
from wuzhi.notices.models import Notice
from wuzhi.people.actor import actor_of
from wuzhi.roster import ringing

_MOST = 20


@require_safe
def poll(request: HttpRequest) -> HttpResponse:
    """204 while nothing rings: one query on an index that holds ringing notices alone, beside who is asking.

    304 while the same still rings; else the generated titles, which hold nothing that a person wrote.
    """
    if not request.user.is_authenticated:
        return _unstored(HttpResponse(status=403))
    found = Notice.objects.filter(user=request.user.pk, urgent=True, read_at=None).order_by("-id")
    rows = list(found.values_list("pk", "subject", "at")[:_MOST])
    if not rows:
        return _unstored(HttpResponse(status=204))
    tag = hashlib.sha256(repr((request.user.pk, request.LANGUAGE_CODE, rows)).encode()).hexdigest()[:32]
    if request.headers.get("If-None-Match", "").removeprefix("W/") == f'"{tag}"':
        return _tagged(HttpResponse(status=304), tag)
    viewer = actor_of(request)
    cases = {case.uuid: case for case in Case.objects.visible_to(viewer).filter(uuid__in=[row[1] for row in rows])}
    rings = [
        {"id": pk, "title": describe.title(cases[uuid]), "url": describe.address(cases[uuid]), "at": at.isoformat()}
        for pk, uuid, at in rows
        if uuid in cases
    ]
    return _tagged(JsonResponse({"rings": rings}), tag) if rings else _unstored(HttpResponse(status=204))


@require_POST
@for_workers()
def hear(request: HttpRequest, notice: int) -> HttpResponse:
    """ "Heard", from a page or from a script."""
    if not ringing.hear(actor=actor_of(request), notice_id=notice):
        raise Http404
    if request.headers.get("X-Requested-With") == "ring":
        return HttpResponse(status=204)
    messages.success(request, _("Heard. It rings no longer; the matter itself still waits to be taken on."))
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else "cases:notices")


def _tagged(answer: HttpResponse, tag: str) -> HttpResponse:
    answer.headers["ETag"] = f'"{tag}"'
    return _unstored(answer)


def _unstored(answer: HttpResponse) -> HttpResponse:
    """No cache keeps it; the script itself remembers the tag."""
    answer.headers["Cache-Control"] = "no-store"
    return answer
