"""A territory code tells its level by its length, and a prefix is one range of an index."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """The administrative spine, then the kinds of place inside a village."""

    PROVINCE = "province", _("province")
    CITY = "city", _("city")
    COUNTY = "county", _("county")
    TOWN = "town", _("town or street")
    VILLAGE = "village", _("village or community")
    GRID = "grid", _("grid")
    MICROGRID = "microgrid", _("micro-grid")
    ESTATE = "estate", _("estate")
    BUILDING = "building", _("building")
    HAMLET = "hamlet", _("hamlet")
    GROUP = "group", _("villagers' group")


LENGTHS = {
    Level.PROVINCE: 2,
    Level.CITY: 4,
    Level.COUNTY: 6,
    Level.TOWN: 9,
    Level.VILLAGE: 12,
    Level.GRID: 15,
    Level.MICROGRID: 17,
}
LEVELS = {length: level for level, length in LENGTHS.items()}
LOCAL_LETTERS = {"E": Level.ESTATE, "B": Level.BUILDING, "H": Level.HAMLET, "G": Level.GROUP}
LOCAL_LENGTH = 17


def unpadded(code: str) -> str:
    """A code as this house writes it: official lists fill up with zeros (420000, 420200, 421081000000).

    No province, city, county, town or village is numbered zero, so nothing is lost.
    """
    if len(code) not in {6, 9, 12} or not (code.isascii() and code.isdigit()):
        return code
    for length in (9, 6, 4, 2):
        if length < len(code) and not code[length:].strip("0"):
            code = code[:length]
    return code


def level_of(code: str) -> Level:
    """The level that a code stands for. Raises ValueError, in words, where it can't be one."""
    if code.isascii() and code.isdigit() and len(code) in LEVELS:
        return LEVELS[len(code)]
    village, letter, rest = code[:12], code[12:13], code[13:]
    digits = code.isascii() and (village + rest).isdigit()
    if digits and len(code) == LOCAL_LENGTH and letter in LOCAL_LETTERS:
        return LOCAL_LETTERS[letter]
    raise ValueError(
        _("%(code)s is no territory code: 2, 4, 6, 9, 12, 15 or 17 digits, or 12 digits, a letter and 4.")
        % {"code": code[:30]}
    )


def prefixes_of(code: str) -> list[str]:
    """The codes of every level that contains this one, widest first, itself last."""
    spine = code[:12] if len(code) == LOCAL_LENGTH and not code.isdigit() else code
    found = [spine[:length] for length in LENGTHS.values() if length <= len(spine)]
    return found if spine == code else [*found, code]


def covers(prefix: str, code: str) -> bool:
    """Whether the area with this code lies in the scope."""
    return code.startswith(prefix)


def prefix_range(field: str, prefix: str) -> Q:
    """A scope as a range on an indexed code column: never LIKE, so any collation and any index serve."""
    if not (prefix.isascii() and prefix.isdigit()):
        raise ValueError("a scope is digits")
    lower = Q(**{f"{field}__gte": prefix})
    after = str(int(prefix) + 1).zfill(len(prefix))
    return lower & Q(**{f"{field}__lt": after}) if len(after) == len(prefix) else lower
