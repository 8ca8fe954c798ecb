"""A worker's hands on the case page: standard texts, two people on one case, and many matters at once."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESK, PHONE, Served, context
from tests.support.source import ROOT
from wuzhi.cases.models import Case
from wuzhi.demo.cast import PASSWORD

pytestmark = pytest.mark.browser
PICTURES = ROOT / "screenshots"


def _clean(page: Page, name: str) -> None:
    """No fault that axe finds, nothing wider than the window; kept as a picture."""
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []


def _ticks(page: Page) -> int:
    return page.locator("input[name=case]:checked").count()


def test_a_standard_text_is_filled_by_the_keyboard_and_keeps_what_was_written(served: Served, browser: Browser) -> None:
    case = served.loop.handling()
    page = context(browser, served.address, DESK, "en", "clerk").new_page()
    page.goto(f"{served.address}/cases/{case.uuid}", wait_until="networkidle")
    field = page.locator("#id_report_done_note")
    field.fill("Written by hand.")
    page.locator("#step-report_done details[data-texts] summary").press("Enter")
    page.get_by_role("link", name="Put on the plan").press("Enter")
    filled = field.input_value()
    assert filled.startswith("Written by hand.\n")
    assert "{" not in filled
    assert page.evaluate("document.activeElement.id") == "id_report_done_note"
    assert page.evaluate("getSelection().toString() || document.activeElement.value.includes('____')")
    assert "?text=" not in page.url


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_two_people_on_one_case(served: Served, browser: Browser, size: tuple[int, int]) -> None:
    case = served.loop.handling()
    page = context(browser, served.address, size, "zh-hans", "clerk").new_page()
    page.goto(f"{served.address}/cases/{case.uuid}", wait_until="networkidle")
    served.loop.take(case, "clerk", "progress", note="同事先写了")
    page.fill("#id_report_done_note", "我写的办理结果")
    page.click("#step-report_done button[type=submit]")
    page.wait_for_load_state("networkidle")
    assert "同事先写了" in page.locator("section[aria-labelledby=meanwhile-title]").inner_text()
    assert "我写的办理结果" in page.locator("section[aria-labelledby=written-title]").inner_text()
    _clean(page, f"conflict-{size[0]}")
    assert page.input_value("#id_report_done_note") == "我写的办理结果"
    page.click("#step-report_done button[type=submit]")
    page.wait_for_load_state("networkidle")
    assert Case.objects.get(pk=case.pk).state == "callback"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_handing_over_in_one_go(served: Served, browser: Browser, size: tuple[int, int]) -> None:
    clerk, other = served.loop.cast.users["clerk"], served.loop.cast.users["clerk2-cg"]
    cases = [served.loop.take(served.loop.handling(), "clerk", "assign", person=clerk.pk) for _one in range(3)]
    page = context(browser, served.address, size, "en", "clerk").new_page()
    page.goto(f"{served.address}/unit/{clerk.pk}", wait_until="networkidle")
    assert _ticks(page) == 3
    page.get_by_role("button", name="Tick none").press("Enter")
    assert _ticks(page) == 0
    page.get_by_role("button", name="Tick all").press("Enter")
    assert _ticks(page) == 3
    page.get_by_role("button", name="With those ticked").click()
    page.wait_for_load_state("networkidle")
    _clean(page, f"bulk-{size[0]}")
    page.get_by_role("button", name="Name the person who acts").click()
    page.wait_for_load_state("networkidle")
    _clean(page, f"bulk-form-{size[0]}")
    page.select_option("select[name=person]", str(other.pk))
    page.get_by_role("button", name="Name the person who acts: 3 matters").click()
    page.wait_for_load_state("networkidle")
    assert "Done for 3 matters." in page.inner_text("main")
    _clean(page, f"bulk-done-{size[0]}")
    assert {Case.objects.get(pk=case.pk).assignee_id for case in cases} == {other.pk}


def test_a_leave_is_entered_without_scripts(served: Served, browser: Browser) -> None:
    reader = browser.new_context(java_script_enabled=False, locale="en")
    reader.add_cookies([{"name": "django_language", "value": "en", "url": served.address}])
    page = reader.new_page()
    page.goto(f"{served.address}/sign-in")
    page.fill("input[name=username]", "clerk")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.goto(f"{served.address}/away")
    page.fill("input[name=first]", "2099-03-10")
    page.fill("input[name=last]", "2099-03-12")
    page.select_option("main select", index=1)
    page.click("main form button[type=submit]")
    assert "is away from 2099-03-10 to 2099-03-12" in page.inner_text("main")
