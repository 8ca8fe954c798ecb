"""Whether the rows of a table make a territory: codes, names, parents. Nothing is written here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wuzhi.areas.codes import LENGTHS, Level, level_of, prefixes_of
from wuzhi.areas.models import Area
from wuzhi.areas.reading import Problem, Row, has_unseen

_NAME_LENGTH = 60
_NAME_EN_LENGTH = 80
# The levels that may be missing above one: Qianjiang has no prefecture, Dongguan no counties.
_MAY_HANG_ON: dict[Level, tuple[Level, ...]] = {
    Level.TOWN: (Level.COUNTY, Level.CITY),
    Level.VILLAGE: (Level.TOWN,),
    Level.GRID: (Level.VILLAGE,),
    Level.MICROGRID: (Level.GRID,),
}
_GRIDS = (Level.GRID, Level.MICROGRID)
_HOLDERS = (Level.ESTATE, Level.HAMLET)
_TOP = (Level.PROVINCE, Level.CITY, Level.COUNTY)


@dataclass(frozen=True, slots=True)
class Draft:
    """A row that holds: an area to be."""

    code: str
    name: str
    name_en: str
    level: Level
    parent: str
    grid_code: str


def check(rows: Iterable[Row]) -> tuple[list[Draft], list[Problem]]:
    """The areas to be, in the order of the file, and every bad row with its line and reason."""
    rows = list(rows)
    known = set(Area.objects.filter(valid_until=None).values_list("code", flat=True))
    ended = set(Area.objects.exclude(valid_until=None).values_list("code", flat=True)) - known
    first_line: dict[str, int] = {}
    for row in rows:
        first_line.setdefault(row.code, row.line)
    kinds = _kind_words()
    present = known | {code for code in first_line if _is_code(code)}
    drafts, errors = [], []
    for row in rows:
        try:
            if row.code in ended:
                ended_code = {"code": row.code}
                raise ValidationError(_("The area %(code)s has ended; its code is not used again.") % ended_code)
            if first_line[row.code] != row.line:
                facts = {"code": row.code[:30], "line": first_line[row.code]}
                raise ValidationError(_("%(code)s is already on line %(line)d.") % facts)
            drafts.append(_draft(row, present, kinds))
        except ValidationError as error:
            errors.append((row.line, error.messages[0]))
    return drafts, errors


def name_of_area(name: str) -> str:
    """The name, checked. Raises ValidationError, in words."""
    if not name.strip():
        raise ValidationError(_("The name is empty."))
    if len(name) > _NAME_LENGTH:
        raise ValidationError(_("The name is longer than %(most)d characters.") % {"most": _NAME_LENGTH})
    if has_unseen(name):
        raise ValidationError(_("The name holds control characters."))
    return name.strip()


def parent_of(code: str, present: Collection[str]) -> str:
    """The narrowest known area above, '' at the top. Raises ValidationError where one must be known."""
    level = level_of(code)
    above = [prefix for prefix in prefixes_of(code)[:-1] if prefix in present]
    if level in _TOP:
        return above[-1] if above else ""
    allowed = _MAY_HANG_ON.get(level, (Level.VILLAGE,))
    if not above or level_of(above[-1]) not in allowed:
        wanted = code[: LENGTHS[allowed[0]]]
        raise ValidationError(_("%(parent)s, to which it belongs, is not known.") % {"parent": wanted})
    return above[-1]


def _draft(row: Row, present: Collection[str], kinds: dict[str, Level]) -> Draft:
    try:
        level = level_of(row.code)
    except ValueError as error:
        raise ValidationError(str(error)) from error
    said = kinds.get(row.kind.lower())
    if said is not None and said is not level:
        facts = {"kind": row.kind, "level": level.label}
        raise ValidationError(_("The kind is %(kind)s, but the code is that of a %(level)s.") % facts)
    if len(row.name_en) > _NAME_EN_LENGTH:
        raise ValidationError(_("The name is longer than %(most)d characters.") % {"most": _NAME_EN_LENGTH})
    parent, grid_code = _parent_and_grid(row, level, present)
    return Draft(row.code, name_of_area(row.name), row.name_en, level, parent, grid_code)


def _is_code(code: str) -> bool:
    try:
        level_of(code)
    except ValueError:
        return False
    return True


def _parent_and_grid(row: Row, level: Level, present: Collection[str]) -> tuple[str, str]:
    """A place inside a village may name its grid or its estate as its parent; on the spine the code must agree."""
    if not row.parent:
        return parent_of(row.code, present), ""
    if row.parent not in present:
        raise ValidationError(_("The parent %(code)s is not known.") % {"code": row.parent[:30]})
    above = level_of(row.parent)
    if level not in LENGTHS and row.parent.startswith(row.code[:12]):
        if above in _GRIDS:
            return parent_of(row.code, present), row.parent
        if above is not level and above in _HOLDERS:
            return row.parent, ""
    if row.parent not in prefixes_of(row.code)[:-1]:
        facts = {"code": row.code, "parent": row.parent}
        raise ValidationError(_("%(code)s does not lie in its parent %(parent)s.") % facts)
    return parent_of(row.code, {row.parent}), ""


def _kind_words() -> dict[str, Level]:
    words = {level.value: level for level in Level}
    return words | {str(level.label).lower(): level for level in Level}
