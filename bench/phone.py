"""The phone's first view on a slow line: python -m bench.phone [--times 5].

Chromium is held to slow 4G (150 ms there and back, 1.6 Mbit/s down, 0.75 up) and a quarter of its processor. Each time
a new browser, signed in, with nothing kept. Interactive is when the lists are there and answer; the floor is an empty
page of the same server under the same hold.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from statistics import median
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.hands import MOST_SECONDS, WORDS, Hand, report_by_phone
from bench.server import Installation, Server, Shape, installation, serving

SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
SLOWER = 4
MOST_INTERACTIVE, MOST_BYTES = 2.5, 200_000
_WATCH = """
const mark = performance.mark.bind(performance);
performance.mark = (name) => { window[`wuzhi_${name}`] = performance.now(); return mark(name); };
"""


def _context(browser: Browser, address: str, session: str) -> BrowserContext:
    made = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    made.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    return made


def _held(page: Page) -> tuple[Any, dict[str, float]]:
    """The page on a slow line, and what it transfers by request."""
    found: dict[str, float] = {}
    asked = page.context.new_cdp_session(page)
    asked.send("Network.enable")
    asked.send("Network.emulateNetworkConditions", SLOW_4G)
    asked.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    asked.on("Network.loadingFinished", lambda told: found.update({told["requestId"]: told["encodedDataLength"]}))
    return asked, found


def first_view(browser: Browser, address: str, session: str) -> tuple[float, float]:
    """Seconds to the lists, and bytes until then."""
    context = _context(browser, address, session)
    page = context.new_page()
    page.add_init_script(_WATCH)
    _asked, found = _held(page)
    page.goto(f"{address}/phone/", wait_until="commit")
    page.wait_for_function("() => window.wuzhi_ready !== undefined", timeout=60_000)
    first = sum(found.values())
    seconds = page.evaluate("window.wuzhi_ready") / 1000
    context.close()
    return seconds, first


def floor(browser: Browser, address: str, session: str) -> float:
    """Seconds to an empty page."""
    context = _context(browser, address, session)
    page = context.new_page()
    _held(page)
    begun = time.perf_counter()
    page.goto(f"{address}/healthz")
    seconds = time.perf_counter() - begun
    context.close()
    return seconds


def reported(browser: Browser, address: str, session: str) -> tuple[Hand, float]:
    """A report in words at a person's pace on the slow line, from the lists back to them."""
    context = _context(browser, address, session)
    page = context.new_page()
    page.goto(f"{address}/phone/")
    page.locator("#bar:not([hidden])").wait_for()
    _held(page)
    hand = Hand(page, paced=True)
    begun = time.perf_counter()
    report_by_phone(hand, WORDS)
    taken = time.perf_counter() - begun
    context.close()
    return hand, taken


def _measure(browser: Browser, server: Server, made: Installation, times: int) -> None:
    address, session = f"http://127.0.0.1:{server.port}", made.run("bench.signed_in", "grid").strip()
    bare = [floor(browser, address, session) for _time in range(times)]
    views = [first_view(browser, address, session) for _time in range(times)]
    seconds, first = (median(column) for column in zip(*views, strict=True))
    least, most = min(one[0] for one in views), max(one[0] for one in views)
    print(f"first view, slow 4G, 1/{SLOWER} processor: {seconds:.2f} s (aim {MOST_INTERACTIVE}; {least:.2f} to "
          f"{most:.2f}), an empty page {median(bare):.2f} s; {first / 1000:.0f} KB "
          f"(aim {MOST_BYTES // 1000})", flush=True)  # fmt: skip
    taken = [reported(browser, address, session) for _time in range(times)]
    hand = taken[-1][0]
    print(f"a report in words: {hand.clicks} taps, {hand.keys} keys: hands {hand.seconds:.1f} s, "
          f"with the page {median(one for _hand, one in taken):.1f} s (aim {MOST_SECONDS})", flush=True)  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    """On SQLite, static files packed as a city serves them."""
    parser = argparse.ArgumentParser(description="The phone's first view.")
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args(list(arguments))
    with installation("sqlite") as made, sync_playwright() as playwright:
        made.run("bench.reviewed", "20")
        opened = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        with serving(Server(made, Shape())) as server:
            _measure(opened, server, made, asked.times)
        opened.close()


if __name__ == "__main__":
    main(sys.argv[1:])
