"""What is sent: JSON, or a form with the JSON in its part `body` and files in parts of their own."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from ninja import Schema
from ninja.parser import Parser

from wuzhi.cases.forms import Files

FORM = "multipart/form-data"


class StepIn(Schema):
    """A step's data, as its `form` describes it."""

    data: dict[str, Any] = {}


class OpeningIn(StepIn):
    """The process of which a case is opened, and its opening's data."""

    process: str


class JsonOrForm(Parser):
    """The body of a request, whichever way it came. ValueError where it is no JSON."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The JSON."""
        return json.loads(request.body or "{}", parse_constant=_refuse)


def files_of(request: HttpRequest) -> Files | None:
    """The files that came along."""
    return request.FILES if request.content_type == FORM else None


def also_as_form(shape: type[Schema]) -> dict[str, Any]:
    """What the description says of a body that may come with files."""
    body = {"type": "string", "contentMediaType": "application/json", "description": f"as {shape.__name__}"}
    schema = {
        "type": "object",
        "properties": {"body": body},
        "required": ["body"],
        "additionalProperties": {"type": "string", "contentEncoding": "binary"},
    }
    return {"requestBody": {"content": {FORM: {"schema": schema}}}}


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
