"""The one fixed cast, shared by the demo and the tests: the same people, units and places in both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from shapely.geometry import box

from wuzhi.areas.codes import level_of, prefixes_of
from wuzhi.areas.models import Area
from wuzhi.cases.models import Category
from wuzhi.core import installation
from wuzhi.demo.catalogue import load_catalogue
from wuzhi.demo.geography import COUNTY, SYNTHETIC, PlaceRow, load_geography
from wuzhi.demo.staff import BEGIN, Member, load_members, load_units
from wuzhi.people.actor import Actor, person
from wuzhi.people.models import Role, Unit, User

PASSWORD = "wuzhi-demo-only"  # noqa: S105  printed on purpose, for loopback only
TOWN, NEXT_TOWN = "421081001", "421081002"
VILLAGE, OTHER_VILLAGE, NEXT_VILLAGE = "421081001001", "421081001002", "421081002001"
GRID, OTHER_GRID, NEXT_GRID = "421081001001001", "421081001001002", "421081002001001"
MICROGRID = "42108100100100101"
BUILDING = "421081001001B0001"
_COMMITTEE, _CENTRE = f"{VILLAGE}-committee", f"{COUNTY}-centre"

CAST = (
    Member("woodpecker", "示范啄木鸟", "Demo woodpecker", Role.WOODPECKER, _COMMITTEE, (VILLAGE,)),
    Member("chief", "示范楼栋长", "Demo building chief", Role.CHIEF, _COMMITTEE, (BUILDING,)),
    Member("grid", "示范网格员", "Demo grid worker", Role.GRID_WORKER, _COMMITTEE, (GRID,)),
    Member("dispatcher", "示范派单员", "Demo dispatcher", Role.DISPATCHER, _CENTRE, (COUNTY,)),
    Member("desk", "示范街道派单员", "Demo town dispatcher", Role.DISPATCHER, f"{NEXT_TOWN}-centre", (NEXT_TOWN,)),
    Member("clerk", "示范城管经办", "Demo clerk, city management", Role.CLERK, f"{COUNTY}-cg", (COUNTY,)),
    Member("town", "示范街道经办", "Demo town clerk", Role.CLERK, f"{TOWN}-office", (TOWN,)),
    Member("village", "示范社区经办", "Demo village clerk", Role.CLERK, _COMMITTEE, (VILLAGE,)),
    Member("supervisor", "示范督办员", "Demo supervisor", Role.SUPERVISOR, f"{COUNTY}-data", (COUNTY,)),
    Member("leader", "示范分管领导", "Demo leader", Role.LEADER, f"{COUNTY}-zf", (COUNTY,)),
    Member("administrator", "示范管理员", "Demo administrator", Role.ADMINISTRATOR, _CENTRE, (COUNTY,)),
    Member("outsider", "示范邻街网格员", "Demo grid worker next door", Role.GRID_WORKER,
           f"{NEXT_VILLAGE}-committee", (NEXT_GRID,)),
)  # fmt: skip
_SMALL = {
    "42": ("湖北省", "Hubei"),
    "4210": ("荆州市", "Jingzhou"),
    COUNTY: ("石首市", "Shishou"),
    TOWN: ("绣林街道", "Xiulin"),
    NEXT_TOWN: ("笔架山街道", "Bijiashan"),
    VILLAGE: ("桥南居委会", "Qiaonan Community"),
    OTHER_VILLAGE: ("解放路居委会", "Jiefanglu Community"),
    NEXT_VILLAGE: ("朝天口居委会", "Chaotiankou Community"),
    GRID: ("第一网格", "Grid 1"),
    OTHER_GRID: ("第二网格", "Grid 2"),
    "421081001002001": ("第一网格", "Grid 1"),
    NEXT_GRID: ("第一网格", "Grid 1"),
    MICROGRID: ("微网格 1", "Micro-grid 1"),
    "42108100100100102": ("微网格 2", "Micro-grid 2"),
    "421081001001E0001": ("示范小区一", "Demo estate 1"),
    BUILDING: ("示范小区一 1号楼", "Demo estate 1, building 1"),
}
# Degrees (west, south, east, north): every level tiles its parent; the borders are made up.
_BOXES = {
    COUNTY: (112.0, 29.5, 112.8, 29.9),
    TOWN: (112.0, 29.5, 112.4, 29.9),
    NEXT_TOWN: (112.4, 29.5, 112.8, 29.9),
    VILLAGE: (112.0, 29.5, 112.2, 29.9),
    OTHER_VILLAGE: (112.2, 29.5, 112.4, 29.9),
    NEXT_VILLAGE: (112.4, 29.5, 112.8, 29.9),
    GRID: (112.0, 29.5, 112.1, 29.9),
    OTHER_GRID: (112.1, 29.5, 112.2, 29.9),
    "421081001002001": (112.2, 29.5, 112.4, 29.9),
    NEXT_GRID: (112.4, 29.5, 112.8, 29.9),
    MICROGRID: (112.0, 29.5, 112.1, 29.7),
    "42108100100100102": (112.0, 29.7, 112.1, 29.9),
}


@dataclass(frozen=True)
class Cast:
    """Users by sign-in name, units and areas and categories by code."""

    users: Mapping[str, User]
    units: Mapping[str, Unit]
    areas: Mapping[str, Area]
    categories: Mapping[str, Category]

    def actor(self, username: str) -> Actor:
        """One of the cast with the posts in force today. One query."""
        return person(self.users[username])


def build_cast(*, begin: date = BEGIN) -> Cast:
    """A small county around the cast, for an empty database; areas in force from `begin`."""
    with transaction.atomic():
        areas = load_geography([_row(code) for code in _SMALL], begin)
        units = load_units(areas)
        categories = load_catalogue(units)
        users = load_members(CAST, units, areas, demo_passwords(CAST))
    return Cast(users, units, areas, categories)


def read_cast() -> Cast:
    """The cast in a county that is there already. User.DoesNotExist where it isn't the demo's."""
    names = [member.username for member in CAST]
    users = {user.username: user for user in User.objects.filter(username__in=names)}
    if len(users) < len(names):
        raise User.DoesNotExist(f"no demo county here: {sorted(set(names) - set(users))}")
    areas = {area.code: area for area in Area.objects.filter(code__in=_SMALL, valid_until=None)}
    units = {unit.code: unit for unit in Unit.objects.select_related("area")}
    return Cast(users, units, areas, {category.code: category for category in Category.objects.all()})


def is_demo() -> bool:
    """Whether this installation runs on the demo's public keys, which serve nobody but this machine."""
    return str(settings.SECRET_KEY).startswith(installation.DEMO_KEY_BEGINS)


def demo_passwords(members: Iterable[Member]) -> dict[str, str]:
    """The one hash of the one demo password by sign-in name; none where the installation has its own keys."""
    return dict.fromkeys((member.username for member in members), make_password(PASSWORD)) if is_demo() else {}


def _row(code: str) -> PlaceRow:
    name, name_en = _SMALL[code]
    outline = box(*_BOXES[code]) if code in _BOXES else None
    middle = outline.centroid if outline is not None else None
    above = "421081001001E0001" if code == BUILDING else "".join(prefixes_of(code)[-2:-1])
    return PlaceRow(
        code=code,
        name=name,
        name_en=name_en,
        level=level_of(code),
        parent_code=above,
        synthetic=outline is not None,
        grid_code="" if code.isdigit() else MICROGRID,
        longitude=None if middle is None else middle.x,
        latitude=None if middle is None else middle.y,
        outline=outline,
        source="" if outline is None else SYNTHETIC,
    )
