"""A worker's two ways through a page: the mouse, or the keyboard alone from the first Tab to the last Enter."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from playwright.sync_api import Locator, Page

from wuzhi.demo.cast import PASSWORD

MOST_PRESSES = 400
ACCOUNT = ".wz-account-open"


class Hands(Protocol):
    """What a day is made of; `page` is where the hands are."""

    page: Page

    def go(self, selector: str) -> None:
        """Follows a link or presses a button that opens another page."""

    def unfold(self, selector: str) -> None:
        """Opens what is folded."""

    def write(self, selector: str, words: str) -> None:
        """Types into a field, after what stands there."""

    def choose(self, selector: str, label: str) -> None:
        """Chooses from a list by the beginning of a line."""

    def tick(self, selector: str) -> None:
        """Ticks a box or a choice."""

    def enter_day(self, selector: str, day: date) -> None:
        """Fills a date in."""


class Mouse:
    """Clicks; the keyboard only for words."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, selector: str) -> None:
        """See Hands."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def unfold(self, selector: str) -> None:
        """See Hands."""
        self.page.locator(selector).first.click()

    def write(self, selector: str, words: str) -> None:
        """See Hands."""
        self.page.locator(selector).first.click()
        self.page.keyboard.press("Control+End")
        self.page.keyboard.type(words)

    def choose(self, selector: str, label: str) -> None:
        """See Hands."""
        field = self.page.locator(selector).first
        lines = [line for line in field.locator("option").all_inner_texts() if line.startswith(label)]
        field.select_option(label=lines[0])

    def tick(self, selector: str) -> None:
        """See Hands."""
        self.page.locator(selector).first.check()

    def enter_day(self, selector: str, day: date) -> None:
        """See Hands."""
        self.page.locator(selector).first.fill(day.isoformat())


class Keyboard:
    """No mouse at all: Tab until the focus is there and seen, then a key."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, selector: str) -> None:
        """See Hands."""
        self._focus(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def unfold(self, selector: str) -> None:
        """See Hands."""
        self._focus(selector)
        self.page.keyboard.press("Enter")

    def write(self, selector: str, words: str) -> None:
        """See Hands."""
        self._focus(selector)
        self.page.keyboard.press("Control+End")
        self.page.keyboard.type(words)

    def choose(self, selector: str, label: str) -> None:
        """See Hands."""
        self._focus(selector)
        self.page.keyboard.type(label)

    def tick(self, selector: str) -> None:
        """See Hands."""
        self._focus(selector)
        self.page.keyboard.press("Space")

    def enter_day(self, selector: str, day: date) -> None:
        """See Hands."""
        self._focus(selector)
        self.page.keyboard.type(day.strftime("%m%d%Y"))

    def _focus(self, selector: str) -> Locator:
        target = self.page.locator(selector).first
        target.wait_for()
        for _press in range(MOST_PRESSES):
            if target.evaluate("(one) => one === document.activeElement"):
                assert target.evaluate("(one) => getComputedStyle(one).outlineStyle") != "none", f"{selector}: no focus"
                return target
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} is not reached by Tab")


def sign_in(hands: Hands, address: str, user: str) -> None:
    """From the first page, by the form."""
    hands.page.goto(f"{address}/")
    hands.go("a[href='/sign-in']")
    hands.write("#id_username", user)
    hands.write("#id_password", PASSWORD)
    hands.go("main form button[type=submit]")
    assert "/sign-in" not in hands.page.url, f"{user} is not let in"


def sign_out(hands: Hands) -> None:
    """The end of the day: nothing of the desk is shown any more."""
    forms = "form[action='/sign-out'], #logout-form"
    if hands.page.locator(ACCOUNT).is_visible():
        hands.unfold(ACCOUNT)
    hands.go(", ".join(f"{one.strip()} button" for one in forms.split(",")))
    assert hands.page.locator(forms).count() == 0
