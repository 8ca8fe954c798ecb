"""The whole demo county: its territory, its units, everyone with a post, the catalogue and the duty roster."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from django.db import transaction

from wuzhi.areas.calendar import seed_calendar
from wuzhi.areas.codes import Level
from wuzhi.areas.models import Area
from wuzhi.core import clock
from wuzhi.core.versions import raise_version
from wuzhi.demo.answers import load_answers
from wuzhi.demo.cast import CAST, VILLAGE, Cast, demo_passwords
from wuzhi.demo.catalogue import load_catalogue, rows
from wuzhi.demo.contacts import load_contacts
from wuzhi.demo.geography import COUNTY, load_geography, make_geography
from wuzhi.demo.roster import load_roster
from wuzhi.demo.staff import BEGIN, TOWN_CENTRES, Member, load_members, load_units
from wuzhi.people.models import Leave, Post, Role, User

WOODPECKERS = 60
_MORE_DISPATCHERS = 3
_TWO_CLERKS = ("cg", "zj", "zr", "hb")


def load_county(*, seed: int = 421081) -> Cast:
    """Fills an empty database with the demo county and returns the cast in it, all or nothing.

    Deterministic but for the passwords' salt and the roster, which lies around today.
    """
    geography = make_geography(seed)
    with transaction.atomic():
        areas = load_geography(geography, BEGIN)
        units = load_units(areas)
        categories = load_catalogue(units)
        members = [*CAST, *_members(areas, random.Random(seed))]
        users = load_members(members, units, areas, demo_passwords(CAST))
        _load_leave(users)
        load_contacts(areas)
        load_answers(units)
        year = clock.today().year
        seed_calendar(years=[year - 1, year, year + 1])
        load_roster(units, users)
    return Cast(users, units, areas, categories)


def is_loaded() -> bool:
    """Whether the demo county is there already."""
    return User.objects.filter(username=CAST[0].username).exists()


def _members(areas: Mapping[str, Area], dice: random.Random) -> Iterator[Member]:
    """Everyone beside the cast: those whose place the cast already serves are not doubled."""
    taken = {(member.role, code) for member in CAST for code in member.areas if code != COUNTY}
    everyone = [
        *_clerks(areas),
        *_at_centres(areas),
        *_grid_workers(areas),
        *_chiefs(areas),
        *_woodpeckers(areas, dice),
    ]
    for member in everyone:
        if not any((member.role, code) in taken for code in member.areas):
            yield member


def _clerks(areas: Mapping[str, Area]) -> Iterator[Member]:
    for row in rows("units"):
        name, name_en = f"{row['name']}经办", f"Clerk, {row['name_en']}"
        unit = f"{COUNTY}-{row['key']}"
        if unit not in {member.unit for member in CAST if member.role == Role.CLERK}:
            yield Member(f"clerk-{row['key']}", name, name_en, Role.CLERK, unit, (COUNTY,))
        if row["key"] in _TWO_CLERKS:
            yield Member(f"clerk2-{row['key']}", f"{row['name']}经办二", f"{name_en} 2", Role.CLERK, unit, (COUNTY,))
    for area in _at(areas, Level.TOWN):
        name, name_en = f"{area.name}经办", f"Clerk, {area.name_en}"
        yield Member(f"clerk-{area.code[6:]}", name, name_en, Role.CLERK, f"{area.code}-office", (area.code,))
    for area in _at(areas, Level.VILLAGE):
        name, name_en = f"{area.name}经办", f"Clerk, {area.name_en}"
        yield Member(f"clerk-{area.code[6:]}", name, name_en, Role.CLERK, f"{area.code}-committee", (area.code,))
        if area.code in {VILLAGE, f"{VILLAGE[:-1]}2"}:
            company = f"clerk-{area.code[6:]}-property"
            yield Member(company, "示范物业经办", "Clerk, property company", Role.CLERK, f"{area.code}-property", ())


def _at_centres(areas: Mapping[str, Area]) -> Iterator[Member]:
    for number in range(2, 2 + _MORE_DISPATCHERS):
        name, name_en = f"派单员{number}号", f"Dispatcher {number}"
        yield Member(f"dispatcher{number}", name, name_en, Role.DISPATCHER, f"{COUNTY}-centre", (COUNTY,))
    for code in TOWN_CENTRES:
        name, name_en = f"{areas[code].name}派单员", f"Dispatcher, {areas[code].name_en}"
        yield Member(f"desk-{code[6:]}", name, name_en, Role.DISPATCHER, f"{code}-centre", (code,))
        clerk = f"clerk-{code[6:]}-centre"
        yield Member(clerk, f"{areas[code].name}中心经办", f"{name_en} (clerk)", Role.CLERK, f"{code}-centre", ())
    name, name_en = "督办员2号", "Supervisor 2"
    yield Member("supervisor2", name, name_en, Role.SUPERVISOR, f"{COUNTY}-data", (COUNTY,))


def _grid_workers(areas: Mapping[str, Area]) -> Iterator[Member]:
    for grid in _at(areas, Level.GRID):
        village = areas[grid.code[:12]]
        name, name_en = f"{village.name}{grid.name}网格员", f"Grid worker, {village.name_en} {grid.name_en}"
        unit = f"{village.code}-committee"
        yield Member(f"grid-{grid.code[6:]}", name, name_en, Role.GRID_WORKER, unit, (grid.code,))


def _chiefs(areas: Mapping[str, Area]) -> Iterator[Member]:
    """Building chiefs in the two communities, hamlet and group leaders in the two villages."""
    for level, title, english in (
        (Level.BUILDING, "楼栋长", "Building chief"),
        (Level.HAMLET, "湾长", "Hamlet leader"),
        (Level.GROUP, "组长", "Group leader"),
    ):
        for place in _at(areas, level):
            name, name_en = f"{place.name}{title}", f"{english}, {place.name_en or place.name}"
            unit = f"{place.code[:12]}-committee"
            yield Member(f"chief-{place.code[6:].lower()}", name, name_en, Role.CHIEF, unit, (place.code,))


def _woodpeckers(areas: Mapping[str, Area], dice: random.Random) -> Iterator[Member]:
    villages = [area for area in _at(areas, Level.VILLAGE) if area.code != VILLAGE]
    for number, village in enumerate(dice.sample(villages, WOODPECKERS - 1), start=2):
        name, name_en = f"啄木鸟志愿者{number}号", f"Woodpecker {number}"
        unit = f"{village.code}-committee"
        yield Member(f"woodpecker{number}", name, name_en, Role.WOODPECKER, unit, (village.code,))


def _load_leave(users: Mapping[str, User]) -> None:
    """One of the two clerks of the busiest bureau is away around today; the cast's own clerk stands in."""
    post, today = Post.objects.get(user=users["clerk2-cg"]), clock.today()
    days = {"starts": today - timedelta(days=1), "ends": today + timedelta(days=5)}
    Leave.objects.create(post=post, stand_in=users["clerk"], **days)
    raise_version("people")


def _at(areas: Mapping[str, Area], level: Level) -> Sequence[Area]:
    return [area for area in areas.values() if area.level == level]
