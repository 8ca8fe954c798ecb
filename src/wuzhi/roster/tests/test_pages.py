"""What the pages of duty show and to whom, what they cost, and what open pages are told when something rings."""

import re
from collections.abc import Iterator
from datetime import date
from functools import partial

import pytest
from django.test import Client
from icalendar import Calendar

from tests.support.asked import asked, asked_by
from tests.support.world import GAS, at, local
from wuzhi.cases.models import Case
from wuzhi.core import clock
from wuzhi.demo.cast import GRID, NEXT_TOWN, TOWN
from wuzhi.demo.geography import COUNTY
from wuzhi.notices.jobs import work
from wuzhi.notices.models import Notice
from wuzhi.people.models import Leave, Post, Unit
from wuzhi.roster import board
from wuzhi.roster.hours import Span
from wuzhi.roster.models import Shift
from wuzhi.roster.tests.conftest import Desk

PHONE = "0716-7200001"


@pytest.fixture
def night(desk: Desk) -> Iterator[Desk]:
    """Saturday night: the department's clerk for the county, a town with a telephone, and gaps to come."""
    Unit.objects.filter(pk=desk.world.unit("town").pk).update(phone=PHONE)
    desk.shift("clerk", "2026-03-14 18:00", "2026-03-15 08:00", stand_in="second")
    desk.shift("third", "2026-03-15 08:00", "2026-03-15 18:00")
    Shift.objects.create(
        area_code=TOWN,
        unit=desk.world.unit("town"),
        user=desk.world.user("town"),
        starts=local("2026-03-14 08:00"),
        ends=local("2026-03-15 08:00"),
    )
    with at("2026-03-14 23:00"):
        yield desk


def test_a_worker_sees_who_until_when_and_who_is_next(night: Desk) -> None:
    lines = {line.area.code: line for line in board.lines(night.world["grid"], board.places_of(COUNTY))}
    county, town, other = lines[COUNTY], lines[TOWN], lines[NEXT_TOWN]
    assert county.now is not None
    assert county.then is not None
    assert (county.now.person, county.now.stand_in) == ("Demo clerk, city management", "Second clerk")
    assert (county.until, county.then.person) == (local("2026-03-15 08:00"), "Third clerk")
    assert town.now is not None
    assert str(town.now.unit) == str(night.world.unit("town"))
    assert town.then is not None
    assert town.then.person == "Third clerk", "when the town's own shift ends, the county's answers"
    assert other.now is not None
    assert (str(other.now.unit), other.own_roster) == (str(night.world.unit("department")), False)


def test_hours_without_anyone_are_said_and_who_answers_all_the_same(night: Desk) -> None:
    (county,) = board.lines(night.world["leader"], [board.places_of(COUNTY)[0]])
    assert county.gaps[0].words == "Sun 03-15 18:00 – Mon 03-16 08:00"
    assert county.gaps[0].answers == str(night.world.unit("centre"))
    page = night.client("leader").get("/duty").content.decode()
    assert "nobody is rostered on Sun 03-15 18:00 – Mon 03-16 08:00" in page


def test_nobody_on_leave_is_named_as_on_duty(night: Desk) -> None:
    clerk, third = (Post.objects.get(user=night.people[who], unit__code=f"{COUNTY}-cg") for who in ("clerk", "third"))
    days = {"starts": date(2026, 3, 14), "ends": date(2026, 3, 15)}
    Leave.objects.create(post=clerk, stand_in=night.people["third"], **days)
    Leave.objects.create(post=third, stand_in=night.people["second"], starts=date(2026, 3, 16), ends=date(2026, 3, 20))
    (county,) = board.lines(night.world["leader"], [board.places_of(COUNTY)[0]])
    assert county.now is not None
    assert county.then is not None
    assert (county.now.person, county.now.stand_in) == ("Third clerk", "Second clerk")
    assert county.then.person == "Third clerk", "the leave begins on the day after"
    page = night.client("leader").get("/duty").content.decode()
    assert "Demo clerk, city management" not in page
    month = night.client("leader").get(f"/duty/month?area={COUNTY}&month=2026-03").content.decode()
    assert "(stands in for Demo clerk, city management)" in month


