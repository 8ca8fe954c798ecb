"""The workbook's sheets of words: reasons to choose from and standard texts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from wuzhi.cases import settings
from wuzhi.cases.models import Reason, StandardText
from wuzhi.cases.sheets import ACTIVE, NARROWEST, ORDER, PROCESS, first_process
from wuzhi.core import sheets
from wuzhi.core.sheets import Cells, Column, Import, Line, Outcome, Sheet


def _reason_rows() -> Iterable[Cells]:
    for row in Reason.objects.all():
        yield sheets.columns_of(row, "process", "list", "code", "name", "name_en", "active", "order")


def _reason(to: Import, line: Line) -> Outcome:
    facts: dict[str, Any] = {"name": line["name"], "name_en": line["name_en"]}
    facts |= line.switch("active", empty=True) | line.number_of("order")
    key = {"process_key": line["process"], "reason_list": line["list"], "code": line["code"]}
    return settings.set_reason(actor=to.actor, **key, **facts)


def _text_rows() -> Iterable[Cells]:
    columns = ("process", "step", "field", "code", "name", "name_en", "body", "body_en", "active", "order")
    for row in StandardText.objects.all():
        yield {**sheets.columns_of(row, *columns), "area": row.area_code}


def _text(to: Import, line: Line) -> Outcome:
    key = {"step": line["step"], "field": line["field"], "code": line["code"], "area_code": line.get("area")}
    facts: dict[str, Any] = {"name": line["name"], "body": line["body"], **line.given("name_en", "body_en")}
    facts |= line.switch("active", empty=True) | line.number_of("order")
    return settings.set_text(actor=to.actor, process_key=line["process"], **key, **facts)


def _text_example() -> tuple[tuple[str, ...], ...]:
    first = first_process()
    step, field = next(iter(settings.word_fields(first.key)))
    body = "{place}的{category}已修好。"
    return ((first.key, step, field, "example", "", "已修复", "Repaired", body, "", "", "10"),)


REASONS = Sheet(
    key="reasons",
    title="理由",
    order=90,
    models=(Reason,),
    columns=(
        PROCESS,
        Column("list", "清单", required=True, longest=20),
        Column("code", "编码", sheets.CODE_NOTE, required=True, longest=30),
        Column("name", "措辞", required=True, longest=120),
        Column("name_en", "英文措辞", required=True, longest=160),
        ACTIVE,
        ORDER,
    ),
    identity=("process", "list", "code"),
    rows=_reason_rows,
    apply=_reason,
    examples=lambda: (
        (
            first_process().key,
            settings.reason_lists(first_process().key)[0],
            "not-checkable",
            "无法核实",
            "It can't be checked",
            "",
            "10",
        ),
    ),
)
TEXTS = Sheet(
    key="texts",
    title="常用语",
    order=100,
    models=(StandardText,),
    columns=(
        PROCESS,
        Column("step", "步骤", _("Where the words are written, by the step's code."), required=True, longest=30),
        Column("field", "栏目", _("For example note."), required=True, longest=30),
        Column("code", "编码", sheets.CODE_NOTE, required=True, longest=30),
        Column("area", "区划代码", NARROWEST, longest=17, kind="area"),
        Column("name", "名称", required=True, longest=60),
        Column("name_en", "英文名称", longest=100),
        Column(
            "body",
            "内容",
            _("With {place} {category} {unit} {due} {date} {number}."),
            required=True,
            longest=1000,
            kind="lines",
        ),
        Column("body_en", "英文内容", longest=1500, kind="lines"),
        ACTIVE,
        ORDER,
    ),
    identity=("process", "step", "field", "code", "area"),
    rows=_text_rows,
    apply=_text,
    examples=_text_example,
)
sheets.register(REASONS, TEXTS)
