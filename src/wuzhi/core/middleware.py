"""What must never reach a view, and what a view can't help."""

import errno
import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from wuzhi.core.views import error_page

log = logging.getLogger(__name__)
RETRY_AFTER_SECONDS = 60
_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}


class OutOfOrderMiddleware:
    """A full disk or a database that went away: 503 and a page that needs neither. Every transaction is undone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing on the way in."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The log names the kind alone: a database's own words may hold what people wrote."""
        disk = isinstance(exception, OSError) and exception.errno in _DISK
        if not disk and not isinstance(exception, OperationalError | InterfaceError):
            return None
        kind = errno.errorcode[exception.errno] if isinstance(exception, OSError) and exception.errno else ""
        log.error("out of order: %s %s", type(exception).__name__, kind)
        page = render_to_string("503.html")
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})


class BadTextMiddleware:
    """NUL bytes and lone surrogates are no text: refused with a sentence before anything is looked up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """BadRequest (the 400 page) where the address or its parameters hold such characters."""
        parts = [request.path_info, *(part for pair in request.GET.lists() for part in (pair[0], *pair[1]))]
        if any(_is_bad(part) for part in parts):
            raise BadRequest(_("The address contains characters that are no text."))
        return self._get_response(request)


class LargeBodyMiddleware:
    """Refuses by its announced length what no form of ours needs: Django would write all of it to disk first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """413. A body without a length is empty to Django; a wrong number is too."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isascii() and length.isdigit() and int(length[:20]) > settings.LARGEST_BODY:
            words = _("What you sent is too large. A photo or a recording may have 5 MB each.")
            return error_page(request, 413, _("This request can't be read"), words)
        return self._get_response(request)


def _is_bad(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text)