def test_whoever_stands_in_for_the_person_is_not_named_twice(night: Desk) -> None:
    post = Post.objects.get(user=night.people["clerk"], unit__code=f"{COUNTY}-cg")
    days = {"starts": date(2026, 3, 14), "ends": date(2026, 3, 16)}
    Leave.objects.create(post=post, stand_in=night.people["second"], **days)
    (county,) = board.lines(night.world["leader"], [board.places_of(COUNTY)[0]])
    assert county.now is not None
    assert (county.now.person, county.now.stand_in) == ("Second clerk", "")


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ("2026-03-15 00:00", "Sun 03-15 00:00 – Mon 03-16 08:00"),
        ("2026-03-14 18:00", "Sat 03-14 23:00 – Mon 03-16 08:00"),
    ],
)
def test_a_gap_begins_now_at_the_earliest(desk: Desk, ends: str, words: str) -> None:
    desk.shift("clerk", "2026-03-14 08:00", ends)
    desk.shift("clerk", "2026-03-20 18:00", "2026-03-20 19:00")
    with at("2026-03-14 23:00"):
        (county,) = board.lines(desk.world["leader"], [board.places_of(COUNTY)[0]])
    assert county.gaps[0].words == words


def test_an_evening_that_ends_at_midnight_ends_at_24() -> None:
    span = Span(local("2026-11-28 18:00"), local("2026-11-29 00:00"))
    assert board.span_words(span) == "Sat 11-28 18:00–24:00"


def test_the_public_sees_units_and_telephones_and_no_person(night: Desk) -> None:
    page = Client(headers={"accept-language": "en"}).get("/duty").content.decode()
    assert PHONE in page
    assert str(night.world.unit("department")) in page
    for name in ("Demo clerk", "Second clerk", "Third clerk", "nobody is rostered", "leader on duty"):
        assert name not in page, name
    assert 'href="tel:110"' in page


def test_the_board_costs_the_same_however_much_there_is(night: Desk) -> None:
    client = night.client("leader")
    before = len(asked_by(client, "/duty"))
    assert before <= 6, "session, user, posts, shifts, leaves, notices"
    for day in range(16, 28):
        for town in (TOWN, NEXT_TOWN, COUNTY):
            night.shift("third", f"2026-03-{day} 18:00", f"2026-03-{day + 1} 08:00", code=town)
    assert len(asked_by(client, "/duty")) == before
    assert len(asked_by(Client(), "/duty")) <= 1
    assert len(asked_by(client, f"/duty/month?area={COUNTY}&month=2026-03")) <= 6
    assert len(asked_by(client, "/duty/mine")) <= 6


def test_the_month_names_holidays_and_who_may_change_it(night: Desk) -> None:
    page = night.client("dispatcher").get(f"/duty/month?area={COUNTY}&month=2026-03").content.decode()
    assert "Demo clerk, city management" in page
    assert "Change the shift of 03-14" in page
    assert "Change the shift" not in night.client("grid").get(f"/duty/month?area={COUNTY}").content.decode()
    october = night.client("grid").get(f"/duty/month?area={COUNTY}&month=2026-10").content.decode()
    assert "Nobody is rostered in this month" in october
    assert re.search(r"10-10\s+Sat\s+<span[^>]*>worked", october)
    for wrong in ("month=soon", "month=9999-99", "month=0001-01"):
        assert night.client("grid").get(f"/duty/month?area={COUNTY}&{wrong}").status_code == 200
    assert night.client("grid").get("/duty/month?area=999999").status_code == 404


