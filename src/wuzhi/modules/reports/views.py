"""The screens of reports: taking one in, its receipt, the dispatcher's queue."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wuzhi.cases import describe, queries
from wuzhi.cases.lists import by_due, page_of, pictures, read_page
from wuzhi.cases.views.access import for_workers
from wuzhi.cases.views.opening import Opened, county, opening_page, receipt, take_in
from wuzhi.core.ids import show_tracking_code
from wuzhi.modules.reports.forms import ExternalForm
from wuzhi.modules.reports.process import REPORT
from wuzhi.people.actor import Actor, actor_of
from wuzhi.people.models import Role

_QUEUED = ("collected", "reviewed")


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Takes a report in; the same page asks dispatchers for an external number too."""
    extra = _extra(request, actor_of(request))
    sent = request.method == "POST" and "show_town" not in request.POST
    if not sent:
        return _page(request, opening_page(request, REPORT.key), extra)
    if extra is not None and not extra.is_valid():
        shown = opening_page(request, REPORT.key)
        shown.status, shown.words = 422, _("Nothing was sent yet: please look at the marked fields.")
        return _page(request, shown, extra)
    opened = take_in(request, REPORT.key, extra.change() if extra is not None else None)
    if opened.done is None:
        return _page(request, opened, extra)
    return redirect("reports:done", code=show_tracking_code(opened.done.case.tracking_code))


@require_safe
def done(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt."""
    words = _("It is reviewed, sent to the unit in charge, handled, and then you are asked whether it is solved.")
    return receipt(request, code, REPORT.key, words)


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


def _extra(request: HttpRequest, actor: Actor) -> ExternalForm | None:
    if not actor.has_role(Role.DISPATCHER):
        return None
    return ExternalForm(request.POST if request.method == "POST" else None)


def _page(request: HttpRequest, opened: Opened, extra: ExternalForm | None) -> HttpResponse:
    context = {"opened": opened, "extra": extra, "send": _("Send the report")}
    return render(request, "reports/report.html", context, status=opened.status)
