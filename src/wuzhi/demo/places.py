"""Made-up places inside four real villages, called 示范 (demo) so that no name claims a thing."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

COMMUNITIES = ("421081001001", "421081001002")
VILLAGES_CHOSEN = 2
_ESTATES = 3
_BUILDINGS = 8  # in each estate
_HAMLETS = 4
_GROUPS = 6
_NUMBERS = "一二三四五六七八九十"
_TRIES = 200


@dataclass(frozen=True, slots=True)
class InnerPlace:
    """A place inside a village."""

    code: str
    name: str
    name_en: str
    parent_code: str


def inner_places(names: dict[str, tuple[str, str]]) -> Iterator[InnerPlace]:
    """Estates and buildings for two communities, hamlets and groups for two villages."""
    for community in COMMUNITIES:
        for estate in range(1, _ESTATES + 1):
            title = f"示范小区{_NUMBERS[estate - 1]}"
            around = f"{community}E{estate:04d}"
            yield InnerPlace(around, title, f"Demo estate {estate}", community)
            for building in range(1, _BUILDINGS + 1):
                number = (estate - 1) * _BUILDINGS + building
                name, name_en = f"{title} {building}号楼", f"Demo estate {estate}, building {building}"
                yield InnerPlace(f"{community}B{number:04d}", name, name_en, around)
    for village in chosen_villages(names):
        for hamlet in range(1, _HAMLETS + 1):
            name, name_en = f"示范湾{_NUMBERS[hamlet - 1]}", f"Demo hamlet {hamlet}"
            yield InnerPlace(f"{village}H{hamlet:04d}", name, name_en, village)
        for group in range(1, _GROUPS + 1):
            name, name_en = f"{_NUMBERS[group - 1]}组（示范）", f"Group {group} (demo)"
            yield InnerPlace(f"{village}G{group:04d}", name, name_en, village)


def chosen_villages(names: dict[str, tuple[str, str]]) -> list[str]:
    """The first villages proper by code (kind 200–399 of the last three digits)."""
    return sorted(code for code in names if len(code) == 12 and code[9] in "23")[:VILLAGES_CHOSEN]


def point_in(outline: BaseGeometry, dice: random.Random) -> tuple[float, float]:
    """A point inside, by lot; the representative point where the lot keeps missing a thin shape."""
    west, south, east, north = outline.bounds
    for _try in range(_TRIES):
        x, y = dice.uniform(west, east), dice.uniform(south, north)
        if shapely.contains_xy(outline, x, y):
            return x, y
    point = outline.representative_point()
    return point.x, point.y
