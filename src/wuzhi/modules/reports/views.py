"""The screens of reports: taking one in, its receipt, the dispatcher's queue."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wuzhi.cases import queries
from wuzhi.cases.screens import describe
from wuzhi.cases.screens.lists import by_due, page_of, pictures, read_page
from wuzhi.cases.screens.views.access import for_workers
from wuzhi.cases.screens.views.opening import county, not_offered, opening_page, receipt, take_in
from wuzhi.core.ids import show_tracking_code
from wuzhi.modules.reports import desk
from wuzhi.modules.reports.process import REPORT
from wuzhi.people.actor import actor_of
from wuzhi.people.models import Role

_QUEUED = ("collected", "reviewed")


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Takes a report in, with or without an account."""
    refusal = not_offered(request, REPORT.key)
    if refusal is not None:
        return refusal
    if request.method == "POST" and "show_town" not in request.POST:
        opened = take_in(request, REPORT.key)
        if opened.done is not None:
            return redirect("reports:done", code=show_tracking_code(opened.done.case.tracking_code))
    else:
        opened = opening_page(request, REPORT.key)
    context = {"opened": opened, "send": _("Send the report")}
    return render(request, "reports/report.html", context, status=opened.status)


@require_safe
def done(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt."""
    words = _("It is reviewed, sent to the unit in charge, handled, and then you are asked whether it is solved.")
    return receipt(request, code, REPORT.key, words)


@require_safe
@for_workers(*desk.READERS)
def supervision(request: HttpRequest) -> HttpResponse:
    """The supervisor's desk: one of its lists, a page of it, and how many are in each."""
    viewer = actor_of(request)
    counted = desk.counted(viewer)
    wanted = desk.chosen(request.GET.get("list", ""), counted)
    page = page_of(wanted.cases(viewer), read_page(request.GET.get("page", "")))
    notes = [desk.note_of(case, viewer) for case in page.cases]
    rows = list(zip(describe.rows(page.cases, pictures(page.cases)), notes, strict=True))
    return render(request, "reports/desk.html", {"counted": counted, "desk": wanted, "list": page, "rows": rows})


@require_safe
@for_workers(Role.DISPATCHER, Role.SUPERVISOR)
def review_queue(request: HttpRequest) -> HttpResponse:
    """What waits to be reviewed or dispatched, the earliest due first; no words of reporters here."""
    waiting = queries.inbox(actor_of(request)).filter(process=REPORT.key, state__in=_QUEUED)
    page = page_of(by_due(waiting), read_page(request.GET.get("page", "")))
    rows = describe.rows(page.cases, pictures(page.cases))
    points = [
        {
            "longitude": row.case.longitude,
            "latitude": row.case.latitude,
            "title": row.title,
            "url": reverse("cases:case", args=[row.case.uuid]),
        }
        for row in rows
        if row.case.longitude is not None
    ]
    context = {"list": page, "rows": rows, "points": points, "county": county()}
    return render(request, "reports/review.html", context)
