"""The workbook's sheets of areas and of the calendar."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from wuzhi.areas.actions import add_area, rename_area
from wuzhi.areas.calendar import set_day
from wuzhi.areas.models import Area, CalendarDay
from wuzhi.core import clock, sheets
from wuzhi.core.sheets import Cells, Column, Import, Line, Outcome, Sheet


def _areas() -> dict[str, Area]:
    return {area.code: area for area in Area.objects.filter(valid_until=None)}


def _area_rows() -> Iterable[Cells]:
    for area in Area.objects.filter(valid_until=None).order_by("code"):
        yield sheets.columns_of(area, "code", "name", "name_en")


def _area(to: Import, line: Line) -> Outcome:
    held = to.held("areas").get(line["code"])
    if held is None:
        add_area(actor=to.actor, code=line["code"], name=line["name"], name_en=line.get("name_en"), on=clock.today())
        to.held("areas")[line["code"]] = Area.objects.get(code=line["code"], valid_until=None)
        return "added"
    facts = {"name": line["name"], "name_en": line.cells.get("name_en", held.name_en)}
    return "changed" if rename_area(actor=to.actor, area=held, **facts) else "unchanged"


def _day_rows() -> Iterable[Cells]:
    for row in CalendarDay.objects.filter(day__year__gte=clock.today().year).order_by("day", "area_code"):
        facts = sheets.columns_of(row, "day", "working", "name", "estimated")
        yield {**facts, "area": row.area_code}


def _day(to: Import, line: Line) -> Outcome:
    area, day = line.get("area"), sheets.day_of(line["day"])
    if area:
        to.find("areas", area)
    held = CalendarDay.objects.filter(area_code=area, day=day).first()
    name = line.cells.get("name", held.name if held else "")
    estimated = line.switch("estimated", empty=False).get("estimated", bool(held and held.estimated))
    facts: dict[str, Any] = {"working": line["working"] == sheets.YES, "name": name, "estimated": estimated}
    done = set_day(actor=to.actor, area_code=area, day=day, **facts)
    return "unchanged" if not done else "changed" if held else "added"


AREAS = Sheet(
    key="areas",
    title="区划",
    order=10,
    models=(Area,),
    columns=(
        Column("code", "区划代码", _("New areas are added under an area that is known; ended by a regrouping alone."),
               required=True, longest=17, kind="area"),
        Column("name", "名称", required=True, longest=60),
        Column("name_en", "英文名称", longest=80),
    ),
    identity=("code",),
    rows=_area_rows,
    apply=_area,
    held=_areas,
    unknown=_("There is no area with the code %(code)s."),
    examples=lambda: (("421081001001", "桥南居委会", "Qiaonan"),),
)  # fmt: skip
CALENDAR = Sheet(
    key="calendar",
    title="日历",
    order=20,
    models=(CalendarDay,),
    columns=(
        Column("day", "日期", sheets.DAY_NOTE, required=True, longest=30, kind="day"),
        Column("area", "区划代码", _("Empty means everywhere; the most specific area wins."), longest=17, kind="area"),
        Column("working", "上班", required=True, choices=lambda: sheets.YES_NO),
        Column("name", "名称", longest=60),
        Column("estimated", "预估", sheets.EMPTY_IS_NO, choices=lambda: sheets.YES_NO),
    ),
    identity=("day", "area"),
    rows=_day_rows,
    apply=_day,
    examples=lambda: (("2026-10-01", "", sheets.NO, "国庆节", sheets.NO),),
)
sheets.register(AREAS, CALENDAR)
