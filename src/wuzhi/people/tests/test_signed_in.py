"""Who is signed in stays so as long as the session, the account and the password do, and no longer."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests.support.world import World
from wuzhi.core import clock
from wuzhi.people.models import User
from wuzhi.people.signed_in import Accounts


@pytest.fixture
def signed_in(world: World) -> Client:
    client = Client()
    client.force_login(world.user("clerk"))
    assert _is_in(client)
    return client


def _is_in(client: Client) -> bool:
    answer = client.get("/inbox")
    return answer.status_code == 200


def test_a_session_ends_with_its_time(signed_in: Client) -> None:
    Session.objects.update(expire_date=clock.now())
    assert not _is_in(signed_in)


def test_a_session_that_was_taken_away_is_gone(signed_in: Client) -> None:
    Session.objects.all().delete()
    assert not _is_in(signed_in)


def test_an_account_that_was_closed_is_out_at_the_next_request(signed_in: Client, world: World) -> None:
    User.objects.filter(pk=world.user("clerk").pk).update(is_active=False)
    assert not _is_in(signed_in)


def test_a_session_of_an_account_that_is_gone_is_nobody_s(db: None) -> None:
    gone = User.objects.create_user("gone", name="已注销")
    key = gone.pk
    assert Accounts().get_user(key) == gone
    gone.delete()
    assert Accounts().get_user(key) is None


def test_a_new_password_ends_every_other_session(signed_in: Client, world: World) -> None:
    user = User.objects.get(pk=world.user("clerk").pk)
    user.set_password("ganz-anders-2026")
    user.save()
    assert not _is_in(signed_in)


def test_a_made_up_session_is_nobody(world: World) -> None:
    client = Client()
    client.cookies["sessionid"] = "x" * 32
    assert not _is_in(client)
