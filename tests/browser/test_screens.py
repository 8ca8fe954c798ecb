"""Every screen on a phone and on a desk, in both languages: drawn, kept as a picture, and free of faults.

The pictures are in screenshots/ for people to look at. Each page is asked for: nothing wider than the window,
nothing refused by the content policy, no script error, and, once in each size and each
language, no fault that axe finds.
"""

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESK, PHONE, Served, context, opened
from tests.support.loop import Loop
from tests.support.source import ROOT
from wuzhi.cases.actions import open_case
from wuzhi.cases.forms import Files
from wuzhi.cases.models import Case
from wuzhi.core import clock
from wuzhi.demo.cast import GRID, VILLAGE
from wuzhi.demo.geography import COUNTY
from wuzhi.demo.tone import tone
from wuzhi.notices.jobs import work
from wuzhi.papers.actions import issue
from wuzhi.papers.models import Letter
from wuzhi.people.actor import ANYONE

pytestmark = pytest.mark.browser
PICTURES = ROOT / "screenshots"


FIXED = {
    "duty": ("dispatcher", "/duty"),
    "duty-public": ("", "/duty"),
    "duty-month": ("dispatcher", f"/duty/month?area={COUNTY}"),
    "duty-mine": ("dispatcher", "/duty/mine"),
    "duty-none": ("grid", "/duty/mine"),
    "home": ("", "/"),
    "report": ("", "/report"),
    "track": ("", "/track"),
    "answers": ("", "/answers/"),
    "answer": ("", "/answers/lamp"),
    "answers-keep": ("dispatcher", "/answers/keep"),
    "answers-edit": ("dispatcher", "/answers/keep/lamp"),
    "here": ("", "/here/"),
    "errand": ("", "/errands/"),
    "settings": ("administrator", "/admin/"),
    "settings-year": ("administrator", "/admin/year/2026/"),
    "settings-day": ("administrator", "/admin/year/2026/?day=2026-03-13"),
    "workbook": ("administrator", "/admin/workbook/"),
    "sign-in": ("", "/sign-in"),
    "not-found": ("", "/nowhere"),
    "report-dispatcher": ("dispatcher", "/report"),
    "inbox": ("dispatcher", "/inbox"),
    "review": ("dispatcher", "/review"),
    "away": ("clerk", "/away"),
    "away-alone": ("leader", "/away"),
    "unit": ("clerk", "/unit"),
    "notices": ("clerk", "/notices"),
    "inbox-empty": ("outsider", "/inbox"),
    "supervision": ("supervisor", "/supervision?list=supervised"),
    "supervision-empty": ("supervisor", "/supervision?list=appealed"),
    "county": ("leader", "/county"),
    "county-list": ("leader", "/county/open"),
    "here-village": ("", f"/here/{VILLAGE}"),
    "review-empty": ("desk", "/review"),
    "inbox-narrowed": ("dispatcher", "/inbox?tab=all&q=路灯&urgency=ordinary"),
}


def screens(loop: Loop) -> dict[str, tuple[str, str]]:
    """name → (who looks, address), with something in each."""
    point = {"place_code": "", "place_longitude": "112.4", "place_latitude": "29.72"}
    collected, reviewed, handling = loop.report(**point), loop.reviewed(), loop.handling()
    waiting = loop.take(loop.handling(), "clerk", "ask_reporter", question="请问是哪一盏灯?")
    done, objected = loop.done(), loop.handling()
    loop.take(objected, "clerk", "ask_extension", days=3, note="等待配件")
    errand = {"category": "fetch-medicine", "words": "请帮忙取药", "place_code": GRID, "contact": "0716-0000000"}
    named = loop.take(loop.handling(), "clerk", "assign", person=loop.cast.users["clerk"].pk)
    asked = open_case(actor=ANYONE, process_key="errand", data=errand).case
    voice: Files = MultiValueDict({"recording": [SimpleUploadedFile("voice.ogg", tone(4))]})
    spoken = open_case(actor=ANYONE, process_key="report", data={"place_code": GRID}, files=voice).case
    back, supervised, letter = _supervised(loop)
    work()
    return FIXED | {
        "receipt": ("", f"/report/done/{collected.tracking_code}"),
        "status": ("", f"/t/{collected.tracking_code}"),
        "status-question": ("", f"/t/{waiting.tracking_code}"),
        "status-callback": ("", f"/t/{done.tracking_code}"),
        **_nearby(loop.public(**point)),
        "case-collected": ("dispatcher", f"/cases/{collected.uuid}"),
        "case-recorded": ("dispatcher", f"/cases/{spoken.uuid}"),
        "case-reviewed": ("dispatcher", f"/cases/{reviewed.uuid}"),
        "case-pending": ("dispatcher", f"/cases/{objected.uuid}"),
        "case-handling": ("clerk", f"/cases/{handling.uuid}"),
        "case-named": ("clerk", f"/cases/{named.uuid}?text=report_done.note.fixed"),
        "handover": ("clerk", f"/unit/{loop.cast.users['clerk'].pk}"),
        "errand-case": ("grid", f"/cases/{asked.uuid}"),
        "case-supervised": ("supervisor", f"/cases/{supervised.uuid}"),
        "case-second-look": ("leader", f"/cases/{back.uuid}"),
        "letter": ("clerk", f"/letters/{letter.uuid}"),
        "review-open": ("dispatcher", f"/review?case={collected.uuid}"),
        "duty-plan": ("dispatcher", f"/duty/plan?area={COUNTY}&unit={loop.cast.units[f'{COUNTY}-centre'].pk}"),
    }


