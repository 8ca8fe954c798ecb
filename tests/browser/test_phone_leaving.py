"""What stays on the phone and what goes: at sign-out, after 72 hours, under another account, with a new version."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import County, Served, serving, sign_in
from tests.browser.phone import (
    cases,
    enter_report,
    own_report,
    phone_of,
    ready,
    until,
    until_sent,
    until_waiting,
)
from wuzhi.pwa import shell

pytestmark = pytest.mark.browser
HOURS_72 = 72 * 3600 * 1000
# Everything in the browser's databases as one text.
ALL_KEPT = """async () => {
    const found = [];
    for (const { name } of await indexedDB.databases()) {
        const database = await new Promise((resolve) => {
            const asked = indexedDB.open(name);
            asked.onsuccess = () => resolve(asked.result);
        });
        for (const store of database.objectStoreNames) {
            found.push(await new Promise((resolve) => {
                const asked = database.transaction(store).objectStore(store).getAll();
                asked.onsuccess = () => resolve(JSON.stringify(asked.result));
            }));
        }
        database.close();
    }
    return found.join("\\n");
}"""


def test_signing_out_asks_about_what_waits_and_takes_what_was_read(served: Served, browser: Browser) -> None:
    own_report(served)
    page = phone_of(served, browser)
    page.context.set_offline(True)
    enter_report(page, "for later")
    until_waiting(page, 1)
    page.click("a[href='#more']")
    expect(page.get_by_text("1 entries wait on this phone.")).to_be_visible()
    page.click("[data-leave] button[value=leave]")
    expect(page.locator("main a[href^='/sign-in']")).to_be_visible()
    assert "grounds" not in page.evaluate(ALL_KEPT)
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("main a[href^='/sign-in']")).to_be_visible()
    assert page.request.get(f"{served.address}/api/v1/me").status == 401
    sign_in(page, served.address, "outsider")
    page.goto(f"{served.address}/phone/#waiting")
    expect(page.get_by_text("Of another account on this phone, 1 wait")).to_be_visible()
    assert cases()[1:] == []
    page.goto(f"{served.address}/inbox")
    page.locator("form[action$='/sign-out'] button").first.evaluate("(one) => one.click()")
    page.wait_for_url(f"{served.address}/")
    sign_in(page, served.address, "grid")
    page.goto(f"{served.address}/phone/")
    ready(page)
    until_sent(page)
    assert len(cases()) == 2


def test_signing_out_on_any_page_takes_what_was_read(served: Served, browser: Browser) -> None:
    own_report(served)
    page = phone_of(served, browser)
    assert "grounds" in page.evaluate(ALL_KEPT)
    page.goto(f"{served.address}/inbox")
    page.locator("form[action$='/sign-out'] button").first.evaluate("(one) => one.click()")
    page.wait_for_url(f"{served.address}/")
    assert "grounds" not in page.evaluate(ALL_KEPT)


def test_after_72_hours_of_silence_nothing_that_was_read_is_left(served: Served, browser: Browser) -> None:
    own_report(served)
    page = phone_of(served, browser)
    page.evaluate(
        """async (age) => {
            const { recall, remember } = await import("/static/pwa/kept.js");
            const area = await recall("area");
            await remember("area", { ...area, answered: area.answered - age });
        }""",
        HOURS_72,
    )
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_text("Nothing of your area is on this phone.")).to_be_visible()
    assert "grounds" not in page.evaluate(ALL_KEPT)


def test_no_word_and_no_contact_of_a_person_is_on_the_phone(served: Served, browser: Browser) -> None:
    own_report(served, words="CANARY-WORDS in the yard", contact="CANARY-CONTACT")
    page = phone_of(served, browser)
    page.locator(".ph-line").click()
    page.click("[data-look] button[value=contact]")
    expect(page.get_by_text("CANARY-WORDS")).to_be_visible()
    page.click("a[href='#today']")
    kept = page.evaluate(ALL_KEPT)
    assert "CANARY" not in kept
    assert "grounds" in kept


def test_a_new_version_takes_over_when_told_and_what_waits_is_sent(
    county: County, browser: Browser, tmp_path: Path
) -> None:
    with serving(county, tmp_path) as served:
        page = phone_of(served, browser)
        page.context.set_offline(True)
        enter_report(page, "written on the old version")
        until_waiting(page, 1)
        _publish(tmp_path)
        page.route("**/api/v1/cases", lambda route: route.abort())
        page.context.set_offline(False)
        page.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update()")
        page.get_by_role("button", name="Use it now").click()
        until(page, "async () => (await caches.keys()).length === 1")
        page.unroute("**/api/v1/cases")
        page.reload()
        ready(page)
        until_sent(page)
        assert len(cases()) == 1


def _publish(var: Path) -> None:
    """Another version of the shell, as an upgrade collects it."""
    collected = var / "static" / "pwa" / "phone.css"
    collected.parent.mkdir(parents=True)
    source = shell.path_of("pwa/phone.css")
    shutil.copy(source, collected)
    collected.write_text(collected.read_text() + "\n/* newer */\n")
