"""The API as one object: who may ask, how bodies are read, how refusals look, and its description."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from wuzhi.api.bodies import JsonOrForm
from wuzhi.api.problems import MEDIA_TYPE, answer_by
from wuzhi.api.routes import router
from wuzhi.api.signing_in import WAYS


class Door(NinjaAPI):
    """Ninja's, with answers that no cache keeps and refusals that are described as what they are."""

    def create_response(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """An answer."""
        answer = super().create_response(request, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        return answer

    def get_openapi_schema(self, **options: Any) -> Any:
        """The description, OpenAPI 3.1."""
        found = super().get_openapi_schema(**options)
        for path in found["paths"].values():
            for operation in path.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400 and "content" in answer:
                        answer["content"] = {MEDIA_TYPE: answer["content"].popitem()[1]}
        return found


API = Door(
    title="Wuzhi",
    version="1",
    urls_namespace="api",
    docs_url=None,
    auth=WAYS,
    parser=JsonOrForm(),
    description="What a worker sees and does, for other programs. Refusals are RFC 9457 problems.",
)
API.add_router("", router)
answer_by(API)
