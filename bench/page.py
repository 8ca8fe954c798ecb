"""Fills in the report page as a browser does: cookie, hidden fields, the form's own encoding; a fresh key each."""

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from uuid import uuid4

from bench.load import once

REPORT = "/report"
WORDS = "门口的路灯坏了三天，晚上看不见路，老人摔过一次，请尽快派人来修。在桥头往东第二根杆子。" * 2
CONTACT = "13800000000"
_BOUNDARY = "----bench7MA4YWxkTrZu0gW"
_KEY_SPOT = "00000000-0000-4000-8000-000000000000"
_KEY_FIELD = "key"


@dataclass(frozen=True)
class Ground:
    """Where reports may be: village names that tell one place, and points, in WGS 84."""

    villages: Sequence[str]
    points: Sequence[tuple[float, float]]


class _Forms(HTMLParser):
    """Every form of a page: its attributes, and the name and value of each input."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[dict[str, str], dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((facts, {}))
        elif tag in {"input", "textarea", "select"} and self.found and facts.get("name"):
            if facts.get("type") in {"radio", "checkbox"} and "checked" not in facts:
                self.found[-1][1].setdefault(facts["name"], "")
            else:
                self.found[-1][1][facts["name"]] = facts.get("value", "")


def get(path: str, cookie: str = "") -> bytes:
    """The bytes of a GET request."""
    sent = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{sent}Accept-Language: zh-CN\r\n\r\n".encode("ascii")


RINGS = "at_once"  # of such a report whoever is on duty is told, so it leaves a row in the outbox


class ReportPage:
    """The page as one visitor got it; `request()` gives the bytes of a report with a key of its own."""

    def __init__(self, port: int, ground: Ground, urgency: str = "ordinary") -> None:
        received = once(port, get(REPORT))
        head, _blank, body = received.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"GET {REPORT}: {head[:200].decode(errors='replace')}")
        cookies = re.findall(r"\r\nset-cookie: *([^;\r\n]+)", head.decode("latin-1"), re.IGNORECASE)
        self.cookie = "; ".join(cookies)
        forms = _Forms()
        forms.feed(body.decode("utf-8"))
        self._form, self._inputs = next(one for one in forms.found if "words" in one[1])
        if _KEY_FIELD not in self._inputs:
            raise RuntimeError(f"the form of {REPORT} has no field {_KEY_FIELD!r}")
        self._inputs["urgency"] = urgency
        self._parts = itertools.cycle([self._split(place) for place in _places(ground)])

    def request(self, key: str | None = None) -> bytes:
        """The bytes of one POST. The next place each time; `key` repeats an earlier report's key."""
        before, after = next(self._parts)
        return before + (key or str(uuid4())).encode("ascii") + after

    def same_place(self) -> Callable[[str], bytes]:
        """Requests that differ in their key alone, as a second click would send them."""
        before, after = next(self._parts)
        return lambda key: before + key.encode("ascii") + after

    def _split(self, place: dict[str, str]) -> tuple[bytes, bytes]:
        given = {"words": WORDS, "contact": CONTACT, "may_be_shown": "on", _KEY_FIELD: _KEY_SPOT, **place}
        body = self._multipart({**self._inputs, **given})
        head = (
            f"POST {self._form.get('action') or REPORT} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.cookie}\r\n"
            f"Accept-Language: zh-CN\r\nContent-Type: multipart/form-data; boundary={_BOUNDARY}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        before, spot, after = (head.encode("ascii") + body).partition(_KEY_SPOT.encode("ascii"))
        assert spot
        return before, after

    def _multipart(self, fields: dict[str, str]) -> bytes:
        """As a browser sends a form with a file that was not chosen; ticks that are not set are left out."""
        parts = []
        for name, value in fields.items():
            if name in {"picture", "recording"}:
                disposition = f'form-data; name="{name}"; filename=""\r\nContent-Type: application/octet-stream'
            else:
                disposition = f'form-data; name="{name}"'
            parts.append(f"--{_BOUNDARY}\r\nContent-Disposition: {disposition}\r\n\r\n{value}\r\n")
        return ("".join(parts) + f"--{_BOUNDARY}--\r\n").encode()


def _places(ground: Ground) -> Iterator[dict[str, str]]:
    """By turns a village by name and a point on the map."""
    for name, (longitude, latitude) in zip(ground.villages, ground.points, strict=False):
        yield {"place_name": name}
        yield {"place_longitude": f"{longitude:.6f}", "place_latitude": f"{latitude:.6f}", "place_datum": "wgs84"}
