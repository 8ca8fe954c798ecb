"""Names of places without a query: the areas in force, in memory until a row or the day changes them."""

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Generic, NamedTuple, Self, TypeVar

from django.db.models import Q
from django.utils.translation import get_language

from wuzhi.areas.codes import Level, prefixes_of
from wuzhi.areas.models import Area
from wuzhi.core import clock
from wuzhi.core.naming import named
from wuzhi.core.versions import Versioned

Built = TypeVar("Built")
_EPOCHS_KEPT = 2


class Typed(NamedTuple):
    """A name as somebody typed it: without blanks for Chinese, with single ones and small letters for English."""

    written: str
    spoken: str

    @classmethod
    def read(cls, text: str) -> Self:
        """Read once for all the areas that it is compared with."""
        words = text.split()
        return cls("".join(words), " ".join(words).casefold())


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """What a page needs to name a place. `parent_code` is '' at the top."""

    id: int
    code: str
    name: str
    name_en: str
    level: Level
    parent_code: str

    def __str__(self) -> str:
        return named(self.name, self.name_en)

    def is_called(self, name: Typed) -> bool:
        """Whether this is its whole name, in Chinese whatever the blanks, in English whatever the capitals."""
        return self.name == name.written or (name.spoken != "" and self.name_en.casefold() == name.spoken)


def in_force(day: date, prefix: str = "") -> Q:
    """The condition for areas that hold on this local day, `prefix` being the way to the area (`area__`)."""
    begun = Q(**{f"{prefix}valid_from__lte": day})
    return begun & (Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gt": day}))


class Epochs(Generic[Built]):
    """One value per span of days with the same areas in force: a regrouping takes hold by its date alone."""

    def __init__(self, build: Callable[[date], Built]) -> None:
        self._build = build
        self._lock = threading.Lock()
        begins = Area.objects.order_by().values_list("valid_from", flat=True).distinct()
        ends = Area.objects.order_by().values_list("valid_until", flat=True).distinct()
        self._turns: list[date] = sorted({*begins, *(day for day in ends if day)})
        self._held: dict[int, Built] = {}

    def on(self, day: date) -> Built:
        """The value for this local day, built at most once per span (the two used last are kept)."""
        span = bisect_right(self._turns, day)
        found = self._held.get(span)
        if found is None:
            with self._lock:
                found = self._held.get(span) or self._build(day)
                newest = dict(list(self._held.items())[1 - _EPOCHS_KEPT :])
                self._held = {**newest, span: found}
        return found


class AreaDirectory:
    """Every area in force by its code, in the order of codes."""

    def __init__(self, facts: list[AreaFacts]) -> None:
        self._by_code = {one.code: one for one in sorted(facts, key=lambda one: one.code)}
        self._codes = list(self._by_code)
        self._paths: dict[tuple[str, str | None], str] = {}
        self._villages: dict[str, list[AreaFacts]] = {}
        for one in self._by_code.values():
            if one.level == Level.VILLAGE:
                self._villages.setdefault(one.name, []).append(one)

    def villages_called(self, name: str) -> list[AreaFacts]:
        """The villages and communities with exactly this name."""
        return self._villages.get(name, [])

    def __len__(self) -> int:
        return len(self._codes)

    def get(self, code: str) -> AreaFacts | None:
        """The area in force with this code, if there is one."""
        return self._by_code.get(code)

    def kept_path(self, code: str, compose: Callable[[], str]) -> str:
        """The way to the area with this code in the reader's words, composed once while these areas hold."""
        if code not in self._by_code:
            return compose()
        key = (code, get_language())
        found = self._paths.get(key)
        if found is None:
            found = self._paths[key] = compose()
        return found

    def within(self, prefix: str) -> Iterator[AreaFacts]:
        """The areas in a scope, itself included, in the order of codes."""
        for position in range(bisect_left(self._codes, prefix), len(self._codes)):
            code = self._codes[position]
            if not code.startswith(prefix):
                break
            yield self._by_code[code]

    def share(self, prefix: str) -> float:
        """Which part of all areas lies in a scope, 0 ≤ share ≤ 1. No area is read."""
        if not self._codes:
            return 0.0
        after = bisect_left(self._codes, f"{prefix}~")
        return (after - bisect_left(self._codes, prefix)) / len(self._codes)

    def path(self, code: str) -> list[AreaFacts]:
        """The areas in force that contain this code, widest first, itself last where it is one of them."""
        return [one for prefix in prefixes_of(code) if (one := self._by_code.get(prefix)) is not None]


def read_facts(day: date) -> list[AreaFacts]:
    """The areas in force on a local day, from the database."""
    rows = Area.objects.filter(in_force(day)).order_by("code")
    columns = rows.values_list("id", "code", "name", "name_en", "level", "parent__code")
    known: dict[str, str] = {"": ""}  # one string object for each code, however many children name it
    facts = []
    for pk, code, name, name_en, level, above in columns.iterator(chunk_size=5000):
        parent = known.get(above or "", above or "")
        facts.append(AreaFacts(pk, known.setdefault(code, code), name, name_en, Level(level), parent))
    return facts


_directories = Versioned("areas", lambda: Epochs(lambda day: AreaDirectory(read_facts(day))))


def directory_stamp() -> tuple[object, ...]:
    """What tells one state of the directory of today from another."""
    return (*_directories.stamp(), clock.today())


def directory(day: date | None = None) -> AreaDirectory:
    """The directory of this process, as of the newest committed rows, for today or another local day."""
    return _directories.fresh().on(day or clock.today())


def local_ids(code: str) -> frozenset[int]:
    """The ids of a building, estate, hamlet or group and of all that lies in it; empty where not in force."""
    places = list(directory().within(code[:12]))
    found = {one.code for one in places if one.code == code}
    while lying := {one.code for one in places if one.parent_code in found} - found:
        found |= lying
    return frozenset(one.id for one in places if one.code in found)
