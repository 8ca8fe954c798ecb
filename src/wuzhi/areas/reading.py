"""Reading what people hand in as areas: every cell is suspect, every refusal is a sentence with its line."""

import csv
import io
import json
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wuzhi.areas.codes import LENGTHS, Level, unpadded

MOST_ROWS = 1_000_000
MOST_BYTES = 300_000_000
LONGEST_CELL = 500
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # categories of Unicode
_EXACT_DIGITS = 15  # a spreadsheet keeps no more of a number
_HEADERS = {
    "code": ("code", "代码", "编码", "区划代码", "编号"),
    "name": ("name", "名称"),
    "name_en": ("name_en", "英文名称"),
    "kind": ("kind", "类别", "类型"),
    "parent": ("parent", "上级", "上级代码"),
}
# What a feature's code is called, the narrowest first: public files name the districts above beside their own.
_CODE_PROPERTIES = ("code", "adcode", "district_adcode", "city_adcode", "gb")
_COUNTRY = "156"  # China in ISO 3166-1; some maps write it before the division code
Problem = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, as text; '' where a cell is empty or its column absent."""

    line: int
    code: str
    name: str
    name_en: str = ""
    kind: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """One feature of a GeoJSON file, not yet validated. `line` counts features from 1."""

    line: int
    code: str
    geometry: object


@dataclass
class Reading:
    """What could be read, and what could not and why."""

    rows: list[Row] = field(default_factory=list)
    outlines: list[Outline] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)


def read(path: Path) -> Reading:
    """A CSV, XLSX or GeoJSON file. Raises ValidationError, in words, where it can't be read as a whole."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise ValidationError(_("%(file)s can't be opened.") % {"file": path.name}) from error
    if size > MOST_BYTES:
        raise ValidationError(_("The file is too large."))
    if not path.is_file():
        raise ValidationError(_("%(file)s can't be opened.") % {"file": path.name})
    ending = path.suffix.lower()
    if ending in {".geojson", ".json"}:
        return _read_geojson(path)
    if ending == ".xlsx":
        return _read_table(_workbook_lines(path))
    if ending == ".csv":
        return _read_table(_csv_lines(path))
    raise ValidationError(_("Areas come as CSV, XLSX or GeoJSON, by the ending of the file's name."))


def decoded(path: Path) -> str:
    """The text of a file in UTF-8, marked or not, or GB 18030. Raises ValidationError for anything else."""
    content = path.read_bytes()
    if b"\0" in content:
        raise ValidationError(_("The file holds NUL bytes: it is no text, or in UTF-16. Please save it as UTF-8."))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError(_("The file is neither in UTF-8 nor in GB 18030."))


def has_unseen(text: str) -> bool:
    """Whether a text holds control, format or surrogate characters (private-use ones are in real names)."""
    return any(unicodedata.category(letter) in _UNSEEN for letter in text)


def _csv_lines(path: Path) -> Iterator[tuple[int, list[object]]]:
    reader = csv.reader(io.StringIO(decoded(path), newline=""), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, list(cells)
    except csv.Error as error:
        problem = {"line": reader.line_num, "reason": str(error)}
        raise ValidationError(_("Line %(line)d is not valid CSV (%(reason)s).") % problem) from error


def _workbook_lines(path: Path) -> Iterator[tuple[int, list[object]]]:
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_BYTES:
                raise ValidationError(_("The file is too large."))
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            for line, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
                yield line, list(cells)
        finally:
            book.close()
    except ValidationError:
        raise
    except Exception as error:  # a broken workbook fails anywhere in the parser, with anything
        raise ValidationError(_("This workbook can't be read. Please save it as XLSX again.")) from error


def _read_table(lines: Iterable[tuple[int, list[object]]]) -> Reading:
    numbered = iter(lines)
    header = next(numbered, (1, []))[1]
    columns = _columns(header)
    found = Reading()
    for line, cells in numbered:
        if all(cell is None or not str(cell).strip() for cell in cells):
            continue
        if len(found.rows) + len(found.errors) >= MOST_ROWS:
            raise ValidationError(_("The file has more than %(most)d rows.") % {"most": MOST_ROWS})
        try:
            picked = {name: _cell(cells[at]) for name, at in columns.items() if at < len(cells)}
            for name in {"code", "parent"}.intersection(picked):
                picked[name] = unpadded(picked[name])
            found.rows.append(Row(line, **{"code": "", "name": "", **picked}))
        except ValidationError as error:
            found.errors.append((line, error.messages[0]))
    return found


def _columns(header: list[object]) -> dict[str, int]:
    titles = [str(title or "").strip().lower() for title in header]
    columns: dict[str, int] = {}
    for name, words in _HEADERS.items():
        at = [position for position, title in enumerate(titles) if title in words]
        if len(at) > 1:
            raise ValidationError(_("The column %(name)s is there twice.") % {"name": name})
        if at:
            columns[name] = at[0]
    missing = [name for name in ("code", "name") if name not in columns]
    if missing:
        facts = {"names": ", ".join(missing)}
        raise ValidationError(_("The first line must name the columns; missing: %(names)s.") % facts)
    return columns


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and len(str(value)) > _EXACT_DIGITS:
        raise ValidationError(_("A code this long lost digits as a number. Please format its cell as text."))
    text = str(value).strip()
    if len(text) > LONGEST_CELL:
        raise ValidationError(_("A cell holds more than %(most)d characters.") % {"most": LONGEST_CELL})
    if has_unseen(text):
        raise ValidationError(_("A cell holds control characters."))
    return text


def _read_geojson(path: Path) -> Reading:
    try:
        content: Any = json.loads(decoded(path))
    except (ValueError, RecursionError) as error:
        raise ValidationError(_("This is not valid JSON.")) from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or content.get("type") != "FeatureCollection":
        raise ValidationError(_("A GeoJSON file of areas is a FeatureCollection."))
    found = Reading()
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        named = properties if isinstance(properties, dict) else {}
        try:
            code = _code_of(named)
        except ValidationError as error:
            found.errors.append((number, error.messages[0]))
            continue
        if not code:
            facts = {"names": ", ".join(_CODE_PROPERTIES)}
            found.errors.append((number, _("The feature has none of the properties %(names)s.") % facts))
            continue
        found.outlines.append(Outline(number, unpadded(code), feature.get("geometry")))
    return found


def _code_of(named: dict[str, Any]) -> str:
    """The first of the known properties that holds anything; '' where none does."""
    for name in _CODE_PROPERTIES:
        code = _cell(named.get(name))
        if code:
            return code.removeprefix(_COUNTRY) if name == "gb" and len(code) > LENGTHS[Level.COUNTY] else code
    return ""
