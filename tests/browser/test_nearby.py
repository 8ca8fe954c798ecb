"""The map of public matters in a real browser: circles and pins, by mouse and by keyboard; the rest without scripts."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, Served, context

pytestmark = pytest.mark.browser
SPOT = {"place_code": "", "place_longitude": "112.4", "place_latitude": "29.72"}
SLOW = 30_000  # a map drawn in software beside other work
ELSEWHERE = {"place_code": "", "place_longitude": "112.6", "place_latitude": "29.75"}


def _map(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/nearby/")
    expect(page.locator("[data-near-said]")).to_contain_text("Matters in this part of the map", timeout=SLOW)


def test_a_circle_is_opened_until_its_matters_are_seen(served: Served, browser: Browser) -> None:
    near, alone = [served.loop.public(**SPOT) for _twin in range(3)], served.loop.public(**ELSEWHERE)
    page = context(browser, served.address, DESK, "en").new_page()
    _map(page, served)
    expect(page.locator("[data-near-said]")).to_have_text("Matters in this part of the map: 4")
    expect(page.locator(f".wz-near-pin[href$='{alone.uuid}']")).to_have_count(1)
    circle = page.locator("button.wz-map-circle")
    for _closer in range(8):
        expect(circle).to_have_count(1)
        if "at this place" in (circle.get_attribute("aria-label") or ""):
            break
        circle.press("Enter")
        page.wait_for_timeout(900)  # it moves closer and asks anew
    page.locator("button.wz-map-circle").press("Enter")
    expect(page.locator(".wz-near-popup a")).to_have_count(3)
    page.locator(".wz-near-popup a").first.click()
    page.wait_for_url(lambda url: any(str(one.uuid) in url for one in near))


def test_without_scripts_a_resident_reads_joins_and_follows(served: Served, browser: Browser) -> None:
    case = served.loop.public()
    reader = browser.new_context(java_script_enabled=False, viewport={"width": PHONE[0], "height": PHONE[1]})
    reader.add_cookies([{"name": "django_language", "value": "en", "url": served.address}])
    page = reader.new_page()
    page.goto(f"{served.address}/nearby/")
    expect(page.locator("[data-near]")).to_be_hidden()
    page.locator(f"a[href$='{case.uuid}']").click()
    page.get_by_role("button", name="This concerns me too").click()
    expect(page.get_by_text("1 other says: me too")).to_be_visible()
    page.get_by_role("button", name="Follow on this device").click()
    page.goto(f"{served.address}/nearby/following")
    expect(page.locator(f"a[href$='{case.uuid}']")).to_be_visible()
    page.get_by_role("button", name="Follow no longer").click()
    expect(page.get_by_text("You follow nothing on this device")).to_be_visible()
