"""What hands do, counted and timed at a person's pace in a real browser: python -m bench.hands [--times 3].

A resident files a report with a phone; a dispatcher dispatches twenty reviewed reports by keyboard. So much a tap, so
much a key, so much a look at each report before it is sent on; between them the page's own answers, as they come.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from bench.server import Installation, Server, Shape, installation, serving

A_CLICK, A_CHARACTER = 0.8, 0.12  # slower than most: a typist needs 0.4 and 0.08
A_LOOK = 1.5
MOST_SECONDS, MOST_FOR_TWENTY = 25, 60
PHONE, DESK = (390, 844), (1440, 900)
WORDS = "桥头第三盏路灯不亮了,晚上看不见路"
VILLAGE_NAME = "桥南居委会"


@dataclass
class Hand:
    """One person's hands on one page. `paced` waits as long as they need; else it is only added up."""

    page: Page
    paced: bool = False
    clicks: int = 0
    keys: int = 0
    looks: int = 0

    @property
    def seconds(self) -> float:
        """What the hands and eyes need, whatever the machine."""
        return self.clicks * A_CLICK + self.keys * A_CHARACTER + self.looks * A_LOOK

    def _need(self, *, clicks: int = 0, keys: int = 0, looks: int = 0) -> None:
        before = self.seconds
        self.clicks, self.keys, self.looks = self.clicks + clicks, self.keys + keys, self.looks + looks
        if self.paced:
            time.sleep(self.seconds - before)

    def press(self, target: Locator) -> None:
        """A tap."""
        self._need(clicks=1)
        target.click()

    def write(self, field: str, words: str) -> None:
        """A tap into a field, and a character after the other."""
        self.press(self.page.locator(field))
        self._need(keys=len(words))
        self.page.keyboard.type(words)

    def choose(self, field: str, value: str) -> None:
        """A tap that opens a list, one that pushes it along, one on a line of it."""
        self._need(clicks=3)
        self.page.locator(field).select_option(value)

    def attach(self, field: str, name: str, content: bytes) -> None:
        """A tap on the field, one on “take a photo”, one on the shutter, one on “use it”."""
        self._need(clicks=4)
        self.page.set_input_files(field, {"name": name, "mimeType": "application/octet-stream", "buffer": content})

    def key(self, name: str, presses: int = 1) -> None:
        """A key that opens another page; two that are held together are two presses."""
        self._need(keys=presses)
        with self.page.expect_navigation():
            self.page.keyboard.press(name)

    def look(self) -> None:
        """Reads what is there before going on."""
        self._need(looks=1)


def file_report(hand: Hand) -> None:
    """From the first page to the receipt: free words, the village by its name."""
    hand.press(hand.page.locator("main a.wz-tile-first"))
    hand.page.wait_for_url("**/report")
    hand.write("#id_words", WORDS)
    hand.write("#id_place_name", VILLAGE_NAME)
    hand.press(hand.page.locator("form.wz-form > button[type=submit]"))
    hand.page.wait_for_url(re.compile("/report/done/"))


def report_by_phone(hand: Hand, words: str = "") -> None:
    """From the lists of the phone back to them: a kind, the place that is offered, perhaps a few words."""
    hand.press(hand.page.locator("a[href='#kinds']"))
    hand.press(hand.page.locator(".ph-kind").first)
    if words:
        hand.write("[data-fields] [name=words]", words)
    hand.press(hand.page.locator(".ph-foot button"))
    hand.page.wait_for_url("**#today")


def dispatch_all(hand: Hand, count: int) -> None:
    """From the queue until so many are sent to the unit that the desk proposes, without a mouse."""
    hand.key("j")
    for number in range(count):
        hand.look()
        hand.key(*(("Control+Enter", 2) if number == 0 else ("Enter", 1)))


def _report(browser: Browser, server: Server) -> tuple[Hand, float]:
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, locale="zh-CN")
    hand = Hand(context.new_page(), paced=True)
    hand.page.goto(f"http://127.0.0.1:{server.port}/")
    begun = time.perf_counter()
    file_report(hand)
    taken = time.perf_counter() - begun
    context.close()
    return hand, taken


def _dispatch(browser: Browser, server: Server, made: Installation, count: int) -> tuple[Hand, float]:
    made.run("bench.reviewed", str(count))
    address = f"http://127.0.0.1:{server.port}"
    context = browser.new_context(viewport={"width": DESK[0], "height": DESK[1]}, locale="zh-CN")
    session = made.run("bench.signed_in", "dispatcher").strip()
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    hand = Hand(context.new_page(), paced=True)
    hand.page.goto(f"{address}/review")
    begun = time.perf_counter()
    dispatch_all(hand, count)
    taken = time.perf_counter() - begun
    if hand.page.locator("#queue .wz-row-link").count():
        raise SystemExit("something still waits to be dispatched")
    context.close()
    return hand, taken


def _say(what: str, hand: Hand, seconds: Sequence[float], most: int) -> None:
    print(f"{what:<34}{hand.clicks:>3} taps {hand.keys:>3} keys {hand.looks:>3} looks: hands {hand.seconds:.1f} s, "
          f"with the pages {median(seconds):.1f} s (aim: {most} s)", flush=True)  # fmt: skip
    if median(seconds) > most:
        raise SystemExit(f"{what}: more than {most} s")


def main(arguments: Sequence[str]) -> None:
    """Both, on SQLite; an error where one takes longer than it may."""
    parser = argparse.ArgumentParser(description="Hands at a person's pace.")
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args(list(arguments))
    with installation("sqlite") as made, sync_playwright() as playwright:
        made.run("bench.reviewed", "0")
        opened = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        with serving(Server(made, Shape())) as server:
            sent = [_dispatch(opened, server, made, 20) for _time in range(asked.times)]
            _say("20 reviewed reports dispatched", sent[-1][0], [taken for _hand, taken in sent], MOST_FOR_TWENTY)
            filed = [_report(opened, server) for _time in range(asked.times)]
            _say("a report in words", filed[-1][0], [taken for _hand, taken in filed], MOST_SECONDS)
        opened.close()


if __name__ == "__main__":
    main(sys.argv[1:])
