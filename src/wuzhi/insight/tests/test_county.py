"""Every figure is the length of the list that it opens."""

import re
from datetime import timedelta

import pytest

from tests.support.loop import Loop
from wuzhi.cases.actions import act, open_case
from wuzhi.cases.models import Case
from wuzhi.core import clock
from wuzhi.demo.cast import GRID
from wuzhi.insight.figures import FIGURES
from wuzhi.modules.reports.process import REPORT
from wuzhi.people.actor import ANYONE, CLOCK


@pytest.fixture
def busy(loop: Loop) -> Loop:
    """A day with something in every figure."""
    loop.report()
    loop.handling()
    done = loop.done()
    loop.take(done, "reporter", "call_back", answered="yes", solved="yes", satisfaction="4")
    loop.done()
    loop.take(loop.report(), "dispatcher", "conclude", reason="not-specific", note="请补充地点")
    late = loop.report()
    Case.objects.filter(pk=late.pk).update(due_at=clock.now() - timedelta(hours=1))
    for steps in (("take", "done", "confirm"), ("take", "done", "confirm_silent"), ("decline",), ("take", "done"), ()):
        walk_errand(loop, steps)
    return loop


def walk_errand(loop: Loop, steps: tuple[str, ...]) -> None:
    """An errand taken through some steps."""
    asked = {"category": "fetch-medicine", "words": "取药", "place_code": GRID, "contact": "0716-0000000"}
    errand = open_case(actor=ANYONE, process_key="errand", data=asked).case
    data = {"confirm": {"solved": "yes"}, "decline": {"reason": "unsafe", "note": "做不到"}}
    for step in steps:
        who = {"confirm": "reporter", "confirm_silent": "clock"}.get(step, "grid")
        if who == "clock":
            errand = act(actor=CLOCK, case_uuid=errand.uuid, step_key=step, data={}).case
        else:
            errand = loop.take(errand, who, step, **data.get(step, {}))


@pytest.mark.parametrize("username", ["leader", "supervisor", "dispatcher"])
def test_each_number_opens_a_list_of_that_length(busy: Loop, username: str) -> None:
    client = busy.client(username)
    page = client.get("/county").content.decode()
    numbers = {key: int(number) for key, number in re.findall(r'data-figure="(\w+)">(\d+)<', page)}
    reads_errands = username == "dispatcher"
    assert set(numbers) == {one.key for one in FIGURES if one.process == REPORT.key or reads_errands}
    links = dict(re.findall(r'href="/county/(\w+)(\?day=[\d-]+)"', page))
    for key, number in numbers.items():
        listed = client.get(f"/county/{key}{links[key]}").content.decode()
        assert len(set(re.findall(r"/cases/[0-9a-f-]{36}", listed))) == number, key
        assert f'data-total="{number}"' in listed, key
    assert numbers["in"] == 6
    assert numbers["concluded"] == 1
    assert numbers["answers"] == 1
    assert numbers["callback"] == 1
    assert numbers["overdue"] == 1
    assert numbers["satisfied"] == 1
    assert "100<small> %" in page
    errands = {key: number for key, number in numbers.items() if key.startswith("errand")}
    expected = {"open": 2, "overdue": 0, "in": 5, "done": 3, "confirmed": 1, "silent": 1, "declined": 1}
    assert errands == ({f"errand_{key}": number for key, number in expected.items()} if reads_errands else {})


def computed(page: str, key: str) -> tuple[str, str]:
    """A computed number of the county page, and the list that it opens."""
    link, number = r'href="(/county/\w+\?day=[\d-]+)"', rf'data-computed="{key}">([\d.]+)'
    found = re.search(rf'{link}>\s*<span class="wz-number" {number}', page)
    assert found, key
    return found[1], found[2]


def test_median_and_satisfaction_open_the_lists_that_they_are_computed_from(loop: Loop) -> None:
    begun = clock.now()
    for hours, level in ((2, "5"), (4, "2"), (9, "4")):
        with clock.at(begun - timedelta(hours=hours)):
            case = loop.handling()
        with clock.at(begun):
            loop.take(case, "clerk", "report_done", note="好了")
            loop.take(case, "reporter", "call_back", answered="yes", solved="yes", satisfaction=level)
    client = loop.client("leader")
    with clock.at(begun):
        page = client.get("/county").content.decode()
        url, middle = computed(page, "hours")
        # The one at level 2 was reopened: its report of being done no longer stands.
        listed = client.get(url).content.decode()
        spans = sorted(float(one) for one in re.findall(r"([\d.]+) h until done", listed))
        assert spans == [2.0, 9.0]
        assert float(middle) == sum(spans) / 2 == 5.5
        assert "median 5.5 hours" in listed
        url, percent = computed(page, "satisfaction")
        listed = client.get(url).content.decode()
        levels = sorted(int(one) for one in re.findall(r"satisfaction (\d) of 5", listed))
    assert levels == [2, 4, 5]
    assert percent == "67"
    assert "2 of 3 at level 4 or 5: 67 %" in listed


def test_only_what_is_in_sight_is_counted(busy: Loop) -> None:
    page = busy.client("desk").get("/county").content.decode()
    assert set(re.findall(r'data-figure="\w+">(\d+)<', page)) == {"0"}


@pytest.mark.parametrize("username", ["clerk", "grid", "outsider", "administrator", "woodpecker"])
def test_others_are_refused(loop: Loop, username: str) -> None:
    assert loop.client(username).get("/county").status_code == 403
    assert loop.client(username).get("/county/open").status_code == 403


def test_strange_days_and_figures(loop: Loop) -> None:
    client = loop.client("leader")
    assert client.get("/county", {"day": "2026-02-30"}).status_code == 200
    assert client.get("/county", {"day": "9999-12-31"}).status_code == 200
    assert client.get("/county", {"day": "0001-01-01"}).status_code == 200
    assert client.get("/county/nonsense").status_code == 404
