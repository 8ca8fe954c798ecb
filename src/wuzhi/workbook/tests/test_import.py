"""The workbook: all or nothing, the same again changes nothing, every fault with sheet, line and sentence."""

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from wuzhi.areas.models import Area
from wuzhi.cases.models import Category, Reason, Route, StageLimit, StandardText
from wuzhi.core import sheets
from wuzhi.people.models import Post, Role, Unit, User
from wuzhi.people.units import units
from wuzhi.workbook.actions import Report, import_workbook
from wuzhi.workbook.writing import write_template

pytestmark = pytest.mark.django_db
Rows = Mapping[str, Sequence[Sequence[Any]]]

GOOD: Rows = {
    "units": [
        ("code", "name", "name_en", "kind", "area", "superior"),
        ("committee", "桥南居委会", "Qiaonan committee", "village", "421081001001", "office"),
        ("office", "绣林街道办事处", "Xiulin office", "town", "421081001", "bureau"),
        ("bureau", "城管局", "City bureau", "department", "421081", ""),
    ],
    "users": [("username", "name"), ("grid1", "网格员一"), ("clerk1", "经办一")],
    "posts": [
        ("username", "unit", "role", "areas", "starts", "ends"),
        ("grid1", "committee", "grid_worker", "421081001001", date(2026, 1, 1), ""),
        ("clerk1", "bureau", "clerk", "", "2026-01-01", "2026-12-31"),
    ],
    "categories": [
        ("process", "code", "kind", "name", "name_en", "authority"),
        ("report", "rubbish", "environment", "暴露垃圾", "Rubbish", "village"),
        ("report", "building", "order", "违法搭建", "Illegal building", "county"),
    ],
    "routes": [
        ("category", "area", "unit", "office", "office_level"),
        ("rubbish", "421081", "", "village", "village"),
        ("building", "421081", "bureau", "", ""),
    ],
    "limits": [
        ("process", "stage", "category", "amount", "unit"),
        ("report", "handle", "rubbish", 1, "working_days"),
    ],
    "reasons": [
        ("process", "list", "code", "name", "name_en"),
        ("report", "conclude", "vague", "不具体", "Not specific"),
    ],
    "texts": [
        ("process", "step", "field", "code", "name", "body"),
        ("report", "report_done", "note", "fixed", "已修", "{place}已修好"),
    ],
}


@pytest.fixture(autouse=True)
def territory() -> None:
    county = Area.objects.create(code="421081", name="石首市", level="county")
    town = Area.objects.create(code="421081001", name="绣林街道", level="town", parent=county)
    Area.objects.create(code="421081001001", name="桥南居委会", level="village", parent=town)


def write(path: Path, sheets: Rows) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(list(row))
    book.save(path)
    return path


def bring(path: Path, sheets: Rows) -> Report:
    return import_workbook(path=write(path / "people.xlsx", sheets), actor_name="test")


def with_rows(sheet: str, *rows: Sequence[Any]) -> Rows:
    return {**GOOD, sheet: [*GOOD[sheet], *rows]}


def counts() -> list[int]:
    return [
        model._default_manager.count()
        for model in (Unit, User, Post, Category, Route, StageLimit, Reason, StandardText)
    ]


def test_a_good_workbook_comes_in_whole(tmp_path: Path) -> None:
    report = bring(tmp_path, GOOD)
    assert report.errors == []
    assert (report.added, report.changed, report.unchanged) == (14, 0, 0)
    committee = Unit.objects.get(code="committee")
    assert [unit.code for pk in units.fresh().chain(committee.pk) if (unit := units.fresh().get(pk))] == [
        "committee", "office", "bureau",
    ]  # fmt: skip
    post = Post.objects.get(user__username="grid1")
    assert (post.role, post.starts, [area.code for area in post.areas.all()]) == (
        Role.GRID_WORKER, date(2026, 1, 1), ["421081001001"],
    )  # fmt: skip
    assert not User.objects.get(username="grid1").has_usable_password()
    assert any("2" in note and "wuzhi password" in note for note in report.notes)


def test_again_it_changes_nothing(tmp_path: Path) -> None:
    bring(tmp_path, GOOD)
    rows = list(Route.objects.order_by("pk").values()) + list(StageLimit.objects.order_by("pk").values())
    report = bring(tmp_path, GOOD)
    assert (report.added, report.changed, report.unchanged, report.errors, report.notes) == (0, 0, 14, [], [])
    assert rows == list(Route.objects.order_by("pk").values()) + list(StageLimit.objects.order_by("pk").values())


