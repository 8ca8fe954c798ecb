"""The screens of reports: taking one in, and its receipt."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wuzhi.cases.screens.views.opening import not_offered, opening_page, receipt, take_in
from wuzhi.core.ids import show_tracking_code
from wuzhi.modules.reports.process import REPORT


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
