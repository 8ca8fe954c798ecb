"""A report in at most 25 seconds of clicks and typing, and twenty reviewed reports dispatched in at most 60.

Counted, not measured: so much a click, a character and a look, whatever the machine. `bench.hands` measures.
"""

import re

import pytest
from django.db import connection
from playwright.sync_api import Browser, expect

from bench.hands import MOST_FOR_TWENTY, MOST_SECONDS, WORDS, Hand, dispatch_all, file_report
from tests.browser.conftest import DESK, PHONE, Served, context
from tests.browser.test_journey import case_of
from wuzhi.cases.models import Case
from wuzhi.demo.cast import VILLAGE
from wuzhi.demo.tone import tone

pytestmark = pytest.mark.browser


def hand(served: Served, browser: Browser) -> Hand:
    """On the first page, with a phone that knows where it is."""
    phone = context(browser, served.address, PHONE, "en")
    phone.grant_permissions(["geolocation"])
    phone.set_geolocation({"longitude": 112.4, "latitude": 29.72})
    mine = Hand(phone.new_page())
    mine.page.goto(served.address)
    mine.press(mine.page.locator("main a.wz-tile-first"))
    mine.page.wait_for_url("**/report")
    return mine


def done(mine: Hand) -> None:
    """Sent, and within the time."""
    mine.press(mine.page.get_by_role("button", name="Send the report"))
    mine.page.wait_for_url(re.compile("/report/done/"))
    assert mine.seconds <= MOST_SECONDS


def here(mine: Hand) -> None:
    """The place by the phone's own knowledge."""
    mine.press(mine.page.get_by_role("button", name="Where I am now"))
    mine.page.get_by_text("The pin lies in:").wait_for()


def test_a_kind_and_where_i_am(served: Served, browser: Browser) -> None:
    mine = hand(served, browser)
    mine.choose("#id_category", "street-light")
    here(mine)
    done(mine)
    assert mine.seconds < 6
    case = case_of(mine.page, served)
    assert (case.words, case.longitude) == (None, 112.4)


def test_free_words_and_a_village(served: Served, browser: Browser) -> None:
    phone = context(browser, served.address, PHONE, "en")
    mine = Hand(phone.new_page())
    mine.page.goto(served.address)
    file_report(mine)
    assert (mine.clicks, mine.keys) == (4, len(WORDS) + len("桥南居委会"))
    assert mine.seconds < 8
    assert case_of(mine.page, served).area_code == VILLAGE


def test_twenty_reports_are_dispatched_by_twenty_two_presses(served: Served, browser: Browser) -> None:
    cases = [served.loop.reviewed() for _number in range(20)]
    desk = Hand(context(browser, served.address, DESK, "en", "dispatcher").new_page())
    desk.page.goto(f"{served.address}/review")
    dispatch_all(desk, len(cases))
    assert (desk.clicks, desk.keys, desk.looks) == (0, 22, 20)
    assert desk.seconds <= MOST_FOR_TWENTY / 1.5, "the pages need their time too"
    expect(desk.page.locator("#queue .wz-row-link")).to_have_count(0)
    connection.close()
    assert {case.state for case in Case.objects.all()} == {"dispatched"}


def test_everything_that_can_be_said(served: Served, browser: Browser) -> None:
    """A kind, words, a place, a photo, a voice, a telephone number, and that it may be shown."""
    mine = hand(served, browser)
    mine.choose("#id_category", "street-light")
    mine.write("#id_words", WORDS)
    here(mine)
    mine.press(mine.page.get_by_text("Add a photo, your voice or a video"))
    shown = mine.page.locator("header").screenshot()
    mine.attach("#id_picture", "photo.png", shown)
    mine.attach("#id_recording", "voice.ogg", tone(5))
    mine.press(mine.page.get_by_text("Leave a way to reach you"))
    mine.write("#id_contact", "13800000000")
    mine.press(mine.page.get_by_label("A reviewed summary may be shown to the public"))
    done(mine)
    case = case_of(mine.page, served)
    assert case.may_be_shown
    assert case.contact
