"""The demo's official contacts: police rooms, stations, mediators and legal advisers, all made up."""

from collections.abc import Iterator

from wuzhi.areas.codes import Level
from wuzhi.areas.models import Area
from wuzhi.core.versions import raise_version
from wuzhi.demo.geography import COUNTY
from wuzhi.demo.staff import BEGIN
from wuzhi.modules.contacts.models import ContactPoint, Function

_OFFICE = "1-5 08:30-12:00 14:30-17:30"
_COUNTY = (
    (Function.ADVISER, "市法律援助中心（示范）", "County legal aid centre (demo)", "0716-0001234",
     "示范路1号二楼", "1 Demo Road, second floor", _OFFICE),
    (Function.STATION, "市综治中心一站式大厅（示范）", "One-stop hall of the governance centre (demo)", "0716-0001235",
     "示范路3号", "3 Demo Road", f"{_OFFICE}; 6 09:00-11:30"),
    (Function.MEDIATOR, "市矛盾纠纷调解中心（示范）", "County mediation centre (demo)", "0716-0001236",
     "示范路3号一楼", "3 Demo Road, ground floor", _OFFICE),
)  # fmt: skip


def load_contacts(areas: dict[str, Area]) -> None:
    """A police room for every town; a station, a mediator and a legal adviser for every village."""
    rows = [
        ContactPoint(
            function=function, area_code=COUNTY, name=name, name_en=name_en, phone=phone, address=address,
            address_en=address_en, hours=hours, valid_from=BEGIN,
        )
        for function, name, name_en, phone, address, address_en, hours in _COUNTY
    ]  # fmt: skip
    for area in areas.values():
        if area.level == Level.TOWN:
            rows.append(_police(area))
        elif area.level == Level.VILLAGE:
            rows += _of_village(area)
    ContactPoint.objects.bulk_create(rows, batch_size=500)
    raise_version("contacts")


def _police(town: Area) -> ContactPoint:
    english = f"Police room of {town.name_en or town.name} (demo)"
    return ContactPoint(
        function=Function.POLICE, area_code=town.code, name=f"{town.name}警务室（示范）", name_en=english,
        phone=f"0716-5{town.code[6:]}110", address=f"{town.name}示范街2号", address_en="2 Demo Street",
        hours="1-7 00:00-24:00", on_holidays=True, valid_from=BEGIN,
    )  # fmt: skip


def _of_village(village: Area) -> Iterator[ContactPoint]:
    number, place = village.code[6:], village.name_en or village.name
    for digit, function, title, english, hours in (
        (2, Function.STATION, "便民服务站（示范）", "Service station", f"{_OFFICE}; 6 09:00-11:30"),
        (3, Function.MEDIATOR, "人民调解委员会（示范）", "Mediation committee", _OFFICE),
        (4, Function.ADVISER, "法律顾问（示范）", "Legal adviser", "3 09:00-11:30"),
    ):
        yield ContactPoint(
            function=function, area_code=village.code, name=f"{village.name}{title}", name_en=f"{english}, {place}",
            phone=f"0716-{digit}{number}", address=f"{village.name}办公楼", address_en="Committee building",
            hours=hours, valid_from=BEGIN,
        )  # fmt: skip
