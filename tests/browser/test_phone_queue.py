"""What was entered on the phone arrives once, in its order, whatever happens to the signal, the page or the browser."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from tests.browser.conftest import PHONE, Served, sign_in
from tests.browser.phone import cases, enter_report, opened, phone_of, read, ready, until_sent, until_waiting, waiting
from wuzhi.cases.models import Case, Event
from wuzhi.trust import vault

pytestmark = pytest.mark.browser
MANY = 50
FLAGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader"]
KEEP = """async (many) => {
    const { keep, newId } = await import("/static/pwa/queue.js");
    const { taken } = await import("/static/pwa/area.js");
    const { account, processes, grounds } = await taken();
    const report = processes.find((one) => one.key === "report");
    const category = report.form.properties.category.oneOf[0].const;
    const code = grounds.find((one) => one.own).code;
    await keep(Array.from({ length: many }, (_, at) => ({
        id: newId(), account, process: "report", label: "Report", title: String(at),
        data: { category, words: `number ${at}`, place: { code } },
    })));
}"""


def test_a_report_survives_the_browser_s_death_and_arrives_once(
    served: Served, chromium_path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    options = {
        "executable_path": chromium_path,
        "args": FLAGS,
        "viewport": {"width": PHONE[0], "height": PHONE[1]},
        "locale": "en",
    }
    folder = tmp_path / "profile"
    with sync_playwright() as playwright:
        held = playwright.chromium.launch_persistent_context(folder, **options)  # type: ignore[arg-type]
        page = opened(held, served.address)
        held.set_offline(True)
        enter_report(page, "written without a signal")
        until_waiting(page, 1)
        _kill(folder)
    assert cases() == []
    with sync_playwright() as playwright:
        held = playwright.chromium.launch_persistent_context(folder, **options)  # type: ignore[arg-type]
        page = held.new_page()
        page.goto(f"{served.address}/phone/")
        if _is_signed_out(page):  # a browser writes its cookies late: the session may have died with it
            expect(page.get_by_text("1 entries wait")).to_be_visible()
            sign_in(page, served.address, "grid")
            page.goto(f"{served.address}/phone/")
        ready(page)
        until_sent(page)
        page.reload()
        ready(page)
        held.close()
    [case] = cases()
    assert case.words is not None


def _is_signed_out(page: Page) -> bool:
    either = page.locator("#bar:not([hidden]), main a[href^='/sign-in']").first
    either.wait_for()
    return either.get_attribute("id") != "bar"


def _kill(folder: Path) -> None:
    """Every process of the browser whose profile lies there, at once."""
    found = subprocess.run(["pgrep", "-f", str(folder)], capture_output=True, text=True, check=True).stdout.split()
    for pid in found:
        try:
            os.kill(int(pid), signal.SIGKILL)
        except ProcessLookupError:
            continue


def test_fifty_entries_arrive_in_their_order_though_answers_are_lost(served: Served, browser: Browser) -> None:
    page = phone_of(served, browser)
    page.context.set_offline(True)
    page.evaluate(KEEP, MANY)
    until_waiting(page, MANY)
    seen = {"sent": 0}

    def lose_some(route: Route) -> None:
        """The server has taken it, but its answer never comes; then the line is dead for a while."""
        seen["sent"] += 1
        if seen["sent"] % 7 == 3:
            route.fetch()
            route.abort("connectionreset")
        elif seen["sent"] % 7 == 5:
            route.abort("connectionrefused")
        else:
            route.continue_()

    page.context.route("**/api/v1/cases", lose_some)
    page.context.set_offline(False)
    for _turn in range(MANY):
        page.evaluate("dispatchEvent(new Event('online'))")  # the page would wait longer and longer
        page.wait_for_timeout(200)
        if not waiting(page):
            break
    until_sent(page)
    assert seen["sent"] > MANY
    found = cases()
    assert len(found) == MANY
    assert read(lambda: [_words(served, case) for case in found]) == [f"number {at}" for at in range(MANY)]


def _words(served: Served, case: Case) -> str:
    assert case.words is not None
    viewer = served.loop.cast.actor("grid")
    [text] = vault.reveal(viewer=viewer, uuids=[case.words], subject=case.uuid, purpose="handling").values()
    return text


def test_who_signs_in_anew_meanwhile_goes_on_sending(served: Served, browser: Browser) -> None:
    """A new session has a new token: what was refused for the old one is no refusal."""
    page = phone_of(served, browser)
    page.context.set_offline(True)
    page.evaluate(KEEP, 3)
    passed: list[str] = []

    def sign_in_between(route: Route) -> None:
        passed.append(route.request.url)
        if len(passed) == 2:
            page.context.clear_cookies(name="sessionid")
            other = page.context.new_page()
            sign_in(other, served.address, "grid")
            other.close()
        route.continue_()

    page.context.route("**/api/v1/cases", sign_in_between)
    page.context.set_offline(False)
    until_sent(page)
    assert len(cases()) == 3


def test_two_tabs_send_each_entry_once(served: Served, browser: Browser) -> None:
    page = phone_of(served, browser)
    page.context.set_offline(True)
    page.evaluate(KEEP, 8)
    other = page.context.new_page()
    other.goto(f"{served.address}/phone/")
    ready(other)
    page.context.set_offline(False)
    until_sent(page)
    until_sent(other)
    assert len(cases()) == 8


def test_without_locks_a_lease_keeps_two_tabs_apart(served: Served, browser: Browser) -> None:
    page = phone_of(served, browser)
    page.context.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined })")
    page.reload()
    ready(page)
    page.context.set_offline(True)
    page.evaluate(KEEP, 5)
    other = page.context.new_page()
    other.goto(f"{served.address}/phone/")
    ready(other)
    page.context.set_offline(False)
    until_sent(page)
    assert len(cases()) == 5


def test_without_a_service_worker_the_queue_still_holds(served: Served, browser: Browser) -> None:
    """As in a browser inside another app."""
    page = phone_of(served, browser, service_workers="block")
    page.context.set_offline(True)
    enter_report(page, "inside another app")
    until_waiting(page, 1)
    page.close()
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(f"{served.address}/phone/")
    ready(again)
    until_sent(again)
    assert len(cases()) == 1


def test_what_was_solved_on_the_spot_is_opened_and_ended_in_one_go(served: Served, browser: Browser) -> None:
    page = phone_of(served, browser)
    page.context.set_offline(True)
    _solved(page)
    until_waiting(page, 2)
    page.context.set_offline(False)
    until_sent(page)
    [case] = cases()
    assert (case.state, case.outcome) == ("closed", "solved")
    assert read(lambda: list(Event.objects.order_by("number").values_list("kind", flat=True))) == ["collect", "solve"]


def _solved(page: Page) -> None:
    page.click("a[href='#kinds']")
    page.locator(".ph-kind").first.click()
    page.check("[data-spot] input[type=checkbox]")
    page.fill("[data-spot-fields] [name=note]", "picked up")
    page.click(".ph-foot button")
    page.wait_for_url("**#today")


def test_an_errand_is_entered_taken_and_done_the_same_way(served: Served, browser: Browser) -> None:
    page = phone_of(served, browser)
    page.click("a[href='#kinds']")
    page.locator(".ph-kind[href^='#report/errand/']").first.click()
    page.fill("[data-fields] [name=words]", "for the old lady on the third floor")
    page.fill("[data-fields] [name=contact]", "0716-1234567")
    page.check("[data-spot] input[type=checkbox]")
    page.click(".ph-foot button")
    page.wait_for_url("**#today")
    until_sent(page)
    [case] = cases()
    assert case.state == "done"
