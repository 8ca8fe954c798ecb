"""The workbook's sheets of units, people and posts."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuzhi.core import clock, sheets
from wuzhi.core.sheets import Cells, Column, Import, Line, Outcome, Sheet
from wuzhi.people import actions
from wuzhi.people.models import Post, Role, Unit, UnitKind, User

NEW_USERS = "users"
_UNIT = ("code", "name", "name_en", "kind", "phone", "sittings", "active")


def _unit_rows() -> Iterable[Cells]:
    for unit in Unit.objects.select_related("area", "superior"):
        superior = unit.superior.code if unit.superior else ""
        yield {**sheets.columns_of(unit, *_UNIT), "area": unit.area.code, "superior": superior}


def _unit(to: Import, line: Line) -> Outcome:
    facts: dict[str, Any] = {"name": line["name"], "kind": line["kind"], "area": to.find("areas", line["area"])}
    facts |= line.given("name_en", "phone", "sittings") | line.switch("active", empty=True)
    held = to.held("units").get(line["code"])
    if held is not None:
        return _outcome(actions.change_unit(actor=to.actor, unit=held, **facts))
    to.held("units")[line["code"]] = actions.add_unit(actor=to.actor, code=line["code"], **facts)
    return "added"


def _superior(to: Import, line: Line) -> Outcome:
    """After every unit is there: a row may name a superior that stands further down."""
    held = to.held("units").get(line["code"])
    if "superior" not in line.cells or held is None:
        return "unchanged"
    above = to.maybe("units", line["superior"])
    return _outcome(actions.change_unit(actor=to.actor, unit=held, superior=above))


def _user_rows() -> Iterable[Cells]:
    for user in User.objects.all():
        yield {**sheets.columns_of(user, "username", "name", "name_en"), "active": sheets.shown(user.is_active)}


def _user(to: Import, line: Line) -> Outcome:
    facts: dict[str, Any] = {"name": line["name"], **line.given("name_en")}
    facts |= line.switch("active", empty=True, name="is_active")
    held = to.held("users").get(line["username"])
    if held is not None:
        return _outcome(actions.change_user(actor=to.actor, user=held, **facts))
    to.held("users")[line["username"]] = actions.add_user(actor=to.actor, username=line["username"], **facts)
    to.notes[NEW_USERS] = to.notes.get(NEW_USERS, 0) + 1
    return "added"


def _post_rows() -> Iterable[Cells]:
    held = Post.objects.filter(Q(ends=None) | Q(ends__gt=clock.today()))
    for post in held.select_related("user", "unit").prefetch_related("areas"):
        areas = " ".join(sorted(area.code for area in post.areas.all()))
        facts = {"username": post.user.username, "unit": post.unit.code, "areas": areas}
        yield {**facts, **sheets.columns_of(post, "role", "starts", "ends")}


def _post(to: Import, line: Line) -> Outcome:
    user, unit = to.find("users", line["username"]), to.find("units", line["unit"])
    starts, ends = sheets.day_of(line["starts"]), line.day("ends")
    held = Post.objects.filter(user=user, unit=unit, role=line["role"], starts=starts).first()
    areas = [to.find("areas", code) for code in line.get("areas").split()]
    if held is None:
        facts: dict[str, Any] = {"user": user, "unit": unit, "role": line["role"], "starts": starts, "ends": ends}
        actions.add_post(actor=to.actor, areas=areas, **facts)
        return "added"
    wanted = areas if "areas" in line.cells else None
    ends = ends if "ends" in line.cells else held.ends
    return _outcome(actions.change_post(actor=to.actor, post=held, areas=wanted, ends=ends))


def _outcome(changed: bool) -> Outcome:
    return "changed" if changed else "unchanged"


UNITS = Sheet(
    key="units",
    title="单位",
    order=30,
    models=(Unit,),
    columns=(
        Column("code", "编码", sheets.CODE_NOTE, required=True, longest=30),
        Column("name", "名称", required=True, longest=80),
        Column("name_en", "英文名称", longest=120),
        Column("kind", "类别", required=True, choices=lambda: UnitKind.choices),
        Column("area", "区划代码", _("The area in which its authority lies."),
               required=True, longest=17, kind="area"),
        Column("superior", "上级单位", _("The code of the unit that hears complaints about it."), longest=30),
        Column("phone", "办公电话", longest=30),
        Column("sittings", "办公时间", _("Only where it differs: 08:00-12:00 14:00-18:00."), longest=60),
        Column("active", "启用", sheets.EMPTY_IS_YES, choices=lambda: sheets.YES_NO),
    ),
    identity=("code",),
    rows=_unit_rows,
    apply=_unit,
    after=_superior,
    held=lambda: {unit.code: unit for unit in Unit.objects.select_related("area", "superior")},
    unknown=_("There is no unit with the code %(code)s."),
    required=True,
    examples=lambda: (
        ("centre", "城市运行管理中心", "City operations centre", UnitKind.CENTRE, "421081", "", "", "", ""),
        ("qiaonan", "桥南居委会", "Qiaonan committee", UnitKind.VILLAGE, "421081001001", "centre", "", "", ""),
    ),
)  # fmt: skip
USERS = Sheet(
    key="users",
    title="人员",
    order=40,
    models=(User,),
    columns=(
        Column("username", "登录名", _("Small letters and digits, for good."), required=True, longest=40),
        Column("name", "姓名", _("The official name."), required=True, longest=40),
        Column("name_en", "英文姓名", longest=60),
        Column("active", "启用", sheets.EMPTY_IS_YES, choices=lambda: sheets.YES_NO),
    ),
    identity=("username",),
    rows=_user_rows,
    apply=_user,
    held=lambda: {user.username: user for user in User.objects.all()},
    unknown=_("There is no user with the sign-in name %(code)s."),
    required=True,
    examples=lambda: (("grid07", "网格员（示例）", "Grid worker (example)", ""),),
)
POSTS = Sheet(
    key="posts",
    title="岗位",
    order=50,
    models=(Post,),
    columns=(
        Column("username", "登录名", required=True, longest=40),
        Column("unit", "单位编码", required=True, longest=30),
        Column("role", "角色", required=True, choices=lambda: Role.choices),
        Column("areas", "负责区域", _("Codes of areas, with spaces between them."), longest=2000, kind="areas"),
        Column("starts", "开始日期", sheets.DAY_NOTE, required=True, longest=30, kind="day"),
        Column("ends", "结束日期", sheets.ENDS_NOTE, longest=30, kind="day"),
    ),
    identity=("username", "unit", "role", "starts"),
    rows=_post_rows,
    apply=_post,
    required=True,
    examples=lambda: (("grid07", "qiaonan", Role.GRID_WORKER, "421081001001001 421081001001002", "2026-01-01", ""),),
)
sheets.register(UNITS, USERS, POSTS)
