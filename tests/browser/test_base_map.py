"""With a base map its tiles are drawn and named under the content policy; without one, nobody else is asked."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, County, Served, context, serving
from tests.browser.test_screens import faults, looks

pytestmark = pytest.mark.browser
GREEN = (20, 160, 60)
MADE_UP = "Lines below the county are made up for the demo"


@dataclass
class Tiles:
    """A tile server on this machine, and what it was asked for."""

    address: str
    paths: list[str] = field(default_factory=list)
    referrers: list[str] = field(default_factory=list)


@pytest.fixture
def tiles() -> Iterator[Tiles]:
    """Every tile is the same green."""
    drawn = BytesIO()
    Image.new("RGB", (256, 256), GREEN).save(drawn, "PNG")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.paths.append(self.path)
            made.referrers.append(self.headers.get("Referer", ""))
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(drawn.getvalue())

        def log_message(self, format: str, *args: Any) -> None:
            """Not on the test's output."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made = Tiles(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield made
        server.shutdown()
        thread.join()


@pytest.fixture
def mapped(county: County, tmp_path: Path, tiles: Tiles) -> Iterator[Served]:
    """The demo county with two layers of tiles."""
    layers = [f"{tiles.address}/{layer}?x={{x}}&y={{y}}&z={{z}}&key=K" for layer in ("ground", "names")]
    given = {
        "WUZHI_BASE_MAP_URL": " ".join(layers),
        "WUZHI_BASE_MAP_ATTRIBUTION": "天地图",
        "WUZHI_MAP_APPROVAL_NUMBER": "GS(2024)0000",
    }
    with serving(county, tmp_path, **given) as running:
        yield running


def asked_of_others(page: Page, *ours: str) -> list[str]:
    """Fills with the addresses that the page asks for and that are none of `ours`."""
    found: list[str] = []
    known = (*ours, "data:", "blob:")
    page.on("request", lambda asked: found.append(asked.url) if not asked.url.startswith(known) else None)
    return found


def share_of_green(page: Page, selector: str) -> float:
    """How much of the map shows the tiles."""
    shot = Image.open(BytesIO(page.locator(selector).screenshot())).convert("RGB")
    counted: Any = shot.getcolors(shot.width * shot.height)
    near = sum(count for count, pixel in counted if all(abs(a - b) < 12 for a, b in zip(pixel, GREEN, strict=True)))
    return float(near / (shot.width * shot.height))


def test_tiles_source_and_approval_number_are_drawn(mapped: Served, tiles: Tiles, browser: Browser) -> None:
    case = mapped.loop.report(place_code="", place_longitude="112.4", place_latitude="29.72")
    for user, path, size in (
        ("", "/report", PHONE),
        ("dispatcher", "/review", DESK),
        ("dispatcher", f"/cases/{case.uuid}", DESK),
    ):
        tiles.paths.clear()
        page = context(browser, mapped.address, size, "en", user).new_page()
        others = asked_of_others(page, mapped.address, tiles.address)
        assert faults(page, mapped.address + path) + looks(page) == [], path
        credit = page.locator(".wz-map-credit")
        expect(credit).to_contain_text("天地图 · Map approval number: GS(2024)0000")
        expect(credit).to_contain_text(MADE_UP)
        assert {one.partition("?")[0] for one in tiles.paths} == {"/ground", "/names"}
        assert all(re.fullmatch(r"/\w+\?x=\d+&y=\d+&z=\d+&key=K", one) for one in tiles.paths)
        assert share_of_green(page, "[data-map]") > 0.5, path
        assert others == []
        page.context.close()
    assert set(tiles.referrers) == {""}, "the tile server learns no address of ours"


def test_without_a_base_map_nobody_else_is_asked(served: Served, browser: Browser) -> None:
    for language, words in (("en", MADE_UP), ("zh-hans", "县以下界线均为演示合成")):
        page = context(browser, served.address, DESK, language).new_page()
        others = asked_of_others(page, served.address)
        assert faults(page, f"{served.address}/report") + looks(page) == []
        expect(page.locator(".wz-map-credit")).to_have_text(words)
        expect(page.locator(".wz-map-name").first).to_have_text(
            re.compile("[a-z]+" if language == "en" else "[\u4e00-\u9fff]+")
        )
        page.context.close()
        assert others == []
