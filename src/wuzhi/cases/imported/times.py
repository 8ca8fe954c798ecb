"""Times of a file, read by the form that a mapping gives: `strptime` took longer than all else of a row."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

_PARTS = {
    "Y": r"(?P<Y>\d{4})", "m": r"(?P<m>\d{2})", "d": r"(?P<d>\d{2})", "H": r"(?P<H>\d{2})",
    "I": r"(?P<I>\d{2})", "M": r"(?P<M>\d{2})", "S": r"(?P<S>\d{2})", "p": r"(?P<p>[AaPp][Mm])",
}  # fmt: skip
_DIRECTIVE = re.compile("%(.)")
Reader = Callable[[str], datetime]


@lru_cache(maxsize=16)
def reader(form: str) -> Reader:
    """What reads one time, without a zone where the form names none; ISO 8601 where the form is ''.

    It raises ValueError where a text is no time in the form. Whatever is not plainly in the form is left to
    `datetime.strptime`, so that both take and refuse the same.
    """
    if not form:
        return datetime.fromisoformat

    def slowly(text: str) -> datetime:
        return datetime.strptime(text, form)  # noqa: DTZ007  its zone follows

    named = _DIRECTIVE.findall(form)
    plain = set(named) <= set(_PARTS) and len(set(named)) == len(named) and {"Y", "m", "d"} <= set(named)
    if not plain or form[-1] == "%" or ("I" in named) != ("p" in named) or {"H", "I"} <= set(named):
        return slowly
    parts = [*(_PARTS[one] for one in named), ""]
    plainly = "".join(re.escape(before) + part for before, part in zip(re.split("%.", form), parts, strict=True))
    compiled = re.compile(plainly, re.ASCII)

    def read(text: str) -> datetime:
        found = compiled.fullmatch(text)
        given = found.groupdict() if found else {}
        try:
            return datetime(  # noqa: DTZ001  its zone follows
                int(given["Y"]), int(given["m"]), int(given["d"]), _hour(given), int(given.get("M", 0)),
                int(given.get("S", 0)),
            )  # fmt: skip
        except (KeyError, ValueError):
            return slowly(text)

    return read


def _hour(given: dict[str, str]) -> int:
    if "I" not in given:
        return int(given.get("H", 0))
    if not 1 <= int(given["I"]) <= 12:
        raise ValueError(given["I"])
    return int(given["I"]) % 12 + (12 if given["p"].upper() == "PM" else 0)