def test_a_change_is_counted_and_what_the_file_leaves_out_stays(tmp_path: Path) -> None:
    bring(tmp_path, GOOD)
    users = [("username", "name"), ("grid1", "网格员甲"), ("clerk1", "经办一")]
    named = [(*row[:2], *row[3:]) for row in GOOD["units"]]
    report = bring(tmp_path, {**GOOD, "users": users, "units": named})
    assert (report.changed, report.errors) == (1, [])
    assert User.objects.get(username="grid1").name == "网格员甲"
    assert Unit.objects.get(code="bureau").name_en == "City bureau"


def test_chinese_titles_and_labels_are_read(tmp_path: Path) -> None:
    titles = {sheet.key: sheet for sheet in sheets.known().values()}
    chinese = {}
    for key, rows in GOOD.items():
        header = [titles[key].column(name).title for name in rows[0]]
        chinese[titles[key].title] = [header, *rows[1:]]
    report = bring(tmp_path, chinese)
    assert report.errors == []
    assert report.added == 14


def test_the_template_can_be_read_and_brings_nothing(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path)
    report = import_workbook(path=path, actor_name="test")
    assert (report.added, report.errors) == (0, [])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [sheet.tab for sheet in sheets.known().values()]
    assert all(page.max_row > 2 for page in book.worksheets), "notes and an example on every sheet"
    lists = [rule.formula1 for rule in book[sheets.known()["posts"].tab].data_validations.dataValidation]
    assert any("grid_worker" in str(formula) for formula in lists)


def test_the_examples_of_the_template_are_good(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path)
    book = openpyxl.load_workbook(path)
    for page in book.worksheets:
        for row in page.iter_rows(min_row=3):
            row[0].value = str(row[0].value).removeprefix("# ")
    book[sheets.known()["posts"].tab].cell(row=3, column=4).value = "421081001001"
    book.save(path)
    report = import_workbook(path=path, actor_name="test")
    assert report.errors == []
    assert (report.added, report.changed) == (14, 1)


FAULTS: list[tuple[Rows, str, int, str]] = [
    (with_rows("units", ("x", "某单位", "", "village", "999999", "")), "units", 5, "999999"),
    (with_rows("units", ("x", "某单位", "", "castle", "421081", "")), "units", 5, "castle"),
    (with_rows("units", ("x", "某单位", "", "village", "421081", "nobody")), "units", 5, "nobody"),
    (with_rows("units", ("office", "又一个", "", "town", "421081001", "")), "units", 5, "office"),
    (with_rows("units", ("x", "", "", "village", "421081", "")), "units", 5, "name"),
    (with_rows("units", ("x", "=1+1", "", "village", "421081", "")), "units", 5, "name"),
    (with_rows("units", ("x", "长" * 5000, "", "village", "421081", "")), "units", 5, "name"),
    (with_rows("units", ("x", "看不见\u200b的", "", "village", "421081", "")), "units", 5, "name"),
    (with_rows("units", (1234567890123456789, "号", "", "village", "421081", "")), "units", 5, "code"),
    (with_rows("units", ("a b", "空格", "", "village", "421081", "")), "units", 5, ""),
    (with_rows("users", ("grid1", "又一个")), "users", 4, "grid1"),
    (with_rows("users", ("空 格", "某人")), "users", 4, ""),
    (with_rows("posts", ("ghost", "office", "clerk", "", "2026-01-01", "")), "posts", 4, "ghost"),
    (with_rows("posts", ("grid1", "nowhere", "clerk", "", "2026-01-01", "")), "posts", 4, "nowhere"),
    (with_rows("posts", ("grid1", "office", "king", "", "2026-01-01", "")), "posts", 4, "king"),
    (with_rows("posts", ("grid1", "office", "clerk", "", "2026-02-01", "2026-01-01")), "posts", 4, ""),
    (with_rows("posts", ("grid1", "office", "clerk", "", "soon", "")), "posts", 4, "soon"),
    (with_rows("posts", ("grid1", "office", "dispatcher", "", "2026-01-01", "")), "posts", 4, ""),
    (with_rows("categories", ("dance", "c", "order", "某", "Some", "town")), "categories", 4, "dance"),
    (with_rows("categories", ("report", "c", "weather", "某", "Some", "town")), "categories", 4, "weather"),
    (with_rows("routes", ("ghost", "421081", "bureau", "", "")), "routes", 4, "ghost"),
    (with_rows("routes", ("building", "421081001", "committee", "", "")), "routes", 4, "违法搭建"),
    (with_rows("routes", ("building", "421081001", "", "village", "village")), "routes", 4, "违法搭建"),
    (with_rows("routes", ("building", "421081001", "", "", "")), "routes", 4, ""),
    (with_rows("limits", ("report", "sleep", "", 1, "working_days")), "limits", 3, "sleep"),
    (with_rows("limits", ("report", "handle", "", 9999, "working_days")), "limits", 3, "2000"),
    (with_rows("limits", ("report", "handle", "", "many", "working_days")), "limits", 3, "many"),
    (with_rows("texts", ("report", "fly", "note", "x", "某", "某")), "texts", 3, "fly"),
    (with_rows("texts", ("report", "report_done", "note", "x", "某", "{words}")), "texts", 3, "{words}"),
    (with_rows("reasons", ("report", "fun", "x", "某", "Some")), "reasons", 3, "fun"),
]


