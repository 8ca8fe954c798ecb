"""A form whose JSON is a part of it, and refusals from outside the API's own functions (a full disk, say)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from wuzhi.api.bodies import FORM
from wuzhi.api.problems import problem


class ProblemMiddleware:
    """Under the API's address a page that tells a person what went wrong becomes a problem that a program reads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Status and the time to wait stay as they are."""
        answer = self._get_response(request)
        is_page = answer.status_code >= 400 and answer.headers.get("Content-Type", "").startswith("text/html")
        if not is_page or not is_for_api(request):
            return answer
        said = problem(answer.status_code)
        for name in ("Retry-After", "Allow"):
            if name in answer.headers:
                said.headers[name] = answer.headers[name]
        return said


class FormMiddleware:
    """A form's part `body` is the body: the library would read all of it, files included, into memory, or find it read.

    A session's CSRF token is looked for in the form, so the form is always read first; its files go to disk.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """A form that can't be read is 400."""
        if request.method == "POST" and request.content_type == FORM and is_for_api(request):
            request._body = request.POST.get("body", "").encode()  # what `body` gives
        return self._get_response(request)


def is_for_api(request: HttpRequest) -> bool:
    """Whether the address lies under the API's."""
    return request.path_info.startswith(reverse("api:api-root"))
