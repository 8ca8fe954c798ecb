"""Refusals from outside the API's own functions (an address that is no text, a body too large, a full disk)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from wuzhi.api.problems import problem


class ProblemMiddleware:
    """Under the API's address a page that tells a person what went wrong becomes a problem that a program reads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Status and the time to wait stay as they are."""
        answer = self._get_response(request)
        is_page = answer.status_code >= 400 and answer.headers.get("Content-Type", "").startswith("text/html")
        if not is_page or not request.path_info.startswith(reverse("api:api-root")):
            return answer
        said = problem(answer.status_code)
        for name in ("Retry-After", "Allow"):
            if name in answer.headers:
                said.headers[name] = answer.headers[name]
        return said
