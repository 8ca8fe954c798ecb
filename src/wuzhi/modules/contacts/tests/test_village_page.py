"""Who is here for me: found by name, official facts alone, stand-ins shown, open or closed by the working calendar."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.support.asked import asked_by
from tests.support.loop import Loop
from tests.support.world import at
from wuzhi.areas.calendar import load_calendar, seed_calendar
from wuzhi.areas.models import Area
from wuzhi.core import history
from wuzhi.core.clock import now
from wuzhi.core.qr import qr_svg
from wuzhi.demo.cast import TOWN, VILLAGE
from wuzhi.demo.contacts import load_contacts
from wuzhi.modules.contacts.actions import add_contact, change_contact
from wuzhi.modules.contacts.hours import is_open, read_hours
from wuzhi.modules.contacts.models import ContactPoint, Function
from wuzhi.people.models import Leave, Post

FACTS = {
    "function": Function.POLICE, "area_code": VILLAGE, "name": "桥南警务室", "phone": "0716-0000001",
    "hours": "1-7 00:00-24:00", "valid_from": date(2026, 1, 1),
}  # fmt: skip


def page_of(loop: Loop, code: str = VILLAGE, language: str = "en") -> str:
    return loop.client(language=language).get(f"/here/{code}").content.decode()


def test_a_village_is_found_by_name_by_list_and_by_the_code_of_a_grid(loop: Loop) -> None:
    client = loop.client()
    assert client.get("/here/?name=桥南").headers["Location"] == f"/here/{VILLAGE}"
    assert client.get(f"/here/{VILLAGE}001").headers["Location"] == f"/here/{VILLAGE}"
    assert f"/here/{VILLAGE}" in client.get("/here/").content.decode()
    assert "No village or community has this name" in client.get("/here/?name=无此地").content.decode()


@pytest.mark.parametrize("code", [TOWN, "421081999999", "x", "421081001001999"])
def test_what_is_no_village_is_not_found(loop: Loop, code: str) -> None:
    assert loop.client().get(f"/here/{code}").status_code == 404


def test_the_grid_worker_and_the_stand_in_while_away(loop: Loop) -> None:
    assert "Demo grid worker" in page_of(loop)
    post, other = Post.objects.get(user=loop.cast.users["grid"]), loop.cast.users["village"]
    today = now().date()
    Leave.objects.create(post=post, stand_in=other, starts=today, ends=date(2100, 1, 1))
    page = page_of(loop)
    assert "stands in for Demo grid worker" in page
    assert "Demo village clerk" in page


def test_contacts_are_added_changed_and_ended_with_a_record(loop: Loop) -> None:
    administrator = loop.cast.actor("administrator")
    contact = add_contact(actor=administrator, **FACTS)
    assert 'href="tel:07160000001"' in page_of(loop)
    assert change_contact(actor=administrator, contact=contact, phone="0716-0000002")
    assert not change_contact(actor=administrator, contact=contact, phone="0716-0000002")
    assert "0716-0000002" in page_of(loop)
    assert change_contact(actor=administrator, contact=contact, valid_until=date(2026, 1, 1))
    assert "0716-0000002" not in page_of(loop)
    assert [change.verb for change in history.of(contact)] == ["changed", "changed", "added"]


@pytest.mark.parametrize(
    "wrong",
    [{"hours": "8-9 08:00-12:00"}, {"hours": "1 12:00-08:00"}, {"hours": "1 08:00-09:00; 1 10:00-11:00"},
     {"area_code": "999999"}, {"phone": ""}, {"name": ""}, {"valid_until": date(2025, 1, 1)}],
)  # fmt: skip
def test_what_nobody_could_use_is_refused_whole(loop: Loop, wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        add_contact(actor=loop.cast.actor("administrator"), **{**FACTS, **wrong})
    assert not ContactPoint.objects.exists()


def test_only_administrators_keep_contacts(loop: Loop) -> None:
    with pytest.raises(PermissionDenied):
        add_contact(actor=loop.cast.actor("dispatcher"), **FACTS)


@pytest.mark.parametrize(
    ("moment", "hours", "on_holidays", "opened"),
    [
        ("2026-03-10 09:00", "1-5 08:30-12:00", False, True),
        ("2026-03-10 12:00", "1-5 08:30-12:00", False, False),
        ("2026-03-14 09:00", "1-5 08:30-12:00", False, False),  # a Saturday
        ("2026-10-01 09:00", "1-5 08:30-12:00", False, False),  # National Day
        ("2026-10-01 23:59", "1-7 00:00-24:00", True, True),
        ("2026-02-14 09:00", "1-5 08:30-12:00", False, True),  # a Saturday that is worked
    ],
)
def test_who_is_open_by_the_working_calendar(
    loop: Loop, moment: str, hours: str, on_holidays: bool, opened: bool
) -> None:
    seed_calendar(years=[2026])
    with at(moment):
        assert is_open(read_hours(hours), now(), load_calendar(VILLAGE), on_holidays=on_holidays) is opened


def test_the_page_costs_the_same_however_many_contacts_there_are(loop: Loop) -> None:
    load_contacts({area.code: area for area in Area.objects.all()})
    client = loop.client()
    found = asked_by(client, f"/here/{VILLAGE}")
    assert len(found) <= 3, found


def test_the_notice_leads_back_to_its_page_by_a_code_to_scan(loop: Loop) -> None:
    page = page_of(loop)
    address = f"http://testserver/here/{VILLAGE}"
    assert f'aria-label="QR code of {address}"' in page
    drawn = qr_svg(address)
    assert drawn in page
    assert "style=" not in drawn, "the content policy would refuse it"
    assert "width=" not in drawn, "it fills its box"
