"""Real messages: both shapes of time, every row accounted for, texts only in the vault, places marked synthetic."""

import json
from collections import Counter
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from rich.console import Console

from wuzhi.cases.models import Case, Event, EventBody
from wuzhi.core import clock
from wuzhi.demo import cast as casting
from wuzhi.demo import keywords, real_reports
from wuzhi.demo.geography import COUNTY
from wuzhi.trust.models import Secret

pytestmark = pytest.mark.django_db
HEADER = "留言编号,留言用户,留言主题,留言时间,留言详情,反对数,点赞数\n"
ROWS = (
    "1,U1,路灯不亮,2019/8/23 12:22:00,楼下路灯坏了很久,0,1\n"
    "2,U2,停水,2019-02-28 19:58:22,“昨天，停水”两天,0,0\n"
    '3,U3,建议,2020/1/2 0:01:02,"多种些树，\n好看",0,0\n'
    "4,U4,无时间,昨天,没有时间,0,0\n"
    "5,U5,太长,2019/1/1 1:00:00," + "很" * 10_001 + ",0,0\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    casting.build_cast()
    path = tmp_path / "messages.csv"
    path.write_text(HEADER + ROWS, encoding="utf-8-sig")
    return path


def test_every_row_is_accounted_for(file: Path) -> None:
    seen: list[tuple[int, int]] = []
    taken = real_reports.take_in(path=file, progress=lambda done, total: seen.append((done, total)))
    assert (taken.read, taken.opened, taken.reviewed, taken.refused.total()) == (5, 3, 3, 2)
    assert taken.ok
    assert seen[-1] == (4, 4)
    assert taken.categories == {"street-light": 1, "water-cut": 1, "other": 1}


def test_a_second_run_goes_on_after_the_first(file: Path) -> None:
    head = HEADER + ROWS.splitlines(keepends=True)[0]
    first = file.with_name("first.csv")
    first.write_text(head, encoding="utf-8-sig")
    assert real_reports.take_in(path=first).opened == 1
    taken = real_reports.take_in(path=file)
    assert (taken.read, taken.known, taken.opened, taken.reviewed, taken.ok) == (5, 1, 2, 2, True)
    assert Case.objects.count() == 3


def test_refused_rows_are_named_by_their_lines(file: Path) -> None:
    taken = real_reports.take_in(path=file)
    assert sorted(line for lines in taken.refused_lines.values() for line in lines) == [6, 7]


def test_they_went_through_intake_and_review_at_their_own_time(file: Path) -> None:
    real_reports.take_in(path=file)
    cases = list(Case.objects.order_by("opened_at"))
    assert [case.external_number for case in cases] == ["2", "1", "3"]
    assert [clock.local_zone() and case.opened_at.astimezone(clock.local_zone()).isoformat() for case in cases] == [
        "2019-02-28T19:58:22+08:00",
        "2019-08-23T12:22:00+08:00",
        "2020-01-02T00:01:02+08:00",
    ]
    assert {(case.state, case.channel, case.area_code[:6]) for case in cases} == {("reviewed", "web", COUNTY)}
    assert list(Event.objects.filter(case=cases[0]).values_list("kind", flat=True)) == ["collect", "review"]


def test_places_are_marked_as_made_up(file: Path) -> None:
    real_reports.take_in(path=file)
    assert set(Case.objects.values_list("place_synthetic", flat=True)) == {True}


def test_texts_are_in_the_vault_and_nowhere_else(file: Path, tmp_path: Path) -> None:
    real_reports.take_in(path=file)
    assert Secret.objects.filter(kind="words").count() == 3
    dump = tmp_path / "dump.json"
    call_command("dumpdata", "cases", "reports", "notices", output=str(dump), verbosity=0)
    text = json.dumps(json.loads(dump.read_text()), ensure_ascii=False)
    assert "street-light" in text
    assert not any(words in text for words in ("楼下路灯", "停水”两天", "多种些树"))
    assert EventBody.objects.count() == 6


def test_the_table_shows_counts_and_no_text(file: Path) -> None:
    console = Console(record=True, width=120)
    real_reports.show(real_reports.take_in(path=file), console)
    shown = console.export_text()
    assert "Dark street light" in shown
    assert "street-light" not in shown
    assert "楼下" not in shown


def test_the_tables_categories_sum_to_the_reviewed() -> None:
    counted = Counter({f"kind-{number}": number for number in range(1, 21)})
    lines = real_reports._by_category(counted)
    assert len(lines) == 13
    assert sum(count for _label, count in lines) == counted.total()


def test_a_message_has_the_same_place_whether_or_not_the_run_was_interrupted(file: Path) -> None:
    def places(*paths: Path) -> dict[str, str]:
        with transaction.atomic():
            for path in paths:
                real_reports.take_in(path=path)
            found = dict(Case.objects.values_list("external_number", "area_code"))
            transaction.set_rollback(True)
        return found

    first = file.with_name("first.csv")
    first.write_text(HEADER + ROWS.splitlines(keepends=True)[0], encoding="utf-8-sig")
    assert places(file) == places(first, file)
    assert len(places(file)) == 3


@pytest.mark.parametrize("content", ["a,b\n1,2\n", "", HEADER + '1,U1,"x"y,2019/1/1 1:00:00,z,0,0\n', HEADER + "\0"])
def test_a_file_that_is_none_is_refused_in_words(content: str, tmp_path: Path) -> None:
    casting.build_cast()
    path = tmp_path / "messages.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValidationError):
        real_reports.take_in(path=path)
    assert not Case.objects.exists()


def test_every_keyword_leads_to_a_category_of_reports() -> None:
    categories = casting.build_cast().categories
    assert all(categories[code].process == "report" for code, _words in keywords.KEYWORDS)
    assert keywords.category_for("什么也不像") == keywords.OTHER
    assert categories[keywords.OTHER].process == "report"
