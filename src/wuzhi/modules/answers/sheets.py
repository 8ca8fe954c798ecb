"""The workbook's sheet of questions and answers."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from wuzhi.cases.fields import kind_label
from wuzhi.cases.settings import KINDS
from wuzhi.core import clock, sheets
from wuzhi.core.sheets import Cells, Column, Import, Line, Outcome, Sheet
from wuzhi.modules.answers.actions import keep_answer
from wuzhi.modules.answers.models import Answer

_TEXTS = ("title", "title_en", "text", "text_en", "other_words", "source")


def _rows() -> Iterable[Cells]:
    for row in Answer.objects.select_related("kept_by"):
        facts = sheets.columns_of(row, "code", "kind", *_TEXTS)
        days = {
            "checked": sheets.shown(row.reviewed_on),
            "starts": sheets.shown(row.valid_from),
            "ends": sheets.shown(row.valid_until),
        }
        yield {**facts, **days, "area": row.area_code, "unit": row.kept_by.code}


def _apply(to: Import, line: Line) -> Outcome:
    to.find("areas", line["area"])
    facts: dict[str, Any] = {"area_code": line["area"], "kind": line["kind"], **line.given(*_TEXTS)}
    facts["kept_by"] = to.find("units", line["unit"])
    facts["valid_from"] = sheets.day_of(line["starts"])
    held = Answer.objects.filter(code=line["code"]).first()
    if line.get("checked") or held is None:
        facts["reviewed_on"] = line.day("checked") or clock.today()
    if "ends" in line.cells:
        facts["valid_until"] = line.day("ends")
    before = sheets.columns_of(held, *facts) if held else {}
    kept = keep_answer(actor=to.actor, code=line["code"], **facts)
    return "added" if held is None else "unchanged" if sheets.columns_of(kept, *facts) == before else "changed"


ANSWERS = Sheet(
    key="answers",
    title="问答",
    order=130,
    models=(Answer,),
    columns=(
        Column("code", "编码", sheets.CODE_NOTE, required=True, longest=40),
        Column("area", "区划代码", required=True, longest=17, kind="area"),
        Column("kind", "大类", required=True, choices=lambda: [(key, kind_label(key)) for key in KINDS]),
        Column("title", "问题", required=True, longest=120),
        Column("title_en", "英文问题", longest=200),
        Column("text", "答复", _("Plain text; an empty line begins a new paragraph."),
               required=True, longest=4000, kind="lines"),
        Column("text_en", "英文答复", longest=6000, kind="lines"),
        Column("other_words", "其他说法", longest=200),
        Column("source", "依据", longest=200),
        Column("unit", "单位编码", _("Who keeps it."), required=True, longest=30),
        Column("checked", "核对日期", sheets.DAY_NOTE, longest=30, kind="day"),
        Column("starts", "开始日期", sheets.DAY_NOTE, required=True, longest=30, kind="day"),
        Column("ends", "结束日期", sheets.ENDS_NOTE, longest=30, kind="day"),
    ),
    identity=("code",),
    rows=_rows,
    apply=_apply,
    examples=lambda: (
        ("id-card", "421081", "services", "身份证怎么补办？", "", "到户籍窗口办理。", "", "", "", "centre",
         "2026-01-01", "2026-01-01", ""),
    ),
)  # fmt: skip
