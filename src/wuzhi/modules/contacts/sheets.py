"""The workbook's sheet of official contacts."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuzhi.core import clock, sheets
from wuzhi.core.sheets import Cells, Column, Import, Line, Outcome, Sheet
from wuzhi.modules.contacts.actions import add_contact, change_contact
from wuzhi.modules.contacts.models import ContactPoint, Function

_TEXTS = ("name_en", "phone", "address", "address_en", "hours")


def _rows() -> Iterable[Cells]:
    for row in ContactPoint.objects.filter(Q(valid_until=None) | Q(valid_until__gt=clock.today())):
        facts = sheets.columns_of(row, "function", "name", *_TEXTS, "on_holidays")
        days = {"starts": sheets.shown(row.valid_from), "ends": sheets.shown(row.valid_until)}
        yield {**facts, **days, "area": row.area_code}


def _apply(to: Import, line: Line) -> Outcome:
    key: dict[str, Any] = {"function": line["function"], "area_code": line["area"], "name": line["name"]}
    key["valid_from"] = sheets.day_of(line["starts"])
    to.find("areas", line["area"])
    facts: dict[str, Any] = {**line.given(*_TEXTS), **line.switch("on_holidays", empty=False)}
    if "ends" in line.cells:
        facts["valid_until"] = line.day("ends")
    held = ContactPoint.objects.filter(**key).first()
    if held is None:
        add_contact(actor=to.actor, **key, **facts)
        return "added"
    return "changed" if change_contact(actor=to.actor, contact=held, **facts) else "unchanged"


CONTACTS = Sheet(
    key="contacts",
    title="便民联系",
    order=120,
    models=(ContactPoint,),
    columns=(
        Column("function", "类别", required=True, choices=lambda: Function.choices),
        Column("area", "区划代码", _("It is shown on the page of every village in this area."),
               required=True, longest=17, kind="area"),
        Column("name", "名称", required=True, longest=80),
        Column("name_en", "英文名称", longest=120),
        Column("phone", "电话", longest=30),
        Column("address", "地址", longest=120),
        Column("address_en", "英文地址", longest=160),
        Column("hours", "服务时间", _("Weekdays (1 is Monday) and times, such as 1-5 08:30-12:00 14:30-17:30"),
               longest=200),
        Column("on_holidays", "节假日开放", sheets.EMPTY_IS_NO, choices=lambda: sheets.YES_NO),
        Column("starts", "开始日期", sheets.DAY_NOTE, required=True, longest=30, kind="day"),
        Column("ends", "结束日期", sheets.ENDS_NOTE, longest=30, kind="day"),
    ),
    identity=("area", "function", "name", "starts"),
    rows=_rows,
    apply=_apply,
    examples=lambda: (
        (
            *("station", "421081001001", "桥南便民服务站", "", "0716-0000000", "", "", "1-5 08:30-12:00", ""),
            *("2026-01-01", ""),
        ),
    ),
)  # fmt: skip
