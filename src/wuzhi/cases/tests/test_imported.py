"""Another system's history: whole or not at all, every row accounted for, nothing guessed, nothing twice, signed."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from bench.requests311 import write_mapping
from tests.support.loop import Loop
from wuzhi.cases.imported import taking
from wuzhi.cases.imported.mapping import MappingFile, Wrong, read_mapping
from wuzhi.cases.imported.taking import take_in, unsound
from wuzhi.cases.models import Case, Event, EventBody, Import, ImportedRow
from wuzhi.cases.verifying import altered
from wuzhi.demo.cast import GRID, VILLAGE
from wuzhi.trust import vault
from wuzhi.trust.models import Secret

MAPPING = f"""
source = "old-system"
process = "report"
elsewhere = "421081"
zone = "Asia/Shanghai"
[columns]
number = "编号"
opened = "受理时间"
ended = "办结时间"
state = "状态"
kind = "类别"
area = "社区"
longitude = "经度"
latitude = "纬度"
words = ["内容", "地址"]
[states]
"已办结" = "closed"
"*" = "reviewed"
[kinds]
"路灯" = "street-light"
"*" = ""
[areas]
"桥南" = "{VILLAGE}"
"""
HEADINGS = ("编号", "受理时间", "办结时间", "状态", "类别", "社区", "经度", "纬度", "内容", "地址")
CLOSED = ("A-1", "2020-01-02 08:00", "2020-01-05 10:00", "已办结", "路灯", "桥南", "", "", "灯不亮", "东门")
ALIVE = ("A-2", "2026-01-02 08:00", "", "处理中", "别的", "", "110.1234", "30.5678", "", "")
ROUNDED = ("A-3", "2020-01-02 08:00", "", "已办结", "路灯", "桥南", "112.0", "29.0", "", "")


@pytest.fixture
def mapping(loop: Loop, tmp_path: Path) -> MappingFile:
    """A mapping onto the demo county."""
    return read_mapping(_written(tmp_path / "mapping.toml", MAPPING))


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _table(folder: Path, *rows: tuple[str, ...], name: str = "old.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *rows])
    return path


def test_history_enters_as_cases_with_one_signed_event(mapping: MappingFile, tmp_path: Path) -> None:
    account = take_in(_table(tmp_path, CLOSED, ALIVE, ROUNDED), mapping)
    assert (account.rows, account.taken, account.there_already, account.signed) == (3, 3, 0, True)
    assert dict(account.placed) == {"area": 2, "elsewhere": 1}
    assert dict(account.without_point) == {"none": 1, "rounded": 1}
    assert account.without_category == 1
    ended = Case.objects.get(external_number="A-1")
    assert (ended.state, ended.area_code, ended.revision, ended.longitude) == ("closed", VILLAGE, 1, None)
    assert ended.opened_at.isoformat() == "2020-01-02T00:00:00+00:00"
    assert ended.report.done_at is None
    assert Event.objects.get(case=ended).kind == "imported"
    assert list(altered()) == []
    assert list(unsound()) == []


def test_what_has_not_ended_is_alive_from_now_on(mapping: MappingFile, loop: Loop, tmp_path: Path) -> None:
    take_in(_table(tmp_path, ALIVE), mapping)
    case = Case.objects.get(external_number="A-2")
    assert case.due_at is not None
    assert case.due_at > case.entered_at
    assert str(case.uuid) in loop.client("dispatcher").get("/inbox").content.decode()
    loop.take(case, "dispatcher", "release", category="street-light", urgency="ordinary", summary="路灯")
    assert list(altered()) == []


def test_what_people_wrote_is_in_the_vault_alone(mapping: MappingFile, loop: Loop, tmp_path: Path) -> None:
    take_in(_table(tmp_path, CLOSED), mapping)
    case = Case.objects.get()
    assert "灯不亮" not in EventBody.objects.get().canonical
    assert case.words is not None
    seen = vault.reveal(viewer=loop.cast.actor("dispatcher"), uuids=[case.words], subject=case.uuid, purpose="handling")
    assert seen[case.words] == "灯不亮\n东门"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("", *ALIVE[1:]), "number is missing"),
        (("A\x00-2", *ALIVE[1:]), "can't be shown"),
        (("A-2", "gestern", *ALIVE[2:]), "no time"),
        (("A-2", "0001-01-01 00:00", *ALIVE[2:]), "no time"),
        (("A-2", "", *ALIVE[2:]), "came in is missing"),
        (CLOSED, "earlier row"),
    ],
)
def test_one_faulty_row_and_nothing_is_taken(
    mapping: MappingFile, tmp_path: Path, row: tuple[str, ...], why: str
) -> None:
    account = take_in(_table(tmp_path, CLOSED, row), mapping)
    assert [line for line, _reason in account.faults] == [2]
    assert why in account.faults[0][1]
    assert not Case.objects.exists()
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("line", "other", "why"),
    [
        ('process = "report"', 'process = "nothing"', "no process"),
        ('elsewhere = "421081"', 'elsewhere = "999999"', "no area 999999"),
        ('zone = "Asia/Shanghai"', 'zone = "Asia/Nowhere"', "no time zone"),
        ('"已办结" = "closed"', '"已办结" = "gone"', "no state"),
        ('"路灯" = "street-light"', '"路灯" = "moon"', "no category"),
        ('number = "编号"', 'nummer = "编号"', "Unknown columns"),
        ("[areas]", "[areas", "no TOML"),
        ('number = "编号"', 'number = "单号"', "no column"),
    ],
)
def test_a_wrong_mapping_is_told(loop: Loop, tmp_path: Path, line: str, other: str, why: str) -> None:
    assert line in MAPPING
    with pytest.raises(Wrong, match=why):
        take_in(_table(tmp_path, CLOSED), read_mapping(_written(tmp_path / "m.toml", MAPPING.replace(line, other))))


def test_broken_off_it_goes_on_and_makes_nothing_twice(
    mapping: MappingFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "BATCH", 2)
    said = {f"B-{number}": f"第{number}盏灯" if number % 3 else "" for number in range(7)}
    file = _table(tmp_path, *[(number, *CLOSED[1:8], words, "") for number, words in said.items()])

    def stop(done: int, _whole: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_in(file, mapping, stop)
    assert Case.objects.count() == 4
    assert "broken off" in next(unsound())[1]
    monkeypatch.setattr(taking, "BATCH", 3)  # a batch of which a part is there
    again = take_in(file, mapping)
    assert (again.taken, again.there_already) == (3, 4)
    once_more = take_in(file, mapping)
    assert (once_more.taken, once_more.there_already) == (0, 7)
    assert Case.objects.count() == ImportedRow.objects.count() == 7
    assert list(unsound()) == []
    assert {case.external_number: _words(case) for case in Case.objects.all()} == said
    assert Secret.objects.count() == sum(map(bool, said.values()))


def _words(case: Case) -> str:
    if case.words is None:
        return ""
    secret = Secret.objects.get(uuid=case.words)
    return vault.decrypt(secret.nonce, secret.ciphertext, secret.wrapped_key, secret.uuid.bytes).decode()


def test_a_row_slipped_in_or_changed_is_found(mapping: MappingFile, tmp_path: Path) -> None:
    take_in(_table(tmp_path, CLOSED, ALIVE), mapping)
    ImportedRow.objects.filter(number=2).update(number=3)
    assert "not those that were signed" in next(unsound())[1]


@pytest.mark.data
def test_ten_thousand_real_requests_go_in_whole(loop: Loop, tmp_path: Path) -> None:
    file = Path(os.environ["WUZHI_TEST_DATA"]) / "requests311" / "baltimore.csv"
    account = take_in(file, read_mapping(write_mapping(file, tmp_path, (GRID, VILLAGE), elsewhere="421081")))
    assert account.faults == []
    assert account.rows == account.taken == Case.objects.count() == 10_000
    assert sum(account.placed.values()) == 10_000
    assert dict(account.without_point) == {"none": 590, "rounded": 885 + 7}  # at (39, -77) and (39, -76)
    assert Case.objects.filter(longitude=None).count() == 590 + 892
    with file.open(encoding="utf-8-sig", newline="") as table:
        unnamed = sum(not row["Neighborhood"] for row in csv.DictReader(table))
    assert account.placed["elsewhere"] == unnamed
