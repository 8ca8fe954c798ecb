"""The front-end files work under our content policy: nothing inline, no eval, nothing from outside."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, expect, sync_playwright

from tests.support.source import PACKAGE

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>t</title>
<meta name="htmx-config" content='{"allowEval": false, "includeIndicatorStyles": false}'>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/vendor/tabler.min.css"><link rel="stylesheet" href="/vendor/maplibre-gl.css">
<link rel="stylesheet" href="/own.css">
<script src="/first.js"></script>
<script src="/vendor/tabler.min.js" defer></script><script src="/vendor/htmx.min.js" defer></script>
<script src="/map.js" type="module"></script></head>
<body><button hx-get="/answer.html" hx-target="#answer" id="ask">ask</button>
<p id="answer"></p>
<div id="map"></div><svg class="icon" id="icon"><use href="/vendor/icons.svg#map-pin"></use></svg>
<div class="dropdown"><button data-bs-toggle="dropdown" id="open">open</button>
<div class="dropdown-menu" id="menu"><a class="dropdown-item" href="#">one</a></div></div></body></html>"""
FIRST = """window.refused = [];
addEventListener("securitypolicyviolation", (e) => refused.push(`${e.violatedDirective} ${e.blockedURI}`));"""
MAP = """import * as maplibregl from "/vendor/maplibre-gl.mjs";
const square = {type: "Feature", properties: {}, geometry: {type: "Polygon",
  coordinates: [[[112, 29], [113, 29], [113, 30], [112, 30], [112, 29]]]}};
const map = new maplibregl.Map({container: "map", center: [112.5, 29.5], zoom: 6, style: {version: 8,
  sources: {county: {type: "geojson", data: square}},
  layers: [{id: "county", type: "fill", source: "county", paint: {"fill-color": "#206bc4"}}]}});
map.on("idle", () => {
  document.body.dataset.drawn = map.queryRenderedFeatures(map.project([112.7, 29.3])).length;
});"""
FILES = {
    "page.html": PAGE,
    "first.js": FIRST,
    "map.js": MAP,
    "own.css": "#map { width: 300px; height: 200px }",
    "answer.html": "answered",
}


def policy() -> str:
    """Our setting as the header says it."""
    rules = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(str(source) for source in sources)}" for name, sources in rules.items())


class Handler(SimpleHTTPRequestHandler):
    """Files of one folder, each with the policy."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", policy())
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Not on the test's output."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "vendor").symlink_to(PACKAGE / "core" / "static" / "vendor")
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tmp_path))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader"]
        )
        yield opened
        opened.close()


def test_map_menu_icon_and_htmx_work_under_the_policy(browser: Browser, address: str) -> None:
    page = browser.new_page()
    faults: list[str] = []
    asked_for: list[str] = []
    ours = (address, "data:", "blob:")
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("request", lambda asked: asked_for.append(asked.url))
    page.goto(f"{address}/page.html")
    # Locators only: wait_for_function needs the eval that the policy refuses.
    expect(page.locator("body")).to_have_attribute("data-drawn", "1", timeout=30_000)
    page.click("#open")
    page.wait_for_selector("#menu.show")
    page.click("#ask")
    expect(page.locator("#answer")).to_have_text("answered")
    assert page.evaluate("document.querySelector('#icon use').getBoundingClientRect().width") > 5
    assert page.evaluate("refused") == []
    assert faults == []
    assert [url for url in asked_for if not url.startswith(ours)] == []