def _supervised(loop: Loop) -> tuple[Case, Case, Letter]:
    """One of which the end is proposed, one that waits for its unit, and the letter of the second."""
    order = "该事项已超办理时限。请查明原因，明确责任人，限期办结。\n办理情况请书面反馈。"
    until = clock.today() + timedelta(days=3)
    back = loop.take(loop.handling(), "supervisor", "supervise", note=order, until=until)
    back = loop.take(back, "clerk", "report_back", note="已整改到位")
    back = loop.take(back, "supervisor", "propose_end", note="现场已核实")
    case = loop.take(loop.handling(), "supervisor", "supervise", note=order, until=until)
    loop.take(loop.done(), "supervisor", "supervise", note=order, until=until)
    actor = loop.cast.actor("supervisor")
    return back, case, issue(actor=actor, case_uuid=case.uuid, event_number=case.revision, kind_key="supervision")


def _nearby(shown: Case) -> dict[str, tuple[str, str]]:
    return {
        "nearby": ("", "/nearby/"),
        "nearby-nowhere": ("", "/nearby/?place=x"),
        "nearby-several": ("", "/nearby/?place=桥"),
        "nearby-words": ("", "/nearby/?q=路灯"),
        "nearby-matter": ("", f"/nearby/{shown.uuid}"),
        "nearby-following": ("", "/nearby/following"),
    }


def faults(page: Page, url: str, status: int = 200) -> list[str]:
    """Opens a page and says what is wrong with it, but for its look."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(f"script: {error}"))
    page.on("console", lambda said: found.append(f"console: {said.text}") if said.type == "error" else None)
    answer = opened(page, url)
    if status != 200:
        found.clear()  # the browser itself complains of such an answer
    if answer is None or answer.status != status:
        found.append(f"answered {answer and answer.status}, not {status}")
    return found


def looks(page: Page, *, axe: bool = True, options: dict[str, Any] | None = None) -> list[str]:
    """What is wrong with the look of a page at its present size; `options` are axe's own."""
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = [f"{wider} pixels wider than the window"] if wider > 0 else []
    asked = {"resultTypes": ["violations"], **(options or {})}  # what passes is not described: that takes longest
    for violation in Axe().run(page, options=asked).response["violations"] if axe else ():
        found += [f"axe {violation['id']}: {node['html'][:100]}" for node in violation["nodes"][:3]]
    return found


@pytest.mark.long
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_screen(served: Served, browser: Browser, language: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    wrong: dict[tuple[str, int], list[str]] = {}
    readers = {}
    for name, (user, path) in screens(served.loop).items():
        if user not in readers:
            readers[user] = context(browser, served.address, PHONE, language, user)
        page = readers[user].new_page()
        wrong[name, 0] = faults(page, served.address + path, 404 if name == "not-found" else 200)
        for size in (PHONE, DESK):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            asked = (size == PHONE) == (language == "zh-hans")  # once in each size and each language
            wrong[name, size[0]] = looks(page, axe=asked)
            page.screenshot(path=PICTURES / f"{name}-{language}-{size[0]}.png", full_page=True)
        page.close()
    assert {where: found for where, found in wrong.items() if found} == {}


def test_the_dark_theme_follows_the_system(served: Served, browser: Browser) -> None:
    for scheme in ("dark", "light"):
        reader = browser.new_context(color_scheme=scheme)
        page = reader.new_page()
        assert faults(page, f"{served.address}/report") + looks(page) == []
        assert page.get_attribute("html", "data-bs-theme") == scheme


SMALL = """[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary, textarea')]
.filter((one) => one.checkVisibility() && !one.closest('.maplibregl-map') && !one.matches('.wz-skip, .wz-row-link'))
.filter((one) => !(one.matches('a') && getComputedStyle(one).display === 'inline'
                   && one.parentElement.textContent.trim() !== one.textContent.trim()))
.map((one) => [one.outerHTML.slice(0, 80), (one.closest('label') || one).getBoundingClientRect().height])
.filter(([, height]) => height < 43.5)"""


def test_targets_on_a_phone_are_large_enough_for_a_thumb(served: Served, browser: Browser) -> None:
    """Links within a sentence apart; a row of a list is a target as a whole."""
    shown = served.loop.handling()
    pages = {
        "": ("/", "/report", "/answers/lamp", f"/here/{VILLAGE}", "/duty", "/nearby/"),
        "dispatcher": ("/inbox", "/review", "/duty", f"/duty/month?area={COUNTY}", f"/cases/{shown.uuid}"),
    }
    small = {}
    for user, paths in pages.items():
        reader = context(browser, served.address, PHONE, "en", user)
        for path in paths:
            page = reader.new_page()
            opened(page, served.address + path)
            small[user, path] = page.evaluate(SMALL)
            page.close()
    assert {where: found for where, found in small.items() if found} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_whoever_goes_by_keyboard_sees_where_they_are(served: Served, browser: Browser, scheme: str) -> None:
    reader = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = reader.new_page()
    page.goto(f"{served.address}/report")
    page.keyboard.press("Tab")
    assert "wz-skip" in page.evaluate("document.activeElement.className")
    seen = set()
    for _press in range(25):
        page.keyboard.press("Tab")
        look = "(one, look) => [one.tagName, look.outlineStyle, parseFloat(look.outlineWidth)]"
        tag, style, width = page.evaluate(f"({look})(document.activeElement, getComputedStyle(document.activeElement))")
        assert (style, width >= 3) == ("solid", True), page.evaluate("document.activeElement.outerHTML")
        seen.add(tag)
    assert {"A", "BUTTON", "SELECT", "TEXTAREA", "INPUT"} <= seen
