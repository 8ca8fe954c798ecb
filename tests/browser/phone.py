"""A worker's phone for tests: the page opened once with a signal, and what is on it afterwards."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import connection
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.browser.conftest import PHONE, Served, context, sign_in
from tests.support.loop import WORDS
from wuzhi.cases.actions import open_case
from wuzhi.cases.models import Case
from wuzhi.demo.cast import GRID


def phone_of(served: Served, browser: Browser, user: str = "grid", language: str = "en", **options: Any) -> Page:
    """The page of someone who has signed in, with the shell kept for later."""
    held = context(browser, served.address, PHONE, language, **options)
    return opened(held, served.address, user, shell=options.get("service_workers") != "block")


def opened(held: BrowserContext, address: str, user: str = "grid", *, shell: bool = True) -> Page:
    """Signed in, the area taken along, the service worker in charge where there is to be a `shell`."""
    page = held.new_page()
    sign_in(page, address, user)
    page.goto(f"{address}/phone/")
    ready(page)
    if shell:
        page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    return page


def ready(page: Page) -> None:
    """The lists are there."""
    page.locator("#bar:not([hidden])").wait_for()


def enter_report(page: Page, words: str = "", kind: str = "") -> None:
    """A report by its kind, at the place that is offered, with a few words."""
    page.click("a[href='#kinds']")
    page.locator(".ph-kind", has_text=kind).first.click() if kind else page.locator(".ph-kind").first.click()
    if words:
        page.fill("[data-fields] [name=words]", words)
    page.click(".ph-foot button")
    page.wait_for_url("**#today")


def waiting(page: Page) -> int:
    """How many entries wait, by the page's own words."""
    return int(page.locator("[data-count]").text_content() or 0)


def own_report(served: Served, **data: Any) -> Case:
    """A report that the grid worker has entered elsewhere and that waits for them."""
    given = {"words": WORDS, "place_code": GRID, "category": "exposed-rubbish", **data}
    return open_case(actor=served.loop.cast.actor("grid"), process_key="report", data=given).case


def camera_photo(folder: Path) -> Path:
    """Three million pixels that pack badly, with a camera's name beside them."""
    found = folder / "photo.jpg"
    if not found.exists():
        picture = Image.effect_noise((2000, 1500), 80).convert("RGB")
        facts = picture.getexif()
        facts[0x010F] = "SECRET-CAMERA"
        picture.save(found, quality=90, exif=facts)
    return found


def until(page: Page, question: str) -> None:
    """Asks the page until the answer is yes; a promise is waited for, which Playwright's own way takes for a yes."""
    for _turn in range(300):
        with suppress(Error):  # the page was left while it thought: the next one is asked
            if page.evaluate(question):
                return
        page.wait_for_timeout(200)
    raise AssertionError(question)


def until_map_kept(page: Page) -> None:
    """The map's library is on the phone."""
    until(page, "async () => Boolean(await caches.match('/static/vendor/maplibre-gl-worker.mjs', {ignoreVary: true}))")


def until_waiting(page: Page, many: int) -> None:
    """So many wait, and the page says so."""
    expect(page.locator("[data-count]")).to_have_text(str(many))


def until_sent(page: Page) -> None:
    """Nothing waits any more."""
    until(page, "async () => !(await (await import('/static/pwa/kept.js')).entries()).length")
    expect(page.locator("[data-count]")).to_be_empty()


def read(question: Callable[[], Any]) -> Any:
    """What the database says now, asked outside the browser's event loop."""
    connection.close()
    return question()


def cases() -> list[Case]:
    """All cases, in the order in which they came in."""
    return list(read(lambda: list(Case.objects.order_by("pk"))))
