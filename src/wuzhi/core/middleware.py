"""What must never reach a view."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.translation import gettext as _

_UTF8 = ("utf-8", "utf8")


class BadTextMiddleware:
    """NUL bytes and lone surrogates are no text: refused with a sentence before anything is looked up.

    So is any charset but UTF-8: Django would read address and form by whichever codec the sender names, and
    some of Python's raise errors of their own or make lone surrogates.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """400 where the address or its parameters hold such characters, or the charset is another."""
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.lower() not in _UTF8:
            return HttpResponseBadRequest(_("Please send text as UTF-8."))
        parts = [request.path_info, *(part for pair in request.GET.lists() for part in (pair[0], *pair[1]))]
        if any(_is_bad(part) for part in parts):
            return HttpResponseBadRequest(_("The address contains characters that are no text."))
        return self._get_response(request)


def _is_bad(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text)
