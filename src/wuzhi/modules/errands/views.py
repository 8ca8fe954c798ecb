"""The screens of errands: asking for one, and its receipt."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wuzhi.cases.screens.views.opening import not_offered, opening_page, receipt, take_in
from wuzhi.core.ids import show_tracking_code
from wuzhi.modules.errands.process import ERRAND


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Takes an errand in."""
    refusal = not_offered(request, ERRAND.key)
    if refusal is not None:
        return refusal
    if request.method == "POST" and "show_town" not in request.POST:
        opened = take_in(request, ERRAND.key)
        if opened.done is not None:
            return redirect("errands:done", code=show_tracking_code(opened.done.case.tracking_code))
    else:
        opened = opening_page(request, ERRAND.key)
    return render(request, "errands/ask.html", {"opened": opened, "send": _("Ask for it")}, status=opened.status)


@require_safe
def done(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt."""
    words = _(
        "Someone near you takes it on and reaches you. When it is done you are asked whether it was as you wished."
    )
    return receipt(request, code, ERRAND.key, words)
