"""An open page rings: with a stand-in for the browser's notifications, in one tab and two, by button alone."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESK, PHONE, Served, context
from wuzhi.cases.actions import open_case
from wuzhi.cases.models import Case
from wuzhi.core import clock
from wuzhi.core.versions import raise_version
from wuzhi.demo.cast import GRID
from wuzhi.notices.jobs import work
from wuzhi.notices.models import Notice
from wuzhi.people.actor import ANYONE
from wuzhi.roster.limits import FAMILY
from wuzhi.roster.models import Ring, Shift

pytestmark = pytest.mark.browser
WORDS = "楼道里煤气味很重"
# Remembers what it was asked to show; permission is given when it is asked for.
FAKE = """
window.said = [];
window.asked = 0;
class Fake extends EventTarget {
  static permission = localStorage.getItem("fake-permission") || "default";
  static async requestPermission() {
    window.asked += 1;
    localStorage.setItem("fake-permission", "granted");
    Fake.permission = "granted";
    return "granted";
  }
  constructor(title, options) { super(); window.said.push({ title, ...options }); }
}
window.Notification = Fake;
"""


def _on_duty(served: Served) -> None:
    """The clerk has the shift around now, nearest of all."""
    now = clock.now()
    Shift.objects.create(
        area_code=GRID,
        unit=served.loop.cast.units["421081-cg"],
        user=served.loop.cast.users["clerk"],
        starts=now - timedelta(hours=1),
        ends=now + timedelta(hours=8),
    )
    raise_version(FAMILY)


def _urgent() -> Case:
    data = {"category": "gas-leak", "urgency": "at_once", "words": WORDS, "place_code": GRID}
    case = open_case(actor=ANYONE, process_key="report", data=data).case
    work()
    return case


def _ask_now(page: Page) -> None:
    """As if the page had come into sight again: it asks at once."""
    with page.expect_response("**/rings"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def _until(page: Page, condition: str) -> None:
    """Asked again and again: the content policy lets no page evaluate text by itself."""
    for _try in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(condition)


def _reader(browser: Browser, served: Served, size: tuple[int, int] = DESK) -> BrowserContext:
    made = context(browser, served.address, size, "en", "clerk")
    made.add_init_script(FAKE)
    return made


def test_a_page_rings_until_heard_and_every_tab_falls_silent(served: Served, browser: Browser) -> None:
    _on_duty(served)
    reader = _reader(browser, served)
    one, other = reader.new_page(), reader.new_page()
    one.goto(f"{served.address}/duty/mine", wait_until="networkidle")
    assert one.evaluate("window.asked") == 0, "permission is asked by the button alone"
    one.get_by_role("button", name="Ring on this device").click()
    expect(one.get_by_role("button", name="Stop ringing on this device")).to_be_visible()
    assert one.evaluate("window.asked") == 1
    other.goto(f"{served.address}/inbox", wait_until="networkidle")
    expect(one.locator("#ring")).to_be_hidden()
    case = _urgent()
    for page in (one, other):
        _ask_now(page)
        expect(page.locator("#ring")).to_be_visible()
    said = [*one.evaluate("window.said"), *other.evaluate("window.said")]
    assert [note["title"].split(" · ")[0] for note in said] == ["Urgent matter: Gas leak"], "two tabs say it once"
    assert WORDS not in str(said)
    expect(one.get_by_role("link", name="Gas leak")).to_have_attribute("href", f"/cases/{case.uuid}")
    expect(one).to_have_title(re.compile("Urgent matter"))
    one.get_by_role("button", name="Heard").click()
    expect(one.locator("#ring")).to_be_hidden()
    expect(other.locator("#ring")).to_be_hidden()
    assert Ring.objects.get(subject=case.uuid).heard_by == served.loop.cast.users["clerk"]
    assert Notice.objects.get(subject=case.uuid, user__username="clerk").read_at is not None


def test_it_says_so_without_scripts_and_heard_is_a_button(served: Served, browser: Browser) -> None:
    _on_duty(served)
    signed_in = context(browser, served.address, PHONE, "en", "clerk")
    reader = browser.new_context(java_script_enabled=False, viewport={"width": PHONE[0], "height": PHONE[1]})
    reader.add_cookies([{**one} for one in signed_in.cookies()])  # type: ignore[typeddict-item]  # as it gave them
    case = _urgent()
    page = reader.new_page()
    page.goto(f"{served.address}/inbox")
    page.get_by_role("link", name="See the urgent notice").click()
    page.get_by_role("button", name="Heard").click()
    expect(page.get_by_text("It rings no longer")).to_be_visible()
    expect(page.locator("#ring")).to_be_hidden()
    assert Ring.objects.get(subject=case.uuid).heard_at is not None


def test_a_page_that_can_t_ask_tries_less_often_and_goes_on(served: Served, browser: Browser) -> None:
    _on_duty(served)
    reader = _reader(browser, served)
    page = reader.new_page()
    page.add_init_script(
        """
        window.waits = [];
        const later = window.setTimeout;
        window.setTimeout = (work, wait, ...more) => { window.waits.push(wait); return later(work, wait, ...more); };
        """
    )
    page.route("**/rings", lambda route: route.abort())
    page.goto(f"{served.address}/inbox")
    _until(page, "window.waits.includes(40000)")
    page.unroute("**/rings")
    _urgent()
    _ask_now(page)
    expect(page.locator("#ring")).to_be_visible()
    assert page.evaluate("window.said") == [], "a silent device shows, and does not notify"
    assert 20000 in page.evaluate("window.waits")
