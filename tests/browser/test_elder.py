"""The elder mode: large, high in contrast, few choices within one screen, read aloud where the browser can."""

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import DESK, PHONE, Served, context
from tests.browser.test_screens import PICTURES, faults, looks
from wuzhi.demo.cast import VILLAGE

pytestmark = pytest.mark.browser
PAGES = ("/", "/report", "/track", "/here/", f"/here/{VILLAGE}", "/errands/")
# A voice that says nothing and never ends, since a machine for tests has none.
VOICE = """window.spoken = [];
Object.defineProperty(window, "speechSynthesis", {value: {
  speak: (one) => spoken.push([one.lang, one.text]), cancel: () => {},
}});
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };"""


ENHANCED = {"rules": {"color-contrast-enhanced": {"enabled": True}}}
SMALL = """[...document.querySelectorAll('button, input:not([type=hidden]), select, summary, a.btn, a.wz-tile')]
.filter((one) => one.checkVisibility() && !one.closest('.maplibregl-map'))
.map((one) => [one.outerHTML.slice(0, 80), (one.closest('label') || one).offsetHeight || 99])
.filter(([, height]) => height < 48)"""


def elder(browser: Browser, served: Served, size: tuple[int, int], language: str) -> BrowserContext:
    made = context(browser, served.address, size, language)
    made.add_cookies([{"name": "wuzhi_elder", "value": "1", "url": served.address}])
    return made


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_residents_pages_in_both_sizes(served: Served, browser: Browser, language: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    wrong: dict[tuple[str, int], list[str]] = {}
    reader = elder(browser, served, PHONE, language)
    for path in PAGES:
        page = reader.new_page()
        wrong[path, 0] = faults(page, served.address + path)
        name = path.strip("/").replace("/", "-") or "home"
        for size in (PHONE, DESK):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            wrong[path, size[0]] = looks(page, options=ENHANCED) + [str(one) for one in page.evaluate(SMALL)]
            if page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") < 20:
                wrong[path, size[0]].append("small type")
            page.screenshot(path=PICTURES / f"elder-{name}-{language}-{size[0]}.png", full_page=True)
        page.close()
    assert {where: found for where, found in wrong.items() if found} == {}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("large", [False, True], ids=["ordinary", "elder"])
def test_what_matters_is_on_the_first_screen_of_a_phone(
    served: Served, browser: Browser, language: str, large: bool
) -> None:
    reader = elder(browser, served, PHONE, language) if large else context(browser, served.address, PHONE, language)
    page = reader.new_page()
    page.goto(served.address)
    lowest = page.evaluate(
        """Math.max(...[...document.querySelectorAll('.wz-emergency, .wz-home > .wz-tiles > .wz-tile')]
        .filter((one) => !one.matches('[href="/sign-in"]')).map((one) => one.getBoundingClientRect().bottom))"""
    )
    assert lowest <= PHONE[1]


def test_the_switch_is_found_used_by_keyboard_and_undone(served: Served, browser: Browser) -> None:
    page = context(browser, served.address, PHONE, "en").new_page()
    page.goto(f"{served.address}/track")
    page.get_by_role("button", name="Large type").focus()
    page.keyboard.press("Enter")
    expect(page.locator("html.wz-elder")).to_be_attached()
    assert page.url.endswith("/track")
    page.get_by_role("button", name="Ordinary type").focus()
    page.keyboard.press("Enter")
    expect(page.locator("html.wz-elder")).to_have_count(0)


def test_a_page_is_read_aloud_and_stopped_by_keyboard(served: Served, browser: Browser) -> None:
    reader = elder(browser, served, PHONE, "en")
    reader.add_init_script(VOICE)
    page = reader.new_page()
    page.goto(f"{served.address}/track")
    page.get_by_role("button", name="Read this page aloud").focus()
    page.keyboard.press("Enter")
    stop = page.get_by_role("button", name="Stop reading")
    expect(stop).to_be_focused()
    spoken = page.evaluate("spoken")
    assert ["en", "See how it stands"] in spoken
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Read this page aloud")).to_be_focused()


def test_without_a_voice_or_scripts_nothing_is_offered_that_does_not_work(served: Served, browser: Browser) -> None:
    mute = elder(browser, served, PHONE, "en")
    mute.add_init_script('Object.defineProperty(window, "speechSynthesis", {value: undefined});')
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies([{"name": "wuzhi_elder", "value": "1", "url": served.address}])
    for reader in (mute, plain):
        page = reader.new_page()
        page.goto(served.address)
        expect(page.locator("[data-aloud]")).to_be_hidden()
        assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 20
