"""A report in at most 25 seconds of clicks and typing, counted from the first page as a person would do it.

Counted, not measured: so much a click and so much a character, whatever the machine.
"""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser.conftest import PHONE, Served, context
from tests.browser.test_journey import case_of
from wuzhi.demo.cast import VILLAGE
from wuzhi.demo.tone import tone

pytestmark = pytest.mark.browser
A_CLICK, A_CHARACTER = 0.8, 0.12
MOST_SECONDS = 25
WORDS = "桥头第三盏路灯不亮了,晚上看不见路"


@dataclass
class Hand:
    """One hand on a phone; `seconds` sums what it did."""

    page: Page
    seconds: float = 0

    def press(self, target: Locator) -> None:
        """A tap."""
        self.seconds += A_CLICK
        target.click()

    def write(self, field: str, words: str) -> None:
        """A tap into a field, and a character after the other."""
        self.press(self.page.locator(field))
        self.seconds += A_CHARACTER * len(words)
        self.page.keyboard.type(words)

    def choose(self, field: str, value: str) -> None:
        """A tap that opens a list, one that pushes it along, one on a line of it."""
        self.seconds += 3 * A_CLICK
        self.page.locator(field).select_option(value)

    def attach(self, field: str, name: str, content: bytes) -> None:
        """A tap on the field, one on “take a photo”, one on the shutter, one on “use it”."""
        self.seconds += 4 * A_CLICK
        self.page.set_input_files(field, {"name": name, "mimeType": "application/octet-stream", "buffer": content})


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
    mine = hand(served, browser)
    mine.write("#id_words", WORDS)
    mine.write("#id_place_name", "桥南居委会")
    done(mine)
    assert mine.seconds < 8
    assert case_of(mine.page, served).area_code == VILLAGE


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