@pytest.mark.parametrize(("sheets", "sheet", "line", "said"), FAULTS)
def test_a_fault_is_named_and_nothing_comes_in(sheets: Rows, sheet: str, line: int, said: str, tmp_path: Path) -> None:
    report = bring(tmp_path, sheets)
    assert [(fault.sheet, fault.line) for fault in report.errors] == [(sheet, line)]
    assert len(report.errors[0].reason) > 5
    assert said in report.errors[0].reason
    assert counts() == [0] * 8


def test_superiors_in_a_ring_are_refused(tmp_path: Path) -> None:
    ring = [(*row[:5], {"bureau": "committee"}.get(row[0], row[5])) for row in GOOD["units"]]
    report = bring(tmp_path, {**GOOD, "units": ring})
    assert [fault.sheet for fault in report.errors] == ["units"]
    assert counts() == [0] * 8


def test_every_faulty_row_is_reported_and_those_that_lean_on_it_are_not(tmp_path: Path) -> None:
    sheets = with_rows("users", ("ghost grid", "空格"), ("grid1", "又一个"))
    posts = [*GOOD["posts"], ("ghost grid", "office", "clerk", "", "2026-01-01", "")]
    report = bring(tmp_path, {**sheets, "posts": posts})
    assert [(fault.sheet, fault.line) for fault in report.errors] == [("users", 4), ("users", 5)]


def test_missing_sheets_and_columns_are_named(tmp_path: Path) -> None:
    report = bring(tmp_path, {key: rows for key, rows in GOOD.items() if key != "routes"})
    assert any("routes" in fault.reason for fault in report.errors)
    posts = [row[:2] for row in GOOD["posts"]]
    report = bring(tmp_path, {**GOOD, "posts": posts})
    assert [(fault.sheet, fault.line) for fault in report.errors] == [("posts", 1)]
    assert "role" in report.errors[0].reason
    assert counts() == [0] * 8


def test_limits_and_reasons_may_be_left_out(tmp_path: Path) -> None:
    report = bring(tmp_path, {key: rows for key, rows in GOOD.items() if key not in {"limits", "reasons"}})
    assert (report.added, report.errors) == (12, [])


@pytest.mark.parametrize("content", [b"", b"name,code\n", b"PK\x03\x04broken", b"\0" * 2000])
def test_what_is_no_workbook_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    path.write_bytes(content)
    report = import_workbook(path=path, actor_name="test")
    assert [(fault.sheet, fault.line) for fault in report.errors] == [("", 0)]
    assert import_workbook(path=tmp_path / "none.xlsx", actor_name="test").errors[0].line == 0


def test_a_broken_sheet_inside_a_workbook_is_refused(tmp_path: Path) -> None:
    whole = write(tmp_path / "whole.xlsx", GOOD)
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(b"</row>", b"\0<", 2) if "sheet2" in name else content)
    report = import_workbook(path=broken, actor_name="test")
    assert [(fault.sheet, fault.line) for fault in report.errors] == [("", 0)]
    assert counts() == [0] * 8


def test_progress_ends_with_all_rows(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    path = write(tmp_path / "people.xlsx", GOOD)
    import_workbook(path=path, actor_name="test", progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (14, 14)
