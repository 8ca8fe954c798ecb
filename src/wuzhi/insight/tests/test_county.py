"""Every figure is the length of the list that it opens."""

import re
from datetime import timedelta

import pytest

from tests.support.loop import Loop
from wuzhi.cases.models import Case
from wuzhi.core import clock
from wuzhi.insight.queries import FIGURES


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
    return loop


@pytest.mark.parametrize("username", ["leader", "supervisor", "dispatcher"])
def test_each_number_opens_a_list_of_that_length(busy: Loop, username: str) -> None:
    client = busy.client(username)
    page = client.get("/county").content.decode()
    numbers = {key: int(number) for key, number in re.findall(r'data-figure="(\w+)">(\d+)<', page)}
    assert set(numbers) == {figure.key for figure in FIGURES}
    links = dict(re.findall(r'href="/county/(\w+)(\?day=[\d-]+)"', page))
    for key, number in numbers.items():
        listed = client.get(f"/county/{key}{links[key]}").content.decode()
        assert len(set(re.findall(r"/cases/[0-9a-f-]{36}", listed))) == number, key
    assert numbers["in"] == 6
    assert numbers["concluded"] == 1
    assert numbers["answers"] == 1
    assert numbers["callback"] == 1
    assert numbers["overdue"] == 1
    assert numbers["satisfied"] == 1
    assert "100<small> %" in page


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


def test_without_a_day_it_is_the_last_one_with_reports(busy: Loop) -> None:
    yesterday = clock.now() - timedelta(days=1)
    Case.objects.update(opened_at=yesterday)
    page = busy.client("leader").get("/county").content.decode()
    assert f"<b>{yesterday.astimezone(clock.local_zone()):%Y-%m-%d}</b>" in page
