"""The inbox and the notices: what is listed, in how many queries, and what an empty one says."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.loop import Loop
from wuzhi.notices.jobs import work
from wuzhi.people.models import Post

MOST_QUERIES = 12


@pytest.mark.parametrize("tab", ["mine", "unit", "overdue", "all", "nonsense"])
def test_queries_do_not_grow_with_the_list(loop: Loop, tab: str) -> None:
    client = loop.client("dispatcher")
    loop.report()
    client.get("/inbox", {"tab": tab})
    with CaptureQueriesContext(connection) as few:
        client.get("/inbox", {"tab": tab})
    for _number in range(9):
        loop.report()
    with CaptureQueriesContext(connection) as many:
        assert client.get("/inbox", {"tab": tab}).status_code == 200
    assert len(many) <= max(len(few), MOST_QUERIES)
    assert len(many) <= MOST_QUERIES


def test_mine_holds_what_waits_for_me_and_says_who_and_by_when(loop: Loop) -> None:
    waiting, elsewhere = loop.report(), loop.handling()
    page = loop.client("dispatcher").get("/inbox").content.decode()
    assert str(waiting.uuid) in page
    assert str(elsewhere.uuid) not in page
    assert "waits for dispatcher" in page
    assert re.search(r"\d+ (hours|days|minutes?) left", page)


def test_the_unit_tab_holds_what_my_unit_has(loop: Loop) -> None:
    case = loop.handling()
    assert str(case.uuid) in loop.client("clerk").get("/inbox?tab=unit").content.decode()
    assert str(case.uuid) not in loop.client("outsider").get("/inbox?tab=unit").content.decode()


def test_an_empty_list_says_what_it_means(loop: Loop) -> None:
    assert "Nothing waits for you" in loop.client("outsider").get("/inbox").content.decode()


def test_titles_hold_no_words_of_a_person(loop: Loop) -> None:
    loop.report(words="张三住在三号楼,电话13800000000")
    page = loop.client("dispatcher").get("/inbox?tab=all").content.decode()
    assert "张三" not in page
    assert "13800000000" not in page


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999", "1e9", "٣"])
def test_a_strange_page_number_is_no_error(loop: Loop, page: str) -> None:
    assert loop.client("dispatcher").get("/inbox", {"tab": "all", "page": page}).status_code == 200


def test_strangers_sign_in_and_people_without_a_post_are_told(loop: Loop) -> None:
    assert loop.client().get("/inbox").headers["Location"].startswith("/sign-in?next=")
    loop.cast.users["outsider"].posts.all().delete()
    refused = loop.client("outsider").get("/inbox")
    assert refused.status_code == 403
    assert "Your posts do not open this page." in refused.content.decode()


def test_notices_are_counted_shown_and_read(loop: Loop) -> None:
    loop.handling()
    work()
    client = loop.client("clerk")
    page = client.get("/notices").content.decode()
    assert "Dispatched" in page
    assert re.search(r"\d+ unread notice", page)
    assert client.post("/notices/read", {"case": "no uuid"}).status_code == 302
    assert re.search(r"[1-9]\d* unread notice", client.get("/inbox").content.decode())
    client.post("/notices/read")
    assert "0 unread notices" in client.get("/inbox").content.decode()


@pytest.mark.parametrize(
    ("username", "begins"),
    [("leader", "/county"), ("administrator", "/admin/"), ("dispatcher", "/inbox"), ("supervisor", "/supervision")],
)
def test_a_day_begins_where_its_work_is(loop: Loop, username: str, begins: str) -> None:
    assert loop.client(username).get("/desk").headers["Location"] == begins


def test_whoever_does_two_things_begins_at_the_inbox(loop: Loop) -> None:
    leader, post = loop.cast.users["leader"], Post.objects.get(user=loop.cast.users["grid"])
    also = Post.objects.create(user=leader, unit=post.unit, role=post.role, starts="2020-01-01")
    also.areas.set(post.areas.all())
    assert loop.client("leader").get("/desk").headers["Location"] == "/inbox"
