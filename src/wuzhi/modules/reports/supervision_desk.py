"""The supervisor's desk as a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from wuzhi.cases.screens.lists import attached
from wuzhi.cases.screens.rows import rows_of
from wuzhi.cases.screens.views.access import for_workers
from wuzhi.modules.reports import supervision
from wuzhi.people.actor import actor_of


@require_safe
@for_workers(*supervision.READERS)
def show(request: HttpRequest) -> HttpResponse:
    """The supervisor's desk: one of its lists, a page of it, and how many are in each."""
    viewer = actor_of(request)
    counted = supervision.counted(viewer)
    wanted = supervision.chosen(request.GET.get("list", ""), counted)
    page = supervision.page(viewer, wanted, request.GET.get("after", ""))
    notes = [supervision.note_of(case, viewer) for case in page.cases]
    rows = list(zip(rows_of(page.cases, attached(page.cases)), notes, strict=True))
    further = urlencode({"after": page.after}) if page.after else ""
    context = {"counted": counted, "desk": wanted, "list": page, "further": further, "rows": rows}
    return render(request, "reports/supervision_desk.html", context)
