"""What others ask about places. Names of areas are public, so no viewer is needed."""

from collections.abc import Sequence
from datetime import date

import shapely

from wuzhi.areas.cells import Box
from wuzhi.areas.codes import Level, prefixes_of
from wuzhi.areas.directory import AreaFacts, Typed, directory
from wuzhi.areas.models import Area, AreaShape, Succession
from wuzhi.core import clock

_MOST = 20
_SUFFIXES = ("社区居民委员会", "居民委员会", "村民委员会", "社区居委会", "居委会", "村委会", "社区", "村")
_SPOKEN_LEVELS = (Level.TOWN, Level.VILLAGE, Level.GRID, Level.MICROGRID)


def by_code(code: str) -> AreaFacts | None:
    """The area in force today with this code."""
    return directory().get(code)


def children(code: str) -> list[AreaFacts]:
    """The areas directly below one, in the order of codes; '' asks for those at the top."""
    return [one for one in directory().within(code) if one.parent_code == code and one.code != code]


def villages_named(text: str, within: str) -> list[AreaFacts]:
    """Villages and communities in a scope by name: exact ones first, then those that contain it; at most 20.

    "桥南", "桥南社区" and "桥南居委会" all find 桥南居委会, and so does its English name or the
    beginning of a word of it; blank text finds nothing.
    """
    name = Typed.read(text)
    bare = _without_suffix(name.written)
    if not bare:
        return []
    ranked: list[tuple[int, str, AreaFacts]] = []
    for one in directory().within(within):
        if one.level != Level.VILLAGE:
            continue
        if one.is_called(name):
            ranked.append((0, one.code, one))
        elif _without_suffix(one.name) == bare:
            ranked.append((1, one.code, one))
        elif bare in one.name or f" {name.spoken}" in f" {one.name_en.casefold()}":
            ranked.append((2, one.code, one))
    return [one for _rank, _code, one in sorted(ranked, key=lambda found: found[:2])[:_MOST]]


def outline_box(code: str) -> Box | None:
    """The smallest box around an area in force, None where its outline is not known. One query."""
    area = directory().get(code)
    outline = AreaShape.objects.filter(area=area.id).values_list("outline", flat=True).first() if area else None
    return Box(*shapely.from_wkb(bytes(outline)).bounds) if outline else None


def name_path(code: str) -> str:
    """Where a place is, from the town down, in the reader's language; '' where nothing is known.

    As in "绣林街道 · 桥南居委会", or "Xiulin · 桥南居委会" where only the town has an English name.
    """
    known = directory()
    return known.kept_path(code, lambda: _words(known.path(code)))


def _words(found: Sequence[AreaFacts]) -> str:
    spoken = [one for one in found if one.level in _SPOKEN_LEVELS or len(one.code) > 12]
    return " · ".join(str(one) for one in spoken or found[-1:])


def successor_code(code: str, on: date | None = None) -> str:
    """The code to which an area's matters belong on a day (today), after any number of regroupings.

    An area that was split among several gives the smallest area that contains them all: which of them it is,
    the matter's point or a person must say. Raises Area.DoesNotExist where no such code was ever in force.
    """
    day = on or clock.today()
    holding = {code}
    ended = _ended(holding, day)
    while ended:
        after = Succession.objects.filter(before__in=ended, on__lte=day).values_list("after__code", flat=True)
        followed = set(after)
        holding = holding - {area.code for area in ended} | followed
        ended = _ended(followed, day)
    if holding == {code} and not Area.objects.filter(code=code).exists():
        raise Area.DoesNotExist(code)
    if len(holding) == 1:
        return holding.pop()
    common = set.intersection(*(set(prefixes_of(one)) for one in holding or {code}))
    known = Area.objects.filter(code__in=common, valid_until=None).values_list("code", flat=True)
    return max(known, key=len, default="")


def _ended(codes: set[str], day: date) -> list[Area]:
    """The areas with these codes that have ended by the day and were not begun anew."""
    rows = list(Area.objects.filter(code__in=codes))
    going_on = {row.code for row in rows if row.valid_until is None or row.valid_until > day}
    return [row for row in rows if row.code not in going_on]


def _without_suffix(name: str) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix):
            return name.removesuffix(suffix)
    return name
