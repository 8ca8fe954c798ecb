"""The leader's page in a real browser: what the map counts is what the tables count, and leads to it."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESK, Served, context, sign_in
from wuzhi.core import clock

pytestmark = pytest.mark.browser
SLOW = 30_000
ELSEWHERE = {"place_code": "", "place_longitude": "112.6", "place_latitude": "29.75"}


def test_the_map_sums_to_the_table_and_a_grid_opens_its_list(served: Served, browser: Browser) -> None:
    for _twin in range(3):
        served.loop.report()
    served.loop.report(**ELSEWHERE)
    page = context(browser, served.address, DESK, "en").new_page()
    sign_in(page, served.address, "leader")
    page.goto(f"{served.address}/county")
    circles = page.locator("button.wz-map-circle")
    expect(circles).to_have_count(2, timeout=SLOW)
    assert sorted(circles.all_inner_texts()) == ["1", "3"]
    assert page.locator("[data-sum=open]").first.inner_text() == "4"
    folded = page.locator("details[data-paper]:not([open])")
    there = folded.count()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert folded.count() == 0 < there, "what is folded to save the screen stands open on paper"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert folded.count() == there
    page.locator("button.wz-map-circle", has_text="3").press("Enter")
    page.wait_for_url(re.compile("/county/open"))
    expect(page.locator("[data-total]")).to_have_attribute("data-total", "3")
    assert clock.today().isoformat() in page.url