def test_the_calendar_file_holds_one_s_own_shifts(night: Desk) -> None:
    answer = night.client("clerk").get("/duty/mine.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert answer.headers["Cache-Control"] == "no-store"
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [local("2026-03-14 18:00")]
    assert "Second clerk" not in answer.content.decode(), "nobody else's name travels"
    Shift.objects.filter(user=night.people["clerk"]).update(ends=local("2026-03-14 18:00"))
    assert b"CANCELLED" in night.client("clerk").get("/duty/mine.ics").content
    assert Client().get("/duty/mine.ics").status_code == 302


@pytest.fixture
def gas(night: Desk) -> Case:
    """It rings the clerk."""
    case = night.world.report(category=GAS, place_code=GRID)
    work()
    return case


def test_open_pages_ask_cheaply_and_are_told_kind_and_place(night: Desk, gas: Case) -> None:
    client = night.client("clerk")
    quiet = night.client("third")
    assert len(asked(partial(quiet.get, "/rings"))) <= 3, "session, user, what rings"
    assert quiet.get("/rings").status_code == 204
    answer = client.get("/rings")
    (ring,) = answer.json()["rings"]
    assert ring["title"].startswith("Gas leak · Xiulin")
    assert "路灯" not in answer.content.decode(), "nothing that a person wrote"
    assert ring["url"] == f"/cases/{gas.uuid}"
    again = client.get("/rings", headers={"if-none-match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().get("/rings").status_code == 403


def test_two_tabs_and_one_hears(night: Desk, gas: Case) -> None:
    one, other = night.client("clerk"), night.client("clerk")
    (ring,) = one.get("/rings").json()["rings"]
    assert other.get("/rings").status_code == 200
    answer = one.post(f"/rings/{ring['id']}/heard", headers={"x-requested-with": "ring"})
    assert answer.status_code == 204
    assert other.get("/rings").status_code == 204
    assert other.post(f"/rings/{ring['id']}/heard").status_code == 302, "heard a second time is no fault"


def test_without_a_script_a_banner_says_so_and_heard_is_a_button(night: Desk, gas: Case) -> None:
    client = night.client("clerk")
    page = client.get("/inbox").content.decode()
    assert re.search(r'id="ring" role="alert"[^>]*data-url', page)
    assert "See the urgent notice" in page
    page = client.get("/notices").content.decode()
    notice = Notice.objects.get(subject=gas.uuid, urgent=True)
    assert page.index(f"/rings/{notice.pk}/heard") > 0
    assert client.post(f"/rings/{notice.pk}/heard", {"next": "https://elsewhere.example"})["Location"] == "/notices"
    assert "urgent, rings" not in client.get("/notices").content.decode()


def test_what_rings_stands_first_however_old(night: Desk, gas: Case) -> None:
    clerk = night.people["clerk"]
    Notice.objects.bulk_create(
        Notice(user=clerk, template="dispatch", subject=gas.uuid, event_number=100 + number, at=clock.now())
        for number in range(60)
    )
    lines = night.client("clerk").get("/notices").context["lines"]
    assert lines[0].rings
    assert not lines[1].rings


def test_pages_listen_for_those_who_may_be_rung_alone(night: Desk) -> None:
    for who, listens in (("clerk", True), ("third", True), ("dispatcher", True), ("grid", False), ("other", False)):
        page = night.client(who).get("/notices").content.decode()
        assert ("roster/ring" in page) is listens, who
    assert "roster/ring" not in Client().get("/duty").content.decode()


def test_a_stand_in_s_own_page_says_for_whom(night: Desk) -> None:
    page = night.client("second").get("/duty/mine").content.decode()
    assert "you stand in for Demo clerk, city management" in page
    assert "You have no shifts to come" in night.client("grid").get("/duty/mine").content.decode()


def test_many_gaps_are_counted_beyond_the_first_few(night: Desk) -> None:
    (county,) = board.lines(night.world["leader"], [board.places_of(COUNTY)[0]])
    assert (len(county.gaps), county.more_gaps) == (6, 5), "nine nights and two weekends of the fortnight lie open"
