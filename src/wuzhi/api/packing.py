"""A large answer that a telephone fetches often: not at all where it is the same, else packed."""

from __future__ import annotations

import gzip
import hashlib
import json

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from ninja import Schema
from ninja.responses import NinjaJSONEncoder

MEDIA_TYPE = "application/json; charset=utf-8"


def packed(request: HttpRequest, found: Schema) -> HttpResponse:
    """200 with its ETag, or 304. Nothing that the request says is in the answer, so its packed length tells nothing."""
    content = json.dumps(found.model_dump(), cls=NinjaJSONEncoder, ensure_ascii=False, separators=(",", ":")).encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    answer = HttpResponse(content, content_type=MEDIA_TYPE, headers={"ETag": tag, "Cache-Control": "no-store"})
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        answer.content = gzip.compress(content, 6)
        answer.headers["Content-Encoding"] = "gzip"
    patch_vary_headers(answer, ("Accept-Encoding", "Accept-Language", "Cookie"))
    same = get_conditional_response(request, etag=tag, response=answer)
    return same if same is not None else answer
