"""One report from the resident's phone and back: by mouse, by keyboard alone, and without JavaScript."""

import re

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, Served, context
from wuzhi.cases.models import Case
from wuzhi.core.ids import show_tracking_code
from wuzhi.demo.cast import VILLAGE

pytestmark = [pytest.mark.browser, pytest.mark.journey]
WORDS = "桥头路灯连续三晚不亮"


def step(page: Page, key: str) -> None:
    """Unfolds a step where it is folded."""
    folded = page.locator(f"#step-{key}:not([open]) > summary")
    if folded.count():
        folded.click()


def send(page: Page, key: str) -> None:
    page.locator(f"#step-{key} button[type=submit]").click()
    page.wait_for_load_state()


def case_of(page: Page, served: Served) -> Case:
    code = page.url.rpartition("/")[2].replace("-", "")
    expect(page.locator(".wz-code")).to_have_text(show_tracking_code(code))
    connection.close()  # a new one surely sees what the server has just committed
    return Case.objects.get(tracking_code=code)


def test_by_mouse(served: Served, browser: Browser) -> None:
    resident = context(browser, served.address, PHONE, "en").new_page()
    resident.goto(f"{served.address}/report")
    resident.fill("#id_words", WORDS)
    canvas = resident.locator("[data-pick] canvas")
    canvas.wait_for()
    canvas.click()
    expect(resident.locator("#picked")).to_contain_text("The pin lies in:")
    resident.get_by_role("button", name="Send the report").dblclick()
    resident.wait_for_url(re.compile("/report/done/"))
    case = case_of(resident, served)
    assert Case.objects.count() == 1
    assert case.longitude is not None

    desk = context(browser, served.address, DESK, "en", "dispatcher").new_page()
    desk.goto(f"{served.address}/review")
    desk.locator(f"a[href='/review?case={case.uuid}']").click()
    desk.locator("#id_review_category").select_option("street-light")
    desk.fill("#id_review_summary", "路灯不亮")
    send(desk, "review")
    expect(desk.locator("#id_dispatch_unit option:checked")).not_to_have_text("—")
    send(desk, "dispatch")

    clerk = context(browser, served.address, DESK, "en", "clerk").new_page()
    clerk.goto(f"{served.address}/inbox")
    clerk.locator(f"a[href='/cases/{case.uuid}']").click()
    expect(clerk.get_by_text(WORDS)).to_be_visible()
    send(clerk, "accept")
    step(clerk, "report_done")
    clerk.fill("#id_report_done_note", "已更换灯泡")
    send(clerk, "report_done")

    resident.goto(f"{served.address}/t/{case.tracking_code}")
    expect(resident.locator(".wz-standing")).to_contain_text("已更换灯泡")
    for name, value in (("answered", "yes"), ("solved", "yes"), ("satisfaction", "5")):
        resident.locator(f"#step-call_back input[name={name}][value='{value}']").check()
    send(resident, "call_back")
    expect(resident.get_by_text("Thank you")).to_be_visible()
    case.refresh_from_db()
    assert case.state == "closed"


def focus(page: Page, selector: str) -> None:
    """Goes there by the Tab key alone, as someone without a mouse does."""
    target = page.locator(selector).first
    for _press in range(150):
        if target.evaluate("(one) => one === document.activeElement"):
            outline = target.evaluate("(one) => getComputedStyle(one).outlineStyle")
            assert outline != "none", f"{selector} shows no focus"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def enter(page: Page) -> None:
    """Presses Enter and waits for the page that it opens."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def report_by_keyboard(served: Served, resident: Page) -> Case:
    """From the first page to the receipt."""
    resident.goto(f"{served.address}/")
    focus(resident, "main a.wz-tile-first")
    enter(resident)
    resident.wait_for_url("**/report")
    focus(resident, "#id_words")
    resident.keyboard.type(WORDS)
    focus(resident, "#id_place_name")
    resident.keyboard.type("桥南居委会")
    focus(resident, "form.wz-form > button[type=submit]")
    enter(resident)
    resident.wait_for_url(re.compile("/report/done/"))
    return case_of(resident, served)


def test_by_keyboard_alone(served: Served, browser: Browser) -> None:
    resident = context(browser, served.address, DESK, "en").new_page()
    case = report_by_keyboard(served, resident)
    assert case.area_code == VILLAGE

    desk = context(browser, served.address, DESK, "en", "dispatcher").new_page()
    desk.goto(f"{served.address}/review")
    focus(desk, f"a[href='/review?case={case.uuid}']")
    enter(desk)
    desk.wait_for_url(re.compile("case="))
    focus(desk, "#id_review_category")
    desk.keyboard.type("Dark")
    focus(desk, "#step-review button[type=submit]")
    enter(desk)
    focus(desk, "#step-dispatch button[type=submit]")
    enter(desk)

    clerk = context(browser, served.address, DESK, "en", "clerk").new_page()
    clerk.goto(f"{served.address}/cases/{case.uuid}")
    focus(clerk, "#step-accept button[type=submit]")
    enter(clerk)
    focus(clerk, "#id_report_done_note")
    clerk.keyboard.type("已修好")
    focus(clerk, "#step-report_done button[type=submit]")
    enter(clerk)

    resident.goto(f"{served.address}/t/{case.tracking_code}")
    for name in ("answered", "solved", "satisfaction"):
        focus(resident, f"#step-call_back input[name={name}]")
        resident.keyboard.press("Space")
    focus(resident, "#step-call_back button[type=submit]")
    enter(resident)
    expect(resident.get_by_text("Thank you")).to_be_visible()
    case.refresh_from_db()
    assert case.state == "closed"


def test_a_resident_by_keyboard_in_elder_mode(served: Served, browser: Browser) -> None:
    reader = context(browser, served.address, PHONE, "en")
    reader.add_cookies([{"name": "wuzhi_elder", "value": "1", "url": served.address}])
    resident = reader.new_page()
    case = report_by_keyboard(served, resident)
    loop, number = served.loop, case.pk
    loop.take(case, "dispatcher", "review", category="street-light", urgency="ordinary", summary="路灯不亮")
    loop.take(case, "dispatcher", "dispatch", unit=loop.cast.units["421081-cg"].pk)
    loop.take(case, "clerk", "accept")
    loop.take(case, "clerk", "report_done", note="已修好")
    resident.goto(f"{served.address}/")
    focus(resident, "main a[href='/track']")
    enter(resident)
    focus(resident, "#code")
    resident.keyboard.type(show_tracking_code(case.tracking_code))
    enter(resident)
    for name in ("answered", "solved", "satisfaction"):
        focus(resident, f"#step-call_back input[name={name}]")
        resident.keyboard.press("Space")
    focus(resident, "#step-call_back button[type=submit]")
    enter(resident)
    expect(resident.get_by_text("Thank you")).to_be_visible()
    connection.close()
    assert Case.objects.get(pk=number).state == "closed"


def test_without_javascript(served: Served, browser: Browser) -> None:
    reader = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    reader.add_cookies([{"name": "django_language", "value": "en", "url": served.address}])
    page = reader.new_page()
    page.goto(f"{served.address}/report")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    page.fill("#id_words", WORDS)
    page.get_by_text("I don't know the name").click()
    page.select_option("#town", "421081001")
    page.get_by_role("button", name="Show its villages").click()
    assert page.input_value("#id_words") == WORDS
    page.locator(f"input[name=place_code][value='{VILLAGE}']").check()
    page.get_by_role("button", name="Send the report").click()
    page.wait_for_url(re.compile("/report/done/"))
    assert case_of(page, served).area_code == VILLAGE
