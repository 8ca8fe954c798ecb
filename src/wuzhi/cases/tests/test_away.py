"""Being away: a stand-in of the same desk, both told, both lists; whoever leaves hands everything over in one go."""

import re
from collections.abc import Mapping
from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from tests.support.asked import asked_by
from tests.support.world import World, at
from wuzhi.cases import queries
from wuzhi.cases.models import Case
from wuzhi.core.models import SettingsChange
from wuzhi.core.versions import raise_version
from wuzhi.notices.models import Notice
from wuzhi.people import actions, leaves
from wuzhi.people.models import Leave, Post, Role

DAYS = {"first": date(2026, 3, 11), "last": date(2026, 3, 13)}


def _client(world: World, who: str) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(world.user(who))
    return client


def _post(world: World, who: str = "clerk") -> Post:
    return Post.objects.get(user=world.user(who))


def _go(world: World, **days: date) -> Leave:
    return leaves.go_away(actor=world["clerk"], chosen={_post(world): world.colleague()}, **{**DAYS, **days})[0]


def _sent(world: World, **more: str) -> Mapping[str, str]:
    post = f"post_{_post(world).pk}"
    return {"first": "2026-03-11", "last": "2026-03-13", post: str(world.colleague().pk), **more}


def _titles(client: Client) -> str:
    return client.get("/notices").content.decode()


def test_it_is_entered_in_the_browser_and_the_stand_in_is_told(world: World) -> None:
    client = _client(world, "clerk")
    assert client.post("/away", _sent(world)).headers["Location"] == "/away"
    leave = Leave.objects.get()
    assert (leave.starts, leave.ends) == (date(2026, 3, 11), date(2026, 3, 14))
    assert "from 2026-03-11 to 2026-03-13" in client.get("/away").content.decode()
    told = _titles(_client(world, "colleague"))
    assert "Demo clerk, city management is away from 2026-03-11 to 2026-03-13" in told
    assert 'href="/away"' in told
    assert not Notice.objects.filter(user=world.user("clerk")).exists(), "whoever did it knows"
    assert SettingsChange.objects.filter(kind="people.leave", actor=world["clerk"].reference).count() == 1


def test_while_it_lasts_the_stand_in_has_both_lists(world: World) -> None:
    case = world.take(world.handling(), "clerk", "assign", person=world.user("clerk").pk)
    post = Post.objects.create(user=world.user("other"), unit=_post(world).unit, role=Role.CLERK, starts=DAYS["first"])
    post.delete()
    _go(world)
    with at("2026-03-11 09:00"):
        assert queries.inbox(world["colleague"]).filter(pk=case.pk).exists()
        assert queries.inbox(world["clerk"]).filter(pk=case.pk).exists()
        assert "stand-in: Second demo clerk" in _client(world, "dispatcher").get(f"/cases/{case.uuid}").content.decode()


def test_it_ends_early_and_both_hear_of_it(world: World) -> None:
    leave = _go(world)
    with at("2026-03-12 09:00"):
        _client(world, "clerk").post(f"/away/{leave.pk}/end")
        leave.refresh_from_db()
        assert leave.ends == date(2026, 3, 12)
        assert "is back since 2026-03-12" in _titles(_client(world, "colleague"))
        assert not leaves.end_leave(actor=world["clerk"], leave=leave), "once is enough"


def test_it_is_called_off_before_it_begins(world: World) -> None:
    leave = _go(world)
    assert leaves.end_leave(actor=world["clerk"], leave=leave)
    assert leave.ends == leave.starts
    assert "is not away after all" in _titles(_client(world, "colleague"))
    assert "2026-03-11" not in _client(world, "clerk").get("/away").content.decode().partition("<form class")[0]


def test_an_administrator_enters_one_for_anyone_and_both_are_told(world: World) -> None:
    leave = actions.add_leave(
        actor=world["administrator"],
        post=_post(world),
        stand_in=world.user("other"),
        starts=DAYS["first"],
        ends=DAYS["last"],
    )
    for who in ("clerk", "other"):
        assert "stands in" in _titles(_client(world, who)), who
    assert leaves.end_leave(actor=world["administrator"], leave=leave)


