"""All of a file or nothing of it; again without a change; every bad row with its line and reason."""

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from wuzhi.areas.actions import Report, import_areas
from wuzhi.areas.directory import local_ids
from wuzhi.areas.models import Area
from wuzhi.areas.tests.conftest import ON, SMALL, Import
from wuzhi.core.models import SettingsVersion

pytestmark = pytest.mark.django_db


def stamp() -> int | None:
    """The number behind the caches of areas."""
    return SettingsVersion.objects.filter(family="areas").values_list("number", flat=True).first()


def test_adds_then_changes_nothing(import_text: Import) -> None:
    assert import_text(SMALL) == Report(added=12)
    before = stamp()
    assert import_text(SMALL) == Report(unchanged=12)
    assert stamp() == before
    assert Area.objects.get(code="421081").valid_from == ON


def test_codes_filled_up_with_zeros_are_the_same_areas(import_text: Import) -> None:
    assert import_text("code,name,parent\n420000000000,省,\n420200,市,420000\n420205000000,县,420200\n").added == 3
    assert set(Area.objects.values_list("code", flat=True)) == {"42", "4202", "420205"}
    assert import_text("code,name\n42,省\n4202,市\n420205,县\n").unchanged == 3
    assert import_text("code,name\n42,省\n420000,省\n").errors


def test_a_new_name_changes_one_row_and_wakes_the_caches(import_text: Import) -> None:
    import_text(SMALL)
    before = stamp()
    assert import_text(SMALL.replace("横沟市镇", "横沟市新镇")) == Report(changed=1, unchanged=11)
    assert Area.objects.get(code="421081101").name == "横沟市新镇"
    assert stamp() != before


def test_parents_are_the_longest_known_prefix(import_text: Import) -> None:
    rows = [
        "421081001001001,一",
        "421081001001,村",
        "421081001,镇",
        "429005001,园林",
        "429005,潜江市",
        "421081,县",
        "42,省",
    ]
    assert import_text("\n".join(["code,name", *rows])).added == 7
    parents = dict(Area.objects.values_list("code", "parent__code"))
    assert parents["421081001001001"] == "421081001001"
    assert parents["429005001"] == "429005"
    assert parents["429005"] == "42"
    assert parents["42"] is None
    import_text("code,name\n4210,荆州市\n421081,县\n")
    assert Area.objects.get(code="421081").parent == Area.objects.get(code="4210")


def test_a_town_may_hang_on_a_city_without_counties(import_text: Import) -> None:
    assert import_text("code,name\n44,粤\n4419,东莞市\n441900003,东城街道\n").errors == []
    assert Area.objects.get(code="441900003").parent == Area.objects.get(code="4419")


BAD_ROWS = [
    ("4210810,x", "territory code"),
    ("421081001002,", "name is empty"),
    (f"421081001002,{'长' * 61}", "longer than 60"),
    (f"421081001002,{'长' * 501}", "more than 500"),
    ("421081001002,坏\u202e名", "control characters"),
    ("421081001,again", "already on line 4"),
    ("421081009001,no town", "421081009, to which it belongs, is not known"),
    ("421081001009001,no village", "421081001009, to which it belongs"),
    ("42108100100100901,no grid", "421081001001009, to which it belongs"),
    ("421081001009,x,town", "code is that of a village or community"),
    ("421081001009,x,micro-grid", "code is that of a village or community"),
    ("421081001009,x,,421081777", "parent 421081777 is not known"),
    ("421081001009,x,,421081002", "does not lie in its parent"),
    ("421081001001009,x,,421081", "421081001001, to which it belongs"),
    (",nameless code", "territory code"),
]


@pytest.mark.parametrize(("row", "reason"), BAD_ROWS)
def test_a_bad_row_is_named_and_nothing_is_written(import_text: Import, row: str, reason: str) -> None:
    good = "code,name,kind,parent\n42,省\n421081,县\n421081001,镇\n421081002,镇\n421081001001,村\n"
    report = import_text(good + row + "\n")
    assert [line for line, _reason in report.errors] == [7]
    assert reason in report.errors[0][1]
    assert (report.added, report.changed, report.unchanged) == (0, 0, 0)
    assert not Area.objects.exists()
    assert stamp() is None


def test_every_bad_row_is_reported_at_once(import_text: Import) -> None:
    rows = ["42,省", "x,bad code", "421081,", "421081001,镇", "42,again", "830000001,no county"]
    report = import_text("\n".join(["code,name", *rows]))
    assert [line for line, _reason in report.errors] == [3, 4, 6, 7]


def test_kinds_of_others_are_left_alone(import_text: Import) -> None:
    assert import_text("code,name,kind\n42,省,类似省级\n421081,县,市辖区\n421081001,镇,Town\n").added == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings(import_text: Import, encoding: str) -> None:
    assert import_text(SMALL, encoding).added == 12
    assert Area.objects.get(code="421081101").name == "横沟市镇"


