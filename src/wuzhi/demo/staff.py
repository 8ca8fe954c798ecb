"""The demo's units, and its people under official names that are no one's: role and place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from wuzhi.areas.codes import Level
from wuzhi.areas.models import Area
from wuzhi.core.versions import raise_version
from wuzhi.demo.catalogue import rows
from wuzhi.demo.geography import COUNTY
from wuzhi.people.models import Post, Unit, UnitKind, User

BEGIN = date(2000, 1, 1)
TOWN_CENTRES = ("421081002", "421081105")
PROPERTY = {"421081001001": ("示范物业公司一", "Demo property company 1"),
            "421081001002": ("示范物业公司二", "Demo property company 2")}  # fmt: skip
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the demo with the one post that they hold."""

    username: str
    name: str
    name_en: str
    role: str
    unit: str
    areas: tuple[str, ...]


def load_units(areas: Mapping[str, Area]) -> dict[str, Unit]:
    """The county's own units, then those of the towns and villages among `areas`; by code."""
    made: dict[str, Unit] = {}
    for tier in (_county_units(areas), _town_units(areas), _village_units(areas)):
        batch = [(unit, above) for unit, above in tier]
        for unit, above in batch:
            unit.superior = made.get(above)
        for unit in Unit.objects.bulk_create([unit for unit, _above in batch], batch_size=_BATCH):
            made[unit.code] = unit
        late = [(unit, above) for unit, above in batch if above and unit.superior is None]
        for unit, above in late:
            unit.superior = made[above]
        Unit.objects.bulk_update([unit for unit, _above in late], ["superior"], batch_size=_BATCH)
    raise_version("people")
    return made


def _county_units(areas: Mapping[str, Area]) -> Iterator[tuple[Unit, str]]:
    for number, row in enumerate(rows("units")):
        facts = {name: row[name] for name in ("kind", "name", "name_en")}
        above = f"{COUNTY}-{row['superior']}" if row["superior"] else ""
        phone = f"0716-00000{number:02d}"  # made up: no such number is given out
        yield Unit(code=f"{COUNTY}-{row['key']}", area=areas[COUNTY], phone=phone, **facts), above


def _town_units(areas: Mapping[str, Area]) -> Iterator[tuple[Unit, str]]:
    for town in _at(areas, Level.TOWN):
        ending = {"道": "办事处", "区": "管理委员会"}.get(town.name[-1], "人民政府")
        english = town.name_en or town.name
        facts = {"kind": UnitKind.TOWN, "area": town, "name": f"{town.name}{ending}", "phone": _phone(town)}
        yield Unit(code=f"{town.code}-office", name_en=f"{english} town office", **facts), f"{COUNTY}-zf"
        if town.code in TOWN_CENTRES:
            facts = {"kind": UnitKind.CENTRE, "area": town, "name": f"{town.name}社会治理中心", "phone": _phone(town)}
            yield Unit(code=f"{town.code}-centre", name_en=f"{english} governance centre", **facts), f"{COUNTY}-zf"


def _village_units(areas: Mapping[str, Area]) -> Iterator[tuple[Unit, str]]:
    for village in _at(areas, Level.VILLAGE):
        town = areas[village.code[:9]]
        ending = "" if village.name.endswith("委会") else "居委会" if village.name.endswith("社区") else "管理处"
        english = f"{village.name_en} committee"
        name = f"{village.name}{ending}"
        facts = {"kind": UnitKind.VILLAGE, "area": village, "name": name, "name_en": english, "phone": _phone(village)}
        yield Unit(code=f"{village.code}-committee", **facts), f"{town.code}-office"
        if village.code in PROPERTY:
            facts = {"kind": UnitKind.BRANCH, "area": village, "name": f"{village.name}党支部（示范）"}
            yield Unit(code=f"{village.code}-branch", name_en=f"{english}, branch", **facts), f"{town.code}-office"
            name, name_en = PROPERTY[village.code]
            facts = {"kind": UnitKind.COMPANY, "area": village, "name": name, "name_en": name_en}
            yield Unit(code=f"{village.code}-property", **facts), f"{town.code}-office"


def load_members(
    members: Iterable[Member], units: Mapping[str, Unit], areas: Mapping[str, Area], passwords: Mapping[str, str]
) -> dict[str, User]:
    """Users with their posts; those without a password (already hashed, by sign-in name) can't sign in."""
    wanted = list(members)
    users = User.objects.bulk_create([_user(member, passwords) for member in wanted], batch_size=_BATCH)
    by_name = {user.username: user for user in users}
    posts = Post.objects.bulk_create(
        [Post(user=by_name[one.username], unit=units[one.unit], role=one.role, starts=BEGIN) for one in wanted],
        batch_size=_BATCH,
    )
    links = [
        Post.areas.through(post_id=post.pk, area_id=areas[code].pk)
        for post, one in zip(posts, wanted, strict=True)
        for code in one.areas
    ]
    Post.areas.through.objects.bulk_create(links, batch_size=_BATCH)
    raise_version("people")
    return by_name


def _user(member: Member, passwords: Mapping[str, str]) -> User:
    password = passwords.get(member.username) or make_password(None)
    return User(username=member.username, name=member.name, name_en=member.name_en, password=password)


def _phone(area: Area) -> str:
    """An office telephone that is made up."""
    return f"0716-{area.code[6:]:0<7.7}"


def _at(areas: Mapping[str, Area], level: Level) -> list[Area]:
    return [area for area in areas.values() if area.level == level]
