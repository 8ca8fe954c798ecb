"""Times of a file, read by the form that a mapping gives: `strptime` took longer than all else of a row."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

_PARTS = {
    "Y": r"(?P<Y>\d{4})", "m": r"(?P<m>\d{2})", "d": r"(?P<d>\d{2})", "H": r"(?P<H>\d{2})",
    "I": r"(?P<I>\d{2})", "M": r"(?P<M>\d{2})", "S": r"(?P<S>\d{2})", "p": r"(?P<p>[AaPp][Mm])",
}  # fmt: skip
_AFTERNOON = ("PM", "pm", "Pm", "pM")
_DIRECTIVE = re.compile("%(.)")
Reader = Callable[[str], datetime]


@lru_cache(maxsize=16)
def reader(form: str, zone: ZoneInfo) -> Reader:
    """What reads one time, in `zone` where the form names none; ISO 8601 where the form is ''.

    It raises ValueError where a text is no time in the form. Whatever is not plainly in the form is left to
    `datetime.strptime`, so that both take and refuse the same.
    """

    def slowly(text: str) -> datetime:
        try:
            at = datetime.strptime(text, form) if form else datetime.fromisoformat(text)  # noqa: DTZ007  zone follows
        except re.error as error:  # a form that names a part twice
            raise ValueError(form) from error
        return at if at.tzinfo else at.replace(tzinfo=zone)

    named = _DIRECTIVE.findall(form)
    halves = ["p"] if "I" in named else []
    order = ("Y", "m", "d", "I" if halves else "H", "M", "S")[: len(set(named) - {"p"})]
    if not form or form[-1] == "%" or len(order) < 3 or sorted(named) != sorted([*order, *halves]):
        return slowly
    parts = [*(_PARTS[one] for one in named), ""]
    plainly = "".join(re.escape(before) + part for before, part in zip(re.split("%.", form), parts, strict=True))
    compiled, untold = re.compile(plainly, re.ASCII), (0,) * (6 - len(order))

    def read(text: str) -> datetime:
        found = compiled.fullmatch(text)
        if found is None:
            return slowly(text)
        year, month, day, hour, minute, second = (*map(int, found.group(*order)), *untold)
        if halves:
            if not 1 <= hour <= 12:
                return slowly(text)
            hour = hour % 12 + (12 if found["p"] in _AFTERNOON else 0)
        try:
            return datetime(year, month, day, hour, minute, second, tzinfo=zone)
        except ValueError:
            return slowly(text)

    return read