def test_chinese_headers(import_text: Import) -> None:
    assert import_text("代码,名称\n42,湖北省\n", "gb18030").added == 1


def test_private_use_characters_are_names(import_text: Import) -> None:
    assert import_text("code,name\n42,高\ue170村\n").added == 1


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "a.csv", "missing: code, name"),
        (b"code,title\n42,x\n", "a.csv", "missing: name"),
        (b"code,name,code\n42,x,42\n", "a.csv", "there twice"),
        (b"code,name\n", "a.csv", "holds no areas"),
        (b"code,name\n42,a\0b\n", "a.csv", "NUL"),
        ("code,name\n42,省\n".encode("utf-16"), "a.csv", "NUL"),
        (b"code,name\n42,\xff\xff\n", "a.csv", "neither in UTF-8 nor"),
        (b'code,name\n42,"x\n', "a.csv", "not valid CSV"),
        (b"code,name\n42," + b"x" * 200_000 + b"\n", "a.csv", "not valid CSV"),
        (b"not a workbook", "a.xlsx", "workbook"),
        (b"PK\x05\x06" + b"\0" * 18, "a.xlsx", "workbook"),
        (b"{", "a.geojson", "not valid JSON"),
        (b"[" * 100_000, "a.geojson", "not valid JSON"),
        (b"[]", "a.geojson", "FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": 3}', "a.json", "FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": []}', "a.json", "holds no areas"),
        (b"x", "a.pdf", "CSV, XLSX or GeoJSON"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes, name: str, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    report = import_areas(path=path, on=ON)
    assert [line for line, _reason in report.errors] == [0]
    assert reason in report.errors[0][1]


def test_no_such_file(tmp_path: Path) -> None:
    assert "can't be opened" in import_areas(path=tmp_path / "a.csv", on=ON).errors[0][1]
    (tmp_path / "folder.csv").mkdir()
    assert "can't be opened" in import_areas(path=tmp_path / "folder.csv", on=ON).errors[0][1]


def test_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet(index=0)
    for row in (
        ["Code", "Name"],
        [42, "湖北省"],
        [421081.0, "石首市"],
        [None, None],
        ["421081001", "绣林街道"],
    ):
        sheet.append(row)
    book.save(tmp_path / "areas.xlsx")
    assert import_areas(path=tmp_path / "areas.xlsx", on=ON) == Report(added=3)
    sheet.append([42108100100100101, "lost digits"])
    book.save(tmp_path / "areas.xlsx")
    report = import_areas(path=tmp_path / "areas.xlsx", on=ON)
    assert report.errors == [(6, "A code this long lost digits as a number. Please format its cell as text.")]


def test_a_building_may_name_its_grid(import_text: Import) -> None:
    import_text(SMALL)
    rows = "code,name,parent\n421081001001B0001,1号楼,421081001001001\n"
    assert import_text(rows) == Report(changed=1)
    building = Area.objects.get(code="421081001001B0001")
    assert (building.grid_code, building.parent and building.parent.code) == (
        "421081001001001",
        "421081001001",
    )
    assert building.spine_code == "421081001001001"
    assert import_text("code,name,parent\n421081001001B0001,1号楼,421081001002\n").errors


def test_a_building_may_name_its_estate(import_text: Import) -> None:
    import_text(SMALL)
    estate, building = "421081001001E0001", "421081001001B0001"
    rows = f"code,name,parent\n{estate},小区,\n{building},1号楼,{estate}\n"
    assert import_text(rows) == Report(added=1, changed=1)
    assert Area.objects.get(code=building).parent == Area.objects.get(code=estate)
    assert import_text(SMALL) == Report(unchanged=12)
    assert local_ids(estate) == set(Area.objects.filter(code__in=[estate, building]).values_list("pk", flat=True))
    assert local_ids("421081001001E0009") == frozenset()


def test_an_ended_code_is_not_used_again(import_text: Import) -> None:
    import_text(SMALL)
    Area.objects.filter(code="421081001001002").update(valid_until=date(2026, 6, 1))
    assert "has ended" in import_text("code,name\n421081001001002,again\n").errors[0][1]


@pytest.mark.data
def test_the_whole_of_hubei(test_data: Path, tmp_path: Path) -> None:
    """27,057 villages whose tables have different columns, joined; Qianjiang has no prefecture."""
    path = tmp_path / "hubei.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["code", "name", "kind"])
        for source in sorted((test_data / "areas").glob("*.csv")):
            with source.open(encoding="utf-8-sig", newline="") as file:
                rows = csv.DictReader(file)
                writer.writerows((row["code"], row["name"], row.get("kind", "")) for row in rows)
    assert import_areas(path=path, on=ON) == Report(added=28_651)
    assert Area.objects.filter(level="village").count() == 27_057
    qianjiang = Area.objects.get(code="429005")
    assert qianjiang.parent is None or qianjiang.parent.code in {"42", "4290"}
    assert import_areas(path=path, on=ON) == Report(unchanged=28_651)
