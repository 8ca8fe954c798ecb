"""What another system's columns, states, kinds and areas are here: a TOML file, checked before a row is read."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from wuzhi.areas.datum import Datum
from wuzhi.areas.directory import AreaFacts, directory
from wuzhi.cases import process
from wuzhi.cases.catalogue import CategoryFacts, catalogue
from wuzhi.cases.process import Process
from wuzhi.core import clock

COLUMNS = ("number", "opened", "state", "ended", "due", "kind", "area", "longitude", "latitude")
NEEDED = ("number", "opened", "state")
ANY_OTHER = "*"


class Wrong(Exception):
    """Why a mapping can't be used, in the reader's words: one sentence for each fault."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__(" ".join(faults))


@dataclass(frozen=True)
class MappingFile:
    """Everything that a row is read by. `columns` holds the file's headings by ours, `words` those that are sealed."""

    source: str
    definition: Process
    columns: Mapping[str, str]
    words: tuple[str, ...]
    states: Mapping[str, str]
    kinds: Mapping[str, CategoryFacts | None]
    areas: Mapping[str, AreaFacts]
    elsewhere: AreaFacts
    zone: ZoneInfo
    time_format: str
    datum: str
    least_decimals: int
    digest: str
    faults: list[str] = field(default_factory=list)


def read_mapping(path: Path) -> MappingFile:
    """The mapping in a file. Raises Wrong with every fault that it has."""
    text = path.read_bytes()
    try:
        given = tomllib.loads(text.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Wrong([_("The mapping is no TOML file: %(why)s") % {"why": error}]) from error
    reader = _Reader(given, path.parent)
    found = reader.read(hashlib.sha256(text + reader.more).hexdigest())
    if found is None or reader.faults:
        raise Wrong(reader.faults)
    return found


class _Reader:
    def __init__(self, given: Mapping[str, Any], folder: Path) -> None:
        self._given, self._folder = given, folder
        self.faults: list[str] = []
        self.more = b""

    def read(self, digest: str) -> MappingFile | None:
        definition, elsewhere, areas = self._process(), self._area(self._text("elsewhere")), self._areas()
        columns, words = self._columns()
        if definition is None or elsewhere is None:
            return None
        return MappingFile(
            source=self._text("source")[:30],
            definition=definition,
            columns=columns,
            words=words,
            states=self._states(definition),
            kinds=self._kinds(definition),
            areas=areas,
            elsewhere=elsewhere,
            zone=self._zone(),
            time_format=self._text("time_format", ""),
            datum=self._datum(),
            least_decimals=int(self._given.get("least_decimals", 3)),
            digest=hashlib.sha256(digest.encode() + self.more).hexdigest(),
        )

    def _text(self, name: str, otherwise: str | None = None) -> str:
        value = self._given.get(name, otherwise)
        if isinstance(value, str) and (value or otherwise is not None):
            return value
        self.faults.append(_("“%(name)s” is missing.") % {"name": name})
        return ""

    def _table(self, name: str) -> Mapping[str, Any]:
        found = self._given.get(name, {})
        return found if isinstance(found, dict) else {}

    def _process(self) -> Process | None:
        key = self._text("process")
        try:
            return process.current(key)
        except KeyError:
            self.faults.append(_("There is no process “%(key)s”.") % {"key": key})
            return None

    def _area(self, code: str) -> AreaFacts | None:
        found = directory().get(code)
        if found is None:
            self.faults.append(_("There is no area %(code)s.") % {"code": code or "“”"})
        return found

    def _columns(self) -> tuple[Mapping[str, str], tuple[str, ...]]:
        given = dict(self._table("columns"))
        words = given.pop("words", [])
        unknown = sorted(set(given) - set(COLUMNS))
        if unknown:
            self.faults.append(_("Unknown columns in the mapping: %(names)s") % {"names": ", ".join(unknown)})
        self.faults += [_("No column is named for “%(name)s”.") % {"name": one} for one in NEEDED if one not in given]
        return given, tuple([words] if isinstance(words, str) else words)

    def _states(self, definition: Process) -> Mapping[str, str]:
        known = {state.key for state in definition.states}
        found = self._table("states")
        for value in sorted(set(found.values()) - known):
            self.faults.append(_("The process has no state “%(state)s”.") % {"state": value})
        return found

    def _kinds(self, definition: Process) -> Mapping[str, CategoryFacts | None]:
        found: dict[str, CategoryFacts | None] = {}
        for theirs, code in self._table("kinds").items():
            category = catalogue.fresh().category_by_code(code) if code else None
            if code and (category is None or category.process != definition.key):
                self.faults.append(_("There is no category “%(code)s”.") % {"code": code})
            found[theirs] = category
        return found

    def _areas(self) -> Mapping[str, AreaFacts]:
        """From the table, or from a CSV file beside the mapping with the columns `theirs` and `code`."""
        pairs = dict(self._table("areas"))
        named = self._given.get("areas_file")
        if isinstance(named, str):
            self.more = (self._folder / named).read_bytes()
            rows = csv.DictReader(self.more.decode("utf-8-sig").splitlines())
            pairs |= {row.get("theirs") or "": row.get("code") or "" for row in rows}
        known = {theirs: (directory().get(code), code) for theirs, code in pairs.items()}
        for code in sorted({code for area, code in known.values() if area is None}):
            self.faults.append(_("There is no area %(code)s.") % {"code": code or "“”"})
        return {theirs: area for theirs, (area, _code) in known.items() if area is not None}

    def _zone(self) -> ZoneInfo:
        name = self._given.get("zone")
        try:
            return ZoneInfo(name) if isinstance(name, str) else clock.local_zone()
        except (ZoneInfoNotFoundError, ValueError):
            self.faults.append(_("There is no time zone “%(name)s”.") % {"name": name})
            return clock.local_zone()

    def _datum(self) -> str:
        named = str(self._given.get("datum", Datum.WGS84))
        if named not in set(Datum):
            self.faults.append(_("Coordinates are in WGS 84, GCJ-02 or BD-09."))
        return named
