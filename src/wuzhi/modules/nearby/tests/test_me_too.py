"""Saying "me too", taking it back, and following: counted once, kept by the browser, linked to nobody."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from tests.support.databases import FreshDatabase
from tests.support.world import World
from wuzhi.cases.models import Case
from wuzhi.core.versions import forget_stamps
from wuzhi.modules.nearby import actions, device
from wuzhi.modules.nearby.actions import say_me_too
from wuzhi.modules.nearby.models import MeToo
from wuzhi.modules.nearby.tests.scene import public, take_back


def _reader() -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def _say(client: Client, case: Case, **data: str) -> int:
    return client.post(reverse("nearby:me_too", args=[case.uuid]), data).status_code


def _page(client: Client, case: Case) -> str:
    return client.get(reverse("nearby:matter", args=[case.uuid])).content.decode()


@pytest.mark.django_db
def test_a_browser_is_counted_once_and_may_take_it_back(world: World) -> None:
    case, one, other = public(world), _reader(), _reader()
    for _again in range(3):
        assert _say(one, case) == 302
    assert "1 other says: me too" in _page(one, case)
    assert _say(other, case) == 302
    assert "2 others say: me too" in _page(_reader(), case)
    for _again in range(2):
        assert _say(one, case, say="no") == 302
    assert MeToo.objects.filter(case=case).count() == 1
    assert "This concerns me too" in _page(one, case)
    assert "Take it back" in _page(other, case)


@pytest.mark.django_db
def test_a_double_click_of_a_new_browser_is_one_browser(world: World) -> None:
    case, page = public(world), _reader()
    found = re.search(r'name="device" value="([^"]+)"', _page(page, case))
    assert found
    for twin in (_reader(), _reader()):  # both requests left before either answer brought a cookie
        assert _say(twin, case, device=found[1]) == 302
    assert MeToo.objects.count() == 1


@pytest.mark.django_db
def test_reading_leaves_no_cookie_and_a_forged_one_is_nobody(world: World) -> None:
    case, reader = public(world), _reader()
    for path in ("/nearby/", "/nearby/following", reverse("nearby:matter", args=[case.uuid])):
        assert device.COOKIE not in reader.get(path).cookies
    _say(reader, case)
    kept = reader.cookies[device.COOKIE]
    assert kept["path"] == "/nearby/"
    assert kept["httponly"]
    assert kept["samesite"] == "Lax"
    reader.cookies[device.COOKIE] = kept.value[:-1] + ("A" if kept.value[-1] != "A" else "B")
    assert "This concerns me too" in _page(reader, case)
    for broken in ("", "x", "====:x", device._signer.sign("AAAA"), device._signer.sign("é")):
        request = HttpRequest()
        request.COOKIES[device.COOKIE] = broken
        assert device.device_of(request) is None, broken


@pytest.mark.django_db
def test_marks_of_one_browser_have_nothing_in_common(world: World) -> None:
    browser, first, second = device.new_device(), uuid4(), uuid4()
    assert browser.mark(first) == browser.mark(first)
    assert browser.mark(first) != browser.mark(second)
    assert {field.name for field in MeToo._meta.get_fields()} == {"id", "case", "mark", "hour"}
    say_me_too(case=public(world), mark=browser.mark(first))
    assert MeToo.objects.values_list("hour", flat=True)[0].minute == 0


@pytest.mark.django_db
def test_only_a_public_matter_that_is_open_can_be_joined(world: World) -> None:
    hidden, ended = world.reviewed(), public(world)
    assert _say(_reader(), hidden) == 404
    joined = _reader()
    _say(joined, ended)
    Case.objects.filter(pk=ended.pk).update(closed_at=ended.opened_at, state="closed")
    assert "has ended" in _reader().post(reverse("nearby:me_too", args=[ended.uuid]), follow=True).content.decode()
    assert MeToo.objects.count() == 1
    _say(joined, ended, say="no")
    assert not MeToo.objects.exists()
    assert _reader().get(reverse("nearby:me_too", args=[ended.uuid])).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("limit", ["MOST_ON_ONE_MATTER", "MOST_IN_ALL"])
def test_a_script_that_makes_up_browsers_is_stopped_and_told(
    world: World, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(actions, limit, 3)
    case = public(world)
    assert [_say(_reader(), case) for _browser in range(5)] == [302, 302, 302, 429, 429]
    assert MeToo.objects.count() == 3


@pytest.mark.django_db
def test_those_that_concern_most_come_first(world: World) -> None:
    quiet, loud = public(world, "一"), public(world, "二")
    newest = public(world, "三")
    for case, count in ((loud, 3), (quiet, 1), (newest, 1)):
        for _browser in range(count):
            _say(_reader(), case)
    page = _reader().get("/nearby/?order=joined").content.decode()
    assert [page.index(str(case.uuid)) for case in (loud, newest, quiet)] == sorted(
        page.index(str(case.uuid)) for case in (loud, newest, quiet)
    )


@pytest.mark.django_db
def test_workers_see_the_number_beside_the_case(world: World) -> None:
    case = public(world)
    _say(_reader(), case)
    worker = _reader()
    worker.force_login(world.user("dispatcher"))
    page = worker.get(reverse("cases:case", args=[case.uuid])).content.decode()
    assert "1 other person" in page
    assert reverse("nearby:matter", args=[case.uuid]) in page
    hidden = world.reviewed()
    assert "Concerns others too" not in worker.get(reverse("cases:case", args=[hidden.uuid])).content.decode()


@pytest.mark.django_db
def test_a_device_follows_and_leaves_and_hears_when_something_is_shown_no_longer(world: World) -> None:
    case, other, reader = public(world), public(world), _reader()
    for one in (case, other, case):
        assert reader.post(reverse("nearby:follow", args=[one.uuid])).status_code == 302
    page = reader.get("/nearby/following").content.decode()
    assert page.index(str(other.uuid)) < page.index(str(case.uuid)), "the newest first"
    take_back(world, other)
    page = reader.get("/nearby/following").content.decode()
    assert "1 matter that you followed is no longer shown" in page
    assert str(other.uuid) not in page
    reader.post("/nearby/following")
    page = reader.get("/nearby/following").content.decode()
    assert "no longer shown" not in page
    assert str(case.uuid) in page
    reader.post(reverse("nearby:follow", args=[case.uuid]), {"follow": "no"})
    assert "You follow nothing" in reader.get("/nearby/following").content.decode()
    assert reader.post(reverse("nearby:follow", args=[other.uuid])).status_code == 404
    assert str(case.uuid) not in _reader().get("/nearby/following").content.decode()


@pytest.mark.django_db
def test_a_full_list_says_so_and_fits_into_a_cookie(world: World) -> None:
    case, reader = public(world), _reader()
    full = device.Device(b"x" * 16, tuple(uuid4() for _one in range(device.MOST_FOLLOWED)))
    assert len(f"{device.COOKIE}={full.text}") < 4000
    reader.cookies[device.COOKIE] = full.text
    answer = reader.post(reverse("nearby:follow", args=[case.uuid]), follow=True).content.decode()
    assert "follows 100 matters already" in answer


def test_many_at_once_are_all_counted_and_each_but_once(fresh_database: FreshDatabase) -> None:
    with fresh_database.connected():
        forget_stamps()
        case = public(World())
        marks = [device.new_device().mark(case.uuid) for _browser in range(6)]
        line = Barrier(12)

        def say(mark: str) -> None:
            line.wait(timeout=20)
            try:
                for _again in range(3):
                    say_me_too(case=case, mark=mark)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(12) as pool:
            list(pool.map(say, marks * 2))
        assert sorted(MeToo.objects.values_list("mark", flat=True)) == sorted(marks)
