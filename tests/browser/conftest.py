"""A served demo county and a browser for the tests of screens."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright

from tests.support.databases import FreshDatabase, drop
from tests.support.loop import Loop
from tests.support.prepared import Prepared
from tests.support.source import ROOT
from wuzhi.core.versions import forget_stamps
from wuzhi.demo.cast import PASSWORD, Cast
from wuzhi.demo.county import load_county

PHONE, DESK = (390, 844), (1440, 900)


@dataclass(frozen=True)
class County:
    """The demo county as it is before anything happened in it."""

    database: FreshDatabase
    loop: Loop


@dataclass(frozen=True)
class Served:
    """The address of a running installation, and the same database for this process to prepare."""

    address: str
    database: FreshDatabase
    loop: Loop


@pytest.fixture
def county(prepared: Prepared) -> Iterator[County]:
    """The demo county in a database of this test's own."""
    database, cast = prepared.copied("county", _county)
    yield County(database, Loop(cast))
    drop(database.name)


def _county() -> Cast:
    forget_stamps()
    return load_county()


@pytest.fixture
def served(county: County, tmp_path: Path) -> Iterator[Served]:
    """The demo county behind the real server, one process of it."""
    with serving(county, tmp_path) as running:
        yield running


@contextmanager
def serving(county: County, folder: Path, **environs: str) -> Iterator[Served]:
    """Inside, the demo county is served, with these variables added to the environment."""
    with county.database.connected():
        forget_stamps()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "wuzhi.settings.test",
            "DATABASE_URL": county.database.url,
            "WUZHI_VAR": str(folder),
            **environs,
        }
        command = [sys.executable, "-m", "wuzhi.cli", "serve", "--port", str(port), "--workers", "1"]
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as server:
            try:
                _wait(f"http://127.0.0.1:{port}/healthz")
                yield Served(f"http://127.0.0.1:{port}", county.database, county.loop)
            finally:
                server.terminate()
        forget_stamps()


@pytest.fixture
def browser(chromium_path: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """Chromium, drawing maps in software. Its driver keeps an event loop in this thread; Django need not mind.

    Beside a running loop Django keeps connections of their own: unless they are closed here, the next test would
    write into the database of this one.
    """
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader"]
        )
        connections.close_all()
        yield opened
        connections.close_all()
        opened.close()


def context(
    browser: Browser, address: str, size: tuple[int, int], language: str, user: str = "", **options: Any
) -> BrowserContext:
    """A reader's browser; signed in where `user` names one of the cast."""
    made = browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce", **options)
    made.add_cookies([{"name": "django_language", "value": language, "url": address}])
    if user:
        page = made.new_page()
        sign_in(page, address, user)
        page.close()
    return made


def opened(page: Page, url: str) -> Response | None:
    """Goes there and waits for all that the page asks for: a map asks for more once it is there."""
    answer = page.goto(url, wait_until="load")
    if page.locator(".wz-map").count():
        page.wait_for_load_state("networkidle")
    return answer


def sign_in(page: Page, address: str, user: str) -> None:
    """By the form, with the demo's password."""
    page.goto(f"{address}/sign-in")
    page.fill("#id_username", user)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def _wait(url: str) -> None:
    for _try in range(600):  # a busy machine starts slowly
        with suppress(OSError), urllib.request.urlopen(url, timeout=1) as answer:  # noqa: S310  our own address
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise TimeoutError(url)
