"""What must never reach a view."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wuzhi.core.views import error_page


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
            words = _("The picture is larger than 5 MB. Please send a smaller one.")
            return error_page(request, 413, _("This request can't be read"), words)
        return self._get_response(request)


def _is_bad(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text)
