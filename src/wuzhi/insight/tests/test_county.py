"""Every figure is the length of the list that it opens."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest

from tests.support.loop import Loop
from wuzhi.areas.codes import Level
from wuzhi.areas.models import Area
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
    for key, number in numbers.items():
        listed = client.get(figure_link(page, key)).content.decode()
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


def figure_link(page: str, key: str) -> str:
    """Where a figure's number leads."""
    found = re.search(rf'href="(/county/{key}\?[^"]*)">\s*<span class="[^"]*" data-figure="{key}"', page)
    assert found, key
    return unescape(found[1])


def computed(page: str, key: str) -> tuple[str, str]:
    """A computed number of the county page, and the list that it opens."""
    link, number = r'href="(/county/\w+\?[^"]*)"', rf'data-computed="{key}">([\d.]+)'
    found = re.search(rf'{link}>\s*<span class="wz-number" {number}', page)
    assert found, key
    return unescape(found[1]), found[2]


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


def leader_page(loop: Loop, query: str = "") -> str:
    return loop.client("leader").get(f"/county{query}").content.decode()


def linked(page: str, list_key: str) -> list[tuple[str, int]]:
    """Every link to a list of the tables, with the number that it bears."""
    found = re.findall(rf'href="(/county/{list_key}\?[^"]*)"[^>]*aria-label[^>]*>(\d+)<', page)
    return [(unescape(url), int(number)) for url, number in found]


@pytest.mark.parametrize(("list_key", "sum_key"), [("open", "open"), ("overdue", "late")])
def test_rows_by_unit_and_by_place_open_lists_of_that_length_and_sum_to_the_whole(
    busy: Loop, list_key: str, sum_key: str
) -> None:
    page = leader_page(busy)
    tables = page.split('id="by-place"')
    whole = {int(one) for one in re.findall(rf'data-sum="{sum_key}">(\d+)<', page)}
    assert len(whole) == 1
    for table in tables:
        rows = linked(table, list_key)
        assert sum(number for _url, number in rows) == next(iter(whole)) > 0
        for url, number in rows:
            assert f'data-total="{number}"' in busy.client("leader").get(url).content.decode(), url


def test_the_map_counts_by_grid_what_the_page_counts(busy: Loop) -> None:
    client = busy.client("leader")
    told = client.get("/county/grids.json").json()
    assert told["total"] == sum(grid[2] for grid in told["grids"]) == 4
    for _longitude, _latitude, number, _late, _name, url in told["grids"]:
        assert f'data-total="{number}"' in client.get(url).content.decode(), url


def test_each_week_opens_the_lists_that_it_counts(loop: Loop) -> None:
    wednesday = datetime(2026, 11, 25, 12, tzinfo=clock.local_zone())
    for days in (0, 1, 9, 30, 79, 80):  # 79 days before is the Monday of the first of the twelve weeks
        with clock.at(wednesday - timedelta(days=days)):
            loop.take(loop.report(), "dispatcher", "conclude", reason="not-specific", note="请补充地点")
    with clock.at(wednesday):
        page = leader_page(loop)
        for key in ("in", "closed"):
            rows = linked(page, key)
            assert [number for _url, number in rows] == [2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1]
            for url, number in rows:
                assert f'data-total="{number}"' in loop.client("leader").get(url).content.decode(), url


def test_the_brief_tells_of_yesterday_and_of_what_is_late_and_each_number_opens_its_list(loop: Loop) -> None:
    with clock.at(clock.now() - timedelta(days=1)):
        for _number in range(3):
            loop.report()
        loop.handling()
    Case.objects.update(due_at=clock.now() - timedelta(hours=1))
    page = leader_page(loop)
    told = page[page.index('id="brief"') : page.index("As it stands now")]
    words = re.sub(r"<[^>]+>", "", told)
    assert "Yesterday 4 came in and 0 ended. Open now: 4." in words
    assert "Overdue: 4, the most of them with no unit yet: 3." in words
    for url, number in re.findall(r'<a href="([^"]+)"><b>(\d+)</b>', told):
        assert f'data-total="{number}"' in loop.client("leader").get(unescape(url)).content.decode(), url


def test_a_smaller_area_counts_its_own_and_no_other_is_opened(busy: Loop) -> None:
    client = busy.client("leader")
    village = client.get("/county", {"area": GRID[:12]}).content.decode()
    other = Area.objects.filter(level=Level.VILLAGE).exclude(code=GRID[:12])[0]
    elsewhere = client.get("/county", {"area": other.code}).content.decode()
    assert re.search(r'data-figure="in">6<', village)
    assert re.search(r'data-figure="in">0<', elsewhere)
    for query in ({"area": "420000"}, {"area": "421081999"}, {"area": "x"}, {"unit": "999999"}, {"category": "z"}):
        assert client.get("/county/open", query).status_code == 404, query
    assert busy.client("desk").get("/county", {"area": "421081"}).status_code == 404
