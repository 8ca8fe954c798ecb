"""What the phone asks of a slow line and of a thumb, what a screen reader hears, and that a keyboard is enough."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bench.hands import MOST_SECONDS, WORDS, Hand, report_by_phone
from tests.browser.conftest import PHONE, Served, context
from tests.browser.hands import Keyboard
from tests.browser.phone import cases, own_report, phone_of, ready, until_map_kept, until_sent
from wuzhi.demo.cast import GRID

pytestmark = pytest.mark.browser
MOST_BYTES = 200_000
SCREENS = ("today", "kinds", "report/report/exposed-rubbish", "report/errand/fetch-medicine", "waiting", "more")


def test_the_first_view_is_light_and_the_map_comes_after_it(served: Served, browser: Browser) -> None:
    own_report(served)
    held = context(browser, served.address, PHONE, "en", "grid")
    page = held.new_page()
    found: dict[str, Any] = {}
    order: list[str] = []
    asked = held.new_cdp_session(page)
    asked.send("Network.enable")
    asked.on("Network.requestWillBeSent", lambda told: order.append(told["request"]["url"]))
    asked.on("Network.loadingFinished", lambda told: found.update({told["requestId"]: told["encodedDataLength"]}))
    page.add_init_script(
        "const mark = performance.mark.bind(performance);"
        "performance.mark = (name) => { window.firstView = performance.now(); return mark(name); };"
        "navigator.serviceWorker.register = () => new Promise(() => {});"  # nothing that comes later is counted
    )
    page.goto(f"{served.address}/phone/")
    page.wait_for_function("() => window.firstView !== undefined")
    ready(page)
    assert sum(found.values()) < MOST_BYTES, found
    assert not [one for one in order if "maplibre" in one]
    assert len(order) < 32, order


@pytest.mark.parametrize("words", ["", WORDS])
def test_a_report_takes_three_taps(served: Served, browser: Browser, words: str) -> None:
    hand = Hand(phone_of(served, browser, language="zh-hans"))
    report_by_phone(hand, words)
    assert hand.clicks == 3 + bool(words)
    assert hand.seconds <= MOST_SECONDS / 4
    until_sent(hand.page)
    [case] = cases()
    assert bool(case.words) is bool(words)


def test_the_kind_used_last_comes_first(served: Served, browser: Browser) -> None:
    page = phone_of(served, browser)
    page.goto(f"{served.address}/phone/#report/report/street-light")
    page.click(".ph-foot button")
    page.wait_for_url("**#today")
    page.click("a[href='#kinds']")
    expect(page.locator(".ph-kind").first).to_have_attribute("href", "#report/report/street-light")
    page.fill("#kind-search", "bicycle")
    expect(page.locator(".ph-kind")).to_have_count(1)


def test_the_grid_under_the_pin_is_named_without_a_signal(served: Served, browser: Browser) -> None:
    page = phone_of(served, browser)
    until_map_kept(page)
    page.context.set_offline(True)
    page.goto(f"{served.address}/phone/#report/report/street-light")
    expect(page.locator(".ph-where [data-said]")).to_have_text("Grid 1")
    page.locator(".ph-place canvas").wait_for()
    box = page.locator(".ph-place canvas").bounding_box()
    assert box is not None
    page.locator(".ph-place canvas").click(position={"x": box["width"] / 2 + 3, "y": box["height"] / 2 + 20})
    expect(page.locator(".ph-place option:checked")).to_have_text("Building or grid …")
    expect(page.locator(".ph-where [data-said]")).to_have_text("Grid 1")
    page.locator(".ph-place canvas").click(position={"x": 5, "y": 5})
    expect(page.locator(".ph-where [data-said]")).not_to_have_text("Grid 1")
    page.locator(".ph-place canvas").click(position={"x": box["width"] / 2 + 3, "y": box["height"] / 2 + 20})
    page.click(".ph-foot button")
    page.wait_for_url("**#today")
    page.context.set_offline(False)
    until_sent(page)
    assert [(case.longitude is not None, case.area_code[:15]) for case in cases()] == [(True, GRID)]


@pytest.fixture
def pages(served: Served, browser: Browser) -> Page:
    """The phone with one matter that waits."""
    own_report(served)
    return phone_of(served, browser)


def test_every_screen_is_told_to_a_screen_reader(served: Served, pages: Page) -> None:
    case = cases()[0]
    for screen in (*SCREENS, f"case/{case.uuid}"):
        pages.goto(f"{served.address}/phone/#{screen}")
        pages.wait_for_function("() => document.querySelector('main h1')")
        for box in pages.locator("main details").all():
            box.evaluate("(one) => { one.open = true; }")
        found = Axe().run(pages)
        assert found.violations_count == 0, (screen, found.generate_report())


def test_a_report_by_the_keyboard_alone(served: Served, browser: Browser) -> None:
    page = phone_of(served, browser)
    hands = Keyboard(page)
    hands.unfold("a[href='#kinds']")
    hands.unfold(".ph-kind")
    hands.choose(".ph-place select", "Grid 1")
    hands.write("[data-fields] [name=words]", "by keyboard")
    hands.unfold(".ph-foot button")
    page.wait_for_url("**#today")
    until_sent(page)
    assert len(cases()) == 1
