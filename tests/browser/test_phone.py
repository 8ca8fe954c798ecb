"""The phone's page as a worker meets it: kept on the phone, told of conflicts, full, left behind, and replaced."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, Served, context
from tests.browser.phone import (
    camera_photo,
    cases,
    opened,
    own_report,
    phone_of,
    read,
    ready,
    until_map_kept,
    until_sent,
    until_waiting,
)
from wuzhi.cases.actions import act
from wuzhi.files.models import Attachment
from wuzhi.people.actor import CLOCK

pytestmark = pytest.mark.browser


def test_it_can_be_installed_and_opens_without_a_signal(served: Served, browser: Browser) -> None:
    own_report(served)
    page = phone_of(served, browser)
    asked = page.context.new_cdp_session(page)
    faults = {one["errorId"] for one in asked.send("Page.getInstallabilityErrors")["installabilityErrors"]}
    assert faults <= {"in-incognito"}, "as every browser of the tests is"
    assert asked.send("Page.getAppManifest")["errors"] == []
    expect(page.locator(".ph-line")).to_have_count(1)
    page.context.set_offline(True)
    page.reload()
    ready(page)
    expect(page.locator(".ph-line")).to_have_count(1)
    expect(page.get_by_text("No connection")).to_be_visible()
    page.locator(".ph-line").click()
    expect(page.get_by_role("heading", name="What you can do")).to_be_visible()
    page.click("[data-look] button[value=words]")
    expect(page.get_by_text("This needs a signal.")).to_be_visible()


def test_the_map_is_there_without_a_signal_too(served: Served, browser: Browser) -> None:
    own_report(served)
    page = phone_of(served, browser)
    until_map_kept(page)
    page.context.set_offline(True)
    page.reload()
    ready(page)
    page.click("[data-order=map]")
    expect(page.locator(".ph-map canvas")).to_be_visible()
    page.locator("a.ph-spot").click()
    expect(page.get_by_role("heading", name="What you can do")).to_be_visible()


def test_a_step_that_someone_else_took_meanwhile_is_a_conflict_for_the_person(served: Served, browser: Browser) -> None:
    case = own_report(served)
    page = phone_of(served, browser)
    page.context.set_offline(True)
    _take(page, "Solve on the spot", note="mended it")
    until_waiting(page, 1)
    read(lambda: served.loop.take(case, "grid", "escalate"))
    page.context.set_offline(False)
    expect(page.locator("[data-count].ph-bad")).to_have_text("1")
    page.click("a[href='#waiting']")
    entry = page.locator(".ph-entry")
    expect(entry).to_contain_text("someone was quicker")
    expect(entry).to_contain_text("mended it")
    expect(entry).to_contain_text("Passed to the next tier")
    expect(entry).to_contain_text("Your step is no longer open.")
    page.once("dialog", lambda dialog: dialog.accept())
    entry.get_by_role("button", name="Let it go").click()
    expect(page.get_by_text("Everything was sent.")).to_be_visible()


def test_a_conflict_can_be_settled_by_doing_it_all_the_same(served: Served, browser: Browser) -> None:
    case = own_report(served)
    page = phone_of(served, browser)
    page.context.set_offline(True)
    _take(page, "Solve on the spot", note="mended")
    until_waiting(page, 1)
    read(lambda: served.loop.take(case, "dispatcher", "remind"))
    page.context.set_offline(False)
    page.click("a[href='#waiting']")
    page.get_by_role("button", name="Do it all the same").click()
    until_sent(page)
    assert cases()[0].outcome == "solved"


def test_a_reminder_of_the_clock_is_no_conflict(served: Served, browser: Browser) -> None:
    case = own_report(served)
    page = phone_of(served, browser)
    page.context.set_offline(True)
    _take(page, "Solve on the spot", note="mended")
    until_waiting(page, 1)
    read(lambda: act(actor=CLOCK, case_uuid=case.uuid, step_key="remind"))
    page.context.set_offline(False)
    until_sent(page)
    assert cases()[0].outcome == "solved"


def _take(page: Page, label: str, **fields: str) -> None:
    page.locator(".ph-line").first.click()
    step = page.locator(".ph-step", has_text=label)
    step.locator("summary").click()
    for name, value in fields.items():
        step.locator(f"[name={name}]").fill(value)
    step.locator("button").click()
    page.wait_for_url("**#today")


def test_a_refusal_tells_why_and_can_be_changed(served: Served, browser: Browser) -> None:
    page = phone_of(served, browser)
    page.context.set_offline(True)
    page.goto(f"{served.address}/phone/#report/report/other")
    page.click(".ph-foot button")
    until_waiting(page, 1)
    page.context.set_offline(False)
    page.click("a[href='#waiting']")
    expect(page.locator(".ph-why")).to_contain_text("Please write a few words")
    page.get_by_role("link", name="Change it").click()
    expect(page.locator("[data-field=words] .ph-fault")).to_contain_text("Please write a few words")
    page.fill("[data-fields] [name=words]", "a dog barks all night")
    page.click(".ph-foot button")
    page.wait_for_url("**#today")
    until_sent(page)
    assert len(cases()) == 1


def test_a_full_phone_says_so_before_and_keeps_what_is_entered_last(
    served: Served, browser: Browser, tmp_path: Path
) -> None:
    held = context(browser, served.address, PHONE, "en", service_workers="block")
    page = held.new_page()
    room = {"origin": served.address, "quotaSize": 5_000_000}
    held.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", room)
    page = opened(held, served.address, shell=False)
    held.set_offline(True)
    expect(page.locator("#full")).to_be_hidden()
    for number in range(20):
        _enter_photo(page, tmp_path, f"number {number}")
        if page.locator("#full").is_visible():
            break
        page.wait_for_url("**#today")
    assert number > 2, "there was room for some"
    kept = number + 1
    for _more in range(20):
        _enter_photo(page, tmp_path, "one too many")
        if "#report" in page.url:
            break
        kept += 1
    expect(page.get_by_text("it was NOT kept")).to_be_visible()
    expect(page.locator("[data-fields] [name=words]")).to_have_value("one too many")
    until_waiting(page, kept)
    held.set_offline(False)
    until_sent(page)
    expect(page.locator("#full")).to_be_hidden()
    assert len(cases()) == kept


def _enter_photo(page: Page, folder: Path, words: str) -> None:
    page.click("a[href='#kinds']")
    page.locator(".ph-kind").first.click()
    page.fill("[data-fields] [name=words]", words)
    page.set_input_files("[name=picture]", camera_photo(folder))
    page.click(".ph-foot button")
    page.wait_for_function("() => location.hash === '#today' || document.getElementById('said').dataset.tone === 'bad'")


def test_a_photo_is_drawn_smaller_and_without_what_the_camera_wrote(
    served: Served, browser: Browser, tmp_path: Path
) -> None:
    page = phone_of(served, browser)
    page.click("a[href='#kinds']")
    page.locator(".ph-kind").first.click()
    page.set_input_files("[name=picture]", camera_photo(tmp_path))
    size, side, told = page.evaluate(
        """async () => {
            const { shrunk } = await import("/static/pwa/photo.js");
            const found = await shrunk(document.querySelector("[name=picture]").files[0]);
            const { width } = await createImageBitmap(found);
            return [found.size, width, (await found.text()).includes("SECRET-CAMERA")];
        }"""
    )
    assert (size <= 300_000, side <= 1600, told) == (True, True, False)
    page.click(".ph-foot button")
    page.wait_for_url("**#today")
    until_sent(page)
    assert read(Attachment.objects.count) == 1
