"""The workbook's sheets of the catalogue: categories, routes, limits and switches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wuzhi.areas.codes import Level
from wuzhi.cases import process, settings
from wuzhi.cases.fields import kind_label
from wuzhi.cases.models import Category, ProcessSwitch, Route, StageLimit, Urgency
from wuzhi.cases.models.catalogue import AUTHORITIES, SPAN_UNITS
from wuzhi.core import sheets
from wuzhi.core.sheets import NO, YES, Cells, Choices, Column, Import, Line, Outcome, Sheet
from wuzhi.people.models import UnitKind

NARROWEST = _("The most specific area wins.")
_EVERYWHERE = _("Empty means everywhere; the most specific area wins.")
_CATEGORY = ("process", "code", "kind", "name", "name_en", "authority", "public", "dangerous", "active", "order")


def _authorities() -> Choices:
    return [(level.value, level.label) for level in AUTHORITIES]


def _kinds() -> Choices:
    return [(key, kind_label(key)) for key in settings.KINDS]


def _processes() -> Choices:
    return [(one.key, one.label) for one in process.all_current()]


def first_process() -> process.Process:
    return process.all_current()[0]


def _category_rows() -> Iterable[Cells]:
    for row in Category.objects.all():
        yield sheets.columns_of(row, *_CATEGORY)


def _category(to: Import, line: Line) -> Outcome:
    facts: dict[str, Any] = {key: line[key] for key in ("process", "kind", "name", "name_en", "authority")}
    facts |= line.switch("public", empty=True) | line.switch("dangerous", empty=False)
    facts |= line.switch("active", empty=True) | line.number_of("order")
    done = settings.set_category(actor=to.actor, code=line["code"], **facts)
    to.held("categories")[line["code"]] = Category.objects.get(code=line["code"])
    return done


def _route_rows() -> Iterable[Cells]:
    for row in Route.objects.filter(ends=None).select_related("category", "unit").order_by("category__order", "pk"):
        facts = sheets.columns_of(row, "office", "office_level", "ends")
        unit = row.unit.code if row.unit else ""
        yield {**facts, "category": row.category.code, "area": row.area_code, "unit": unit}


def _route(to: Import, line: Line) -> Outcome:
    category, area = to.find("categories", line["category"]), line["area"]
    if line.get("ends"):
        return _end(to, line, Route.objects.filter(category=category, area_code=area, ends=None).first())
    to.find("areas", area)
    facts: dict[str, Any] = {"office": line.get("office"), "office_level": line.get("office_level")}
    unit = to.maybe("units", line.get("unit"))
    return settings.set_route(actor=to.actor, category=category, area_code=area, unit=unit, **facts)


def _limit_rows() -> Iterable[Cells]:
    for row in StageLimit.objects.filter(ends=None).select_related("category"):
        facts = sheets.columns_of(row, "process", "stage", "urgency", "amount", "unit", "source", "verified", "ends")
        yield {**facts, "category": row.category.code if row.category else "", "area": row.area_code}


def _limit(to: Import, line: Line) -> Outcome:
    area, category = line.get("area"), to.maybe("categories", line.get("category"))
    key: dict[str, Any] = {"stage": line["stage"], "category": category, "urgency": line.get("urgency")}
    if line.get("ends"):
        held = StageLimit.objects.filter(process=line["process"], **key, area_code=area, ends=None).first()
        return _end(to, line, held)
    return settings.set_limit(
        actor=to.actor,
        process_key=line["process"],
        **key,
        area_code=area,
        amount=sheets.whole(line["amount"], "amount"),
        unit=line["unit"],
        source=line.get("source"),
        verified=line.get("verified") == YES,
    )


def _switch_rows() -> Iterable[Cells]:
    for row in ProcessSwitch.objects.filter(ends=None):
        yield {**sheets.columns_of(row, "process", "offered", "ends"), "area": row.area_code}


def _switch(to: Import, line: Line) -> Outcome:
    process_key, area = line["process"], line.get("area")
    if line.get("ends"):
        return _end(to, line, ProcessSwitch.objects.filter(process=process_key, area_code=area, ends=None).first())
    offered = line["offered"] == YES
    return settings.set_switch(actor=to.actor, process_key=process_key, area_code=area, offered=offered)


def _end(to: Import, line: Line, held: settings.Successive | None) -> Outcome:
    if held is None:
        raise ValidationError(_("Nothing like this is in force that could end."))
    settings.end(actor=to.actor, row=held, on=line.day("ends"))
    return "changed"


PROCESS = Column("process", "流程", required=True, choices=_processes)
ACTIVE = Column("active", "启用", sheets.EMPTY_IS_YES, choices=lambda: sheets.YES_NO)
ORDER = Column("order", "顺序", _("A number; small ones come first."), longest=5)
ENDS = Column("ends", "结束日期", sheets.ENDS_NOTE, longest=30, kind="day")
CATEGORIES = Sheet(
    key="categories",
    title="事项",
    order=60,
    models=(Category,),
    columns=(
        PROCESS,
        Column("code", "编码", sheets.CODE_NOTE, required=True, longest=30),
        Column("kind", "大类", required=True, choices=_kinds),
        Column("name", "名称", required=True, longest=60),
        Column("name_en", "英文名称", required=True, longest=100),
        Column("authority", "最低处置层级", required=True, choices=_authorities),
        Column("public", "可公开", sheets.EMPTY_IS_YES, choices=lambda: sheets.YES_NO),
        Column("dangerous", "危险", sheets.EMPTY_IS_NO, choices=lambda: sheets.YES_NO),
        ACTIVE,
        ORDER,
    ),
    identity=("code",),
    rows=_category_rows,
    apply=_category,
    held=lambda: {category.code: category for category in Category.objects.all()},
    unknown=_("There is no category with the code %(code)s."),
    required=True,
    examples=lambda: (
        (
            first_process().key,
            "exposed-rubbish",
            "environment",
            "暴露垃圾",
            "Exposed rubbish",
            Level.VILLAGE,
            YES,
            NO,
            "",
            "10",
        ),
    ),
)
ROUTES = Sheet(
    key="routes",
    title="派单",
    order=70,
    models=(Route,),
    columns=(
        Column("category", "事项编码", required=True, longest=30),
        Column("area", "区划代码", NARROWEST, required=True, longest=17, kind="area"),
        Column("unit", "单位编码", _("A unit, or else an office and its level."), longest=30),
        Column("office", "本地机构类别", _("The place's own unit of this kind."), choices=lambda: UnitKind.choices),
        Column("office_level", "本地机构层级", choices=_authorities),
        ENDS,
    ),
    identity=("category", "area"),
    rows=_route_rows,
    apply=_route,
    required=True,
    examples=lambda: (("exposed-rubbish", "421081", "", UnitKind.VILLAGE, Level.VILLAGE, ""),),
)
LIMITS = Sheet(
    key="limits",
    title="时限",
    order=80,
    models=(StageLimit,),
    columns=(
        PROCESS,
        Column("stage", "环节", required=True, longest=20),
        Column("category", "事项编码", longest=30),
        Column("urgency", "紧急程度", choices=lambda: Urgency.choices),
        Column("area", "区划代码", _EVERYWHERE, longest=17, kind="area"),
        Column("amount", "时长", required=True, longest=5),
        Column("unit", "单位", required=True, choices=lambda: SPAN_UNITS),
        Column("source", "依据", longest=120),
        Column("verified", "已核对", sheets.EMPTY_IS_NO, choices=lambda: sheets.YES_NO),
        ENDS,
    ),
    identity=("process", "stage", "category", "urgency", "area"),
    rows=_limit_rows,
    apply=_limit,
    examples=lambda: (
        (first_process().key, first_process().stages()[0], "exposed-rubbish", "", "", "1", "working_days", "", "", ""),
    ),
)
SWITCHES = Sheet(
    key="switches",
    title="流程开通",
    order=85,
    models=(ProcessSwitch,),
    columns=(
        PROCESS,
        Column("area", "区划代码", _EVERYWHERE, longest=17, kind="area"),
        Column("offered", "开通", required=True, choices=lambda: sheets.YES_NO),
        ENDS,
    ),
    identity=("process", "area"),
    rows=_switch_rows,
    apply=_switch,
    examples=lambda: ((first_process().key, "", YES, ""),),
)
sheets.register(CATEGORIES, ROUTES, LIMITS, SWITCHES)
