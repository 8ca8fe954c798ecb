"""The same answer as XML or JSON, written as it is read: a list of a thousand is never in memory whole.

XML as the standard's examples show it, JSON by its mapping (Spark): an array for a list, names left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from wuzhi.open311.faults import Fault

XML, JSON = "xml", "json"
PIECE = 32_000
TYPES = {XML: "text/xml; charset=utf-8", JSON: "application/json; charset=utf-8"}
# How XML calls one of a list that stands under this name.
_ONE_OF = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
    "notes": "note",
}
Row = Mapping[str, Any]
_DECLARED = '<?xml version="1.0" encoding="utf-8"?>\n'
_NO_CHARACTER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # of XML 1.0


def listed(name: str, rows: Iterable[Row], style: str, status: int = 200) -> HttpResponseBase:
    """A list under its name, row by row."""
    pieces = _xml_list(name, rows) if style == XML else _json_list(rows)
    return _open(StreamingHttpResponse(_gathered(pieces), content_type=TYPES[style], status=status))


def single(name: str, row: Row, style: str) -> HttpResponseBase:
    """One thing under its name."""
    text = _DECLARED + _xml(name, row) if style == XML else _json(row)
    return _open(HttpResponse(text, content_type=TYPES[style]))


def fault(refused: Fault, style: str) -> HttpResponseBase:
    """The standard's array of errors."""
    rows = [{"code": refused.code, "description": one} for one in refused.descriptions]
    answer = listed("errors", rows, style, refused.code)
    if refused.code == 429:
        answer.headers["Retry-After"] = "3600"
    return answer


def _open(answer: HttpResponseBase) -> HttpResponseBase:
    """Public data may be read from any page, and is asked for anew each time."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _gathered(pieces: Iterable[str]) -> Iterator[bytes]:
    """A few thousand letters at once: each piece that is sent costs the server the same."""
    held: list[str] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= PIECE:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join(held).encode()


def _xml_list(name: str, rows: Iterable[Row]) -> Iterator[str]:
    yield f"{_DECLARED}<{name}>"
    for row in rows:
        yield _xml(_ONE_OF[name], row)
    yield f"</{name}>"


def _json_list(rows: Iterable[Row]) -> Iterator[str]:
    before = "["
    for row in rows:
        yield before + _json(row)
        before = ","
    yield "[]" if before == "[" else "]"


def _json(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _xml(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        inner = "".join([_xml(key, one) for key, one in value.items()])
    elif isinstance(value, list):
        inner = "".join([_xml(_ONE_OF[name], one) for one in value])
    else:
        inner = _text(value)
    return f"<{name}>{inner}</{name}>"


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(_NO_CHARACTER.sub("", str(value)))
