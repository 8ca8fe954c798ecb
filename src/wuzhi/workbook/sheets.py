"""The sheets of the workbook as data: reading, the template and the sentences all follow this."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from wuzhi.areas.codes import Level
from wuzhi.cases.fields import kind_label
from wuzhi.cases.models import Urgency
from wuzhi.cases.models.catalogue import AUTHORITIES, SPAN_UNITS
from wuzhi.cases.settings import KINDS
from wuzhi.people.models import Role, UnitKind

Words = str | Promise
Choices = Iterable[tuple[str, Words]]
YES, NO = "yes", "no"
YES_NO: Choices = ((YES, _("yes")), (NO, _("no")))


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key and Chinese title, what the notes row says, and what may be chosen."""

    key: str
    title: str
    note: Words = ""
    required: bool = False
    choices: Callable[[], Choices] | None = None
    longest: int = 200

    def read(self, text: str) -> str | None:
        """The key of a choice from its key or its name in either language; None where it is none of them."""
        if self.choices is None:
            return text
        for key, label in self.choices():
            if text.lower() == key or text in {_in("zh-hans", label), _in("en", label)}:
                return key
        return None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its key and Chinese title, its columns, and rows that the template shows."""

    key: str
    title: str
    columns: tuple[Column, ...]
    examples: tuple[tuple[str, ...], ...]
    required: bool = True

    def column(self, key: str) -> Column:
        """The column with this key."""
        return next(column for column in self.columns if column.key == key)


def _in(language: str, words: Words) -> str:
    with override(language):
        return str(words)


def _authorities() -> Choices:
    return [(level.value, level.label) for level in AUTHORITIES]


def _kinds() -> Choices:
    return [(key, kind_label(key)) for key in KINDS]


_CODE_NOTE = _("Letters and digits, for good: what has the same code is changed, not added.")
_AREAS_NOTE = _("Codes of areas, with spaces between them.")
_DATE_NOTE = _("A date such as 2026-01-31.")

UNITS = Sheet(
    "units",
    "单位",
    (
        Column("code", "编码", _CODE_NOTE, required=True, longest=30),
        Column("name", "名称", required=True, longest=80),
        Column("name_en", "英文名称", longest=120),
        Column("kind", "类别", required=True, choices=lambda: UnitKind.choices),
        Column("area", "区划代码", _("The area in which its authority lies."), required=True, longest=17),
        Column("superior", "上级单位", _("The code of the unit that hears complaints about it."), longest=30),
        Column("phone", "办公电话", longest=30),
        Column("sittings", "办公时间", _("Only where it differs: 08:00-12:00 14:00-18:00."), longest=60),
        Column("active", "启用", _("Empty means yes."), choices=lambda: YES_NO),
    ),
    (
        ("centre", "城市运行管理中心", "City operations centre", UnitKind.CENTRE, "421081", "", "", "", ""),
        ("qiaonan", "桥南居委会", "Qiaonan committee", UnitKind.VILLAGE, "421081001001", "centre", "", "", ""),
    ),
)
USERS = Sheet(
    "users",
    "人员",
    (
        Column("username", "登录名", _("Small letters and digits, for good."), required=True, longest=40),
        Column("name", "姓名", _("The official name."), required=True, longest=40),
        Column("name_en", "英文姓名", longest=60),
        Column("active", "启用", _("Empty means yes."), choices=lambda: YES_NO),
    ),
    (("grid07", "网格员（示例）", "Grid worker (example)", ""),),
)
POSTS = Sheet(
    "posts",
    "岗位",
    (
        Column("username", "登录名", required=True, longest=40),
        Column("unit", "单位编码", required=True, longest=30),
        Column("role", "角色", required=True, choices=lambda: Role.choices),
        Column("areas", "负责区域", _AREAS_NOTE, longest=2000),
        Column("starts", "开始日期", _DATE_NOTE, required=True, longest=30),
        Column("ends", "结束日期", _("The first day on which it no longer holds."), longest=30),
    ),
    (("grid07", "qiaonan", Role.GRID_WORKER, "421081001001001 421081001001002", "2026-01-01", ""),),
)
CATEGORIES = Sheet(
    "categories",
    "事项",
    (
        Column("process", "流程", _("For example report or errand."), required=True, longest=30),
        Column("code", "编码", _CODE_NOTE, required=True, longest=30),
        Column("kind", "大类", required=True, choices=_kinds),
        Column("name", "名称", required=True, longest=60),
        Column("name_en", "英文名称", required=True, longest=100),
        Column("authority", "最低处置层级", required=True, choices=_authorities),
        Column("public", "可公开", _("Empty means yes."), choices=lambda: YES_NO),
        Column("dangerous", "危险", _("Empty means no."), choices=lambda: YES_NO),
        Column("active", "启用", _("Empty means yes."), choices=lambda: YES_NO),
        Column("order", "顺序", _("A number; small ones come first."), longest=5),
    ),
    (("report", "exposed-rubbish", "environment", "暴露垃圾", "Exposed rubbish", Level.VILLAGE, YES, NO, "", "10"),),
)
ROUTES = Sheet(
    "routes",
    "派单",
    (
        Column("category", "事项编码", required=True, longest=30),
        Column("area", "区划代码", _("The most specific area wins."), required=True, longest=17),
        Column("unit", "单位编码", _("A unit, or else an office and its level."), longest=30),
        Column("office", "本地机构类别", _("The place's own unit of this kind."), choices=lambda: UnitKind.choices),
        Column("office_level", "本地机构层级", choices=_authorities),
    ),
    (("exposed-rubbish", "421081", "", UnitKind.VILLAGE, Level.VILLAGE),),
)
LIMITS = Sheet(
    "limits",
    "时限",
    (
        Column("process", "流程", required=True, longest=30),
        Column("stage", "环节", required=True, longest=20),
        Column("category", "事项编码", longest=30),
        Column("urgency", "紧急程度", choices=lambda: Urgency.choices),
        Column("area", "区划代码", longest=17),
        Column("amount", "时长", required=True, longest=5),
        Column("unit", "单位", required=True, choices=lambda: SPAN_UNITS),
        Column("source", "依据", longest=120),
        Column("verified", "已核对", _("Empty means no."), choices=lambda: YES_NO),
    ),
    (("report", "handle", "exposed-rubbish", "", "", "1", "working_days", "", ""),),
    required=False,
)
REASONS = Sheet(
    "reasons",
    "理由",
    (
        Column("process", "流程", required=True, longest=30),
        Column("list", "清单", required=True, longest=20),
        Column("code", "编码", _CODE_NOTE, required=True, longest=30),
        Column("name", "措辞", required=True, longest=120),
        Column("name_en", "英文措辞", required=True, longest=160),
        Column("active", "启用", _("Empty means yes."), choices=lambda: YES_NO),
        Column("order", "顺序", longest=5),
    ),
    (("report", "conclude", "not-checkable", "无法核实", "It can't be checked", "", "10"),),
    required=False,
)
TEXTS = Sheet(
    "texts",
    "常用语",
    (
        Column("process", "流程", required=True, longest=30),
        Column("step", "步骤", _("For example report_done."), required=True, longest=30),
        Column("field", "栏目", _("For example note."), required=True, longest=30),
        Column("code", "编码", _CODE_NOTE, required=True, longest=30),
        Column("area", "区划代码", _("The most specific area wins."), longest=17),
        Column("name", "名称", required=True, longest=60),
        Column("name_en", "英文名称", longest=100),
        Column("body", "内容", _("With {place} {category} {unit} {due} {date} {number}."), required=True, longest=1000),
        Column("body_en", "英文内容", longest=1500),
        Column("active", "启用", _("Empty means yes."), choices=lambda: YES_NO),
        Column("order", "顺序", longest=5),
    ),
    (
        (
            "report",
            "report_done",
            "note",
            "fixed",
            "",
            "已修复",
            "Repaired",
            "{place}的{category}已修好。",
            "",
            "",
            "10",
        ),
    ),
    required=False,
)
SHEETS = (UNITS, USERS, POSTS, CATEGORIES, ROUTES, LIMITS, REASONS, TEXTS)
