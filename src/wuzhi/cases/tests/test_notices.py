"""What a person is told is that person's alone: nobody reads or ticks off another's."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.support.world import CAST, World
from wuzhi.cases.models import Case
from wuzhi.cases.screens.views import notices
from wuzhi.core import clock
from wuzhi.notices.jobs import work
from wuzhi.notices.models import Notice
from wuzhi.people.models import Post


def _client(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.user(who))
    return client


def _unread(world: World) -> dict[str, int]:
    found = {who: Notice.objects.filter(user=world.user(who), read_at=None).count() for who in CAST}
    return {who: count for who, count in found.items() if count}


@pytest.fixture
def told(world: World) -> Case:
    """A report at its unit; whoever is concerned has been told."""
    case = world.dispatched("second")
    world.take(case, "dispatcher", "remind")
    work()
    return case


def test_each_reads_their_own_and_no_others(world: World, told: Case) -> None:
    unread = _unread(world)
    assert {"clerk", "asked"} <= set(unread)
    assert "other" not in unread
    for who in CAST:
        page = _client(world, who).get(reverse("cases:notices"))
        shown = [line.uuid for line in page.context["lines"]]
        assert shown == [told.uuid] * unread.get(who, 0), who


def test_reading_ticks_off_ones_own_alone(world: World, told: Case) -> None:
    before = _unread(world)
    for who, subject in (("other", ""), ("other", str(told.uuid)), ("clerk", str(uuid4())), ("clerk", "x")):
        assert _client(world, who).post(reverse("cases:mark_read"), {"case": subject}).status_code == 302
        assert _unread(world) == before, (who, subject)
    _client(world, "clerk").post(reverse("cases:mark_read"), {"case": str(told.uuid), "user": world.user("asked").pk})
    assert _unread(world) == {who: count for who, count in before.items() if who != "clerk"}


def test_one_case_at_a_time_or_all(world: World, told: Case) -> None:
    other = world.dispatched()
    work()
    clerk, client = world.user("clerk"), _client(world, "clerk")
    client.post(reverse("cases:mark_read"), {"case": str(told.uuid)})
    left = set(Notice.objects.filter(user=clerk, read_at=None).values_list("subject", flat=True))
    assert left == {other.uuid}
    client.post(reverse("cases:mark_read"))
    assert not Notice.objects.filter(user=clerk, read_at=None).exists()


def test_nobody_without_a_post_in_force_reads_or_ticks_off(world: World, told: Case) -> None:
    before = _unread(world)
    Post.objects.filter(user=world.user("clerk")).update(ends="2026-03-10")
    for client, status in ((_client(world, "clerk"), 403), (Client(), 302)):
        assert client.get(reverse("cases:notices")).status_code == status
        assert client.post(reverse("cases:mark_read")).status_code == status
    assert _unread(world) == before


def test_what_is_out_of_sight_by_now_is_not_named(world: World, told: Case) -> None:
    assert told.uuid in [line.uuid for line in _client(world, "clerk").get(reverse("cases:notices")).context["lines"]]
    world.take(told, "dispatcher", "redispatch", unit=world.ids("third")[0], others=world.ids("second"), note="x")
    page = _client(world, "clerk").get(reverse("cases:notices"))
    assert page.context["lines"] == []
    assert str(told.uuid) not in page.content.decode()


def test_pages_of_notices_hold_each_once_and_what_rings_first(
    world: World, told: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "PAGE", 2)
    Notice.objects.all().delete()
    user, now = world.user("clerk"), clock.now()
    for number in range(7):
        Notice.objects.create(
            user=user, template="remind", subject=told.uuid, event_number=number, at=now, urgent=number < 3
        )
    seen: list[int] = []
    address: str | None = reverse("cases:notices")
    while address:
        page = _client(world, "clerk").get(address)
        seen += [line.notice for line in page.context["lines"]]
        address = f"{reverse('cases:notices')}?{page.context['further']}" if page.context["further"] else None
    numbers = dict(Notice.objects.values_list("pk", "event_number"))
    assert [numbers[pk] for pk in seen] == [2, 1, 0, 6, 5, 4, 3]
    for odd in ("9", "2.1", "1.x", "1." + "9" * 30):
        assert _client(world, "clerk").get(f"/notices?after={odd}").context["first"], odd
