"""The year on one page: every day by what it is, one day changed, and what that moves."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.support.world import World
from wuzhi.areas.models import CalendarDay
from wuzhi.core.models import SettingsChange
from wuzhi.demo.geography import COUNTY

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(world: World) -> Client:
    found = Client(headers={"accept-language": "en"})
    found.force_login(world.user("administrator"))
    return found


def year(number: int = 2026) -> str:
    return reverse("administration:year", args=[number])


def test_a_year_has_all_of_its_days_in_words(client: Client) -> None:
    html = client.get(year()).content.decode()
    assert html.count('id="d2026-') == 365
    assert "2026-02-17, Tuesday, day off, 春节" in html
    assert "2026-02-14, Saturday, make-up workday" in html
    assert "2026-03-10, Tuesday, workday" in html
    assert "2026-03-14, Saturday, weekend" in html
    assert len(html) < 200_000


@pytest.mark.parametrize("asked", ["?day=2026-13-01", "?day=2025-01-01", "?day=x", "?area=999999"])
def test_what_is_no_day_or_place_is_not_there(client: Client, asked: str) -> None:
    assert client.get(year() + asked).status_code == 404


@pytest.mark.parametrize("number", [1999, 2101])
def test_neither_is_a_far_year(client: Client, number: int) -> None:
    assert client.get(year(number)).status_code == 404


def test_it_says_first_how_many_due_times_move_and_then_moves_them(client: Client, world: World) -> None:
    case = world.handling()
    assert case.due_at is not None
    was, day = case.due_at, (case.due_at + timedelta(hours=8)).date().isoformat()
    html = client.get(f"{year()}?day={day}").content.decode()
    assert "1 open matter falls due later" in html
    answer = client.post(f"{year()}?day={day}", {"working": "off", "name": "停电"}, follow=True)
    assert "1 due time was counted anew" in answer.content.decode()
    assert f"{day}, " in answer.content.decode()
    case.refresh_from_db()
    assert case.due_at > was
    change = SettingsChange.objects.get(kind="areas.calendarday", name__startswith=day)
    assert change.actor == world["administrator"].reference
    back = client.post(f"{year()}?day={day}", {"working": "worked", "name": ""}, follow=True)
    assert "1 due time was counted anew" in back.content.decode()
    case.refresh_from_db()
    assert case.due_at == was


def test_saving_what_it_says_already_changes_nothing(client: Client) -> None:
    row = CalendarDay.objects.filter(day__year=2026, area_code="", working=False).first()
    assert row is not None
    facts = {"working": "off", "name": row.name, **({"estimated": "on"} if row.estimated else {})}
    answer = client.post(f"{year()}?day={row.day.isoformat()}", facts, follow=True)
    assert "Nothing was changed" in answer.content.decode()


def test_a_place_may_have_a_day_of_its_own(client: Client) -> None:
    answer = client.post(f"{year()}?area={COUNTY}&day=2026-05-20", {"working": "off", "name": "赛龙舟"}, follow=True)
    assert "赛龙舟" in answer.content.decode()
    assert "赛龙舟" not in client.get(year()).content.decode()


@pytest.mark.parametrize("sent", [{}, {"working": "perhaps"}, {"working": "off", "name": "长" * 61}])
def test_a_form_that_lacks_something_is_refused(client: Client, sent: dict[str, str]) -> None:
    answer = client.post(f"{year()}?day=2026-05-20", sent)
    assert answer.status_code == 422
    assert not CalendarDay.objects.filter(day="2026-05-20").exists()


def test_next_years_missing_holidays_are_announced(client: Client) -> None:
    CalendarDay.objects.filter(day__year=2027).delete()
    assert "The holidays of 2027 are missing" in client.get(year()).content.decode()
    assert "The holidays of 2027 are missing" in client.get(year(2027)).content.decode()
