"""Two people on one case: the later one reads both versions in words, and nothing that was typed is lost."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

from django.db import connections
from django.http import HttpResponse
from django.test import Client

from tests.support.databases import FreshDatabase
from tests.support.world import World
from wuzhi.cases.models import Case
from wuzhi.core.versions import forget_stamps


def _client(world: World, who: str) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(world.user(who))
    return client


def _send(client: Client, case: Case, step: str, revision: int, **data: str) -> HttpResponse:
    given = {**data, "revision": revision, "key": str(uuid4())}
    return client.post(f"/cases/{case.uuid}/steps/{step}", given)  # type: ignore[return-value]  # the client's own class


def _section(page: str, title: str) -> str:
    """The card with this id of its heading."""
    found = re.search(rf'<section[^>]*aria-labelledby="{title}".*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def test_both_versions_stand_on_the_page(world: World) -> None:
    case = world.handling()
    seen = case.revision
    case = world.take(case, "dispatcher", "redispatch", unit=world.ids("second")[0], note="改由环境办理")
    unit = world.ids("third")[0]
    answer = _send(_client(world, "dispatcher"), case, "redispatch", seen, unit=unit, note="应由住建办理")
    page = answer.content.decode()
    assert answer.status_code == 409
    mine, theirs = _section(page, "written-title"), _section(page, "meanwhile-title")
    assert "应由住建办理" in mine
    assert str(world.unit("third")) in mine
    assert "改由环境办理" in theirs
    assert "Demo dispatcher" in theirs
    rows = re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td><td>(.*?)</td>', theirs)
    assert ("Unit in charge", str(world.unit("department")), str(world.unit("second"))) in rows
    assert ("Where it stands", "being handled", "dispatched, to be accepted") in rows


def test_the_same_form_is_sent_anew_on_the_new_revision(world: World) -> None:
    case = world.handling()
    seen = case.revision
    world.take(case, "clerk", "progress", note="先来的人写的")
    client = _client(world, "clerk")
    page = _send(client, case, "progress", seen, note="后来的人写的").content.decode()
    form = re.search(r'<form[^>]*action="[^"]*/steps/progress".*?</form>', page, re.DOTALL)
    assert form is not None
    assert "后来的人写的" in form[0]
    revision, key = (re.search(rf'name="{name}" value="([^"]+)"', form[0]) for name in ("revision", "key"))
    assert revision is not None
    assert key is not None
    sent = {"note": "后来的人写的", "revision": revision[1], "key": key[1]}
    assert client.post(f"/cases/{case.uuid}/steps/progress", sent).status_code == 302
    assert world.kinds(case)[-2:] == ["progress", "progress"]


def test_a_step_that_is_gone_keeps_the_words_and_says_so(world: World) -> None:
    case = world.handling()
    seen = case.revision
    world.take(case, "clerk", "report_done", note="修好了")
    page = _send(_client(world, "clerk"), case, "progress", seen, note="正在修").content.decode()
    assert "正在修" in _section(page, "written-title")
    assert "no longer open to you" in _section(page, "written-title")
    assert "修好了" in _section(page, "meanwhile-title")


def test_a_case_that_left_the_sight_gives_back_what_was_typed_and_nothing_else(world: World) -> None:
    case = world.handling()
    seen = case.revision
    world.take(case, "dispatcher", "redispatch", unit=world.ids("third")[0], note="给住建")
    client = _client(world, "clerk")
    answer = _send(client, case, "report_done", seen, note="我写了很久的一段话")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "我写了很久的一段话" in page
    assert "给住建" not in page
    assert str(case.uuid) not in page


def test_nothing_typed_is_a_plain_404(world: World) -> None:
    answer = _client(world, "outsider").post(f"/cases/{uuid4()}/steps/accept", {"revision": "1", "key": str(uuid4())})
    assert answer.status_code == 404
    assert "What you had written" not in answer.content.decode()


def test_a_refusal_on_the_newest_state_tells_of_nothing_new(world: World) -> None:
    case = world.reviewed()
    unit = world.ids("village")[0]
    page = _send(
        _client(world, "dispatcher"), case, "dispatch", case.revision, unit=unit, note="请处理"
    ).content.decode()
    assert "lacks the authority" in page
    assert _section(page, "meanwhile-title") == ""
    assert "请处理" in _section(page, "written-title")


def test_in_a_real_race_the_loser_reads_what_the_winner_did(fresh_database: FreshDatabase) -> None:
    """Both pages were opened on the same revision and are sent at the same moment, each on its own connection."""
    with fresh_database.connected():
        forget_stamps()
        world = World()
        for _round in range(3):
            case = world.handling()
            seen, line = case.revision, Barrier(2)
            clients = [_client(world, "clerk") for _one in range(2)]

            def post(
                number: int, case: Case = case, seen: int = seen, line: Barrier = line, by: list[Client] = clients
            ) -> tuple[int, str]:
                line.wait(timeout=20)
                try:
                    answer = _send(by[number], case, "progress", seen, note=f"第{number}个人写的")
                    return answer.status_code, answer.content.decode()
                finally:
                    connections.close_all()

            with ThreadPoolExecutor(2) as pool:
                found = list(pool.map(post, range(2)))
            assert sorted(status for status, _page in found) == [302, 409]
            loser = next(number for number, (status, _page) in enumerate(found) if status == 409)
            page = found[loser][1]
            assert f"第{loser}个人写的" in _section(page, "written-title")
            assert f"第{1 - loser}个人写的" in _section(page, "meanwhile-title")