def test_nobody_enters_or_ends_another_ones_leave(world: World) -> None:
    leave = _go(world)
    with pytest.raises(PermissionDenied):
        leaves.go_away(actor=world["other"], chosen={_post(world): world.colleague()}, **DAYS)
    with pytest.raises(PermissionDenied):
        leaves.end_leave(actor=world["colleague"], leave=leave)
    assert _client(world, "colleague").post(f"/away/{leave.pk}/end").status_code == 404
    leave.refresh_from_db()
    assert leave.ends == date(2026, 3, 14)


@pytest.mark.parametrize("who", ["other", "leader", "clerk"])
def test_only_the_same_role_in_the_same_unit_stands_in(world: World, who: str) -> None:
    world.colleague()
    with pytest.raises(ValidationError, match="can't stand in"):
        leaves.go_away(actor=world["clerk"], chosen={_post(world): world.user(who)}, **DAYS)
    answer = _client(world, "clerk").post("/away", _sent(world, **{f"post_{_post(world).pk}": str(world.user(who).pk)}))
    assert answer.status_code == 422
    assert not Leave.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-03-09", "2026-03-12", "has passed already"),
        ("2026-03-12", "2026-03-11", "ends before it begins"),
        ("2026-03-12", "2028-03-11", "a year at most"),
        ("", "x", "required"),
        ("9" * 300, "2026-02-30", "valid date"),
    ],
)
def test_days_that_cannot_be_are_refused_in_words(world: World, first: str, last: str, said: str) -> None:
    answer = _client(world, "clerk").post("/away", _sent(world, first=first, last=last))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Leave.objects.exists()


def test_days_that_overlap_and_a_stand_in_who_is_away_are_refused(world: World) -> None:
    _go(world)
    with pytest.raises(ValidationError, match="a leave in these days"):
        _go(world)
    with pytest.raises(ValidationError, match="is away in these days too"):
        leaves.go_away(actor=world["colleague"], chosen={_post(world, "colleague"): world.user("clerk")}, **DAYS)
    assert Leave.objects.count() == 1


def test_who_has_nobody_of_the_same_desk_is_told_whom_to_ask(world: World) -> None:
    page = _client(world, "leader").get("/away").content.decode()
    assert "Your administrator can name a stand-in" in page
    assert 'name="first"' not in page


def test_who_leaves_hands_over_everything_in_one_go(world: World) -> None:
    colleague = world.colleague()
    cases = [world.take(world.handling(), "clerk", "assign", person=colleague.pk) for _one in range(3)]
    Post.objects.filter(user=colleague).update(ends=date(2026, 3, 10))
    raise_version("people")
    client = _client(world, "clerk")
    page = client.get("/unit").content.decode()
    assert "no longer in this unit" in page
    assert f'href="/unit/{colleague.pk}"' in page
    page = client.get(f"/unit/{colleague.pk}").content.decode()
    ticked = re.findall(r'name="case" value="([^"]+)" checked', page)
    assert set(ticked) == {str(case.uuid) for case in cases}
    sent = {"case": ticked, "step": "report:assign", "go": "1", "key": str(uuid4()), "person": world.user("clerk").pk}
    assert "Done for 3 matters" in client.post("/cases/ticked", sent).content.decode()
    assert set(Case.objects.values_list("assignee", flat=True)) == {world.user("clerk").pk}
    assert client.get(f"/unit/{colleague.pk}").status_code == 404


@pytest.mark.parametrize("person", [0, 10**15, 10**40])
def test_strange_numbers_are_404(world: World, person: int) -> None:
    client = _client(world, "clerk")
    assert client.get(f"/unit/{person}").status_code == 404
    assert client.post(f"/away/{person}/end").status_code == 404


def test_the_pages_cost_the_same_however_much_there_is(world: World) -> None:
    def cost(path: str) -> int:
        return len(asked_by(_client(world, "clerk"), path))

    person = world.colleague().pk
    world.take(world.handling(), "clerk", "assign", person=person)
    paths = ("/away", "/unit", f"/unit/{person}")
    before = [cost(path) for path in paths]
    for _more in range(3):
        world.take(world.handling(), "clerk", "assign", person=person)
    assert [cost(path) for path in paths] == before
    assert max(before) <= 10
