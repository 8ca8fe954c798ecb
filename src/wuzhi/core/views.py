"""Home, the sign of life, and the pages for what went wrong."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wuzhi.core.page import ELDER_COOKIE

_A_YEAR = 365 * 24 * 3600


def home(request: HttpRequest) -> HttpResponse:
    """Where a resident begins: report, errand, track, sign in."""
    return render(request, "core/home.html")


@csrf_exempt
@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """Turns the elder mode on or off for this browser, and goes back to the page that was read."""
    back = request.headers.get("referer", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = resolve_url("core:home")
    answer = HttpResponseRedirect(back)
    if request.POST.get("elder") == "1":
        secure = request.is_secure()
        answer.set_cookie(ELDER_COOKIE, "1", max_age=_A_YEAR, secure=secure, httponly=True, samesite="Lax")
    else:
        answer.delete_cookie(ELDER_COOKIE, samesite="Lax")
    return answer


def healthz(request: HttpRequest) -> HttpResponse:
    """200 and `ok` while the database answers, 503 otherwise; for machines."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unreachable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def error_page(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    """One page for all refusals: what happened and where to go on."""
    return render(request, "core/error.html", {"status": status, "title": title, "words": words}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return error_page(request, 400, _("This request can't be read"), _("Please go back and try again."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    words = str(exception or "") or _("Your posts do not open this page.")
    return error_page(request, 403, _("Not allowed"), words)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 where a form's token is missing or from before signing in; what was typed is one step back."""
    words = _("The page was open for too long. Go back, copy what you wrote, load the page again and send it.")
    return error_page(request, 403, _("Please send it once more"), words)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: out of sight and not there are the same."""
    words = _("There is nothing at this address, or it is not yours to see.")
    return error_page(request, 404, _("Not found"), words)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, in both languages and without anything that could fail again."""
    return HttpResponse(render_to_string("500.html"), status=500)
