"""The pictures of the README, taken of a demo that is being served: scripts/screenshots.py [ADDRESS]."""

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).parents[1] / "docs" / "images"
WIDTH, HEIGHT, COLOURS = 1440, 1000, 256
LANGUAGES = {"en": "case-page.png", "zh-hans": "case-page.zh.png"}


def main() -> None:
    """Takes one picture for each language and says where it is."""
    address = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader"]
        )
        case = ""
        for language, name in LANGUAGES.items():
            case = take(browser, address, language, case, FOLDER / name)
        browser.close()


def take(browser: Browser, address: str, language: str, case: str, file: Path) -> str:
    """The dispatcher's page of `case`, or of the richest one in the first list; returns its address."""
    reader = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce")
    reader.add_cookies([{"name": "django_language", "value": language, "url": address}])
    page = reader.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("#id_username", "dispatcher")
    page.fill("#id_password", "wuzhi-demo-only")
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{address}/inbox")
    if not case:
        links: list[str] = []
        for tab in ("", "?tab=all"):
            page.goto(f"{address}/inbox{tab}")
            links += page.locator("a.wz-row-link").evaluate_all("all => all.map(one => one.href)")
        case = max(links, key=lambda link: _weight(page.request.get(link).text()))
    page.goto(case, wait_until="networkidle")
    if not page.locator("details.wz-step[open]").count():
        page.locator("details.wz-step > summary").nth(1).click()
        page.mouse.move(0, 0)
    file.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS)
    picture.save(file, optimize=True)
    print(f"{file}: {file.stat().st_size // 1000} kB")
    return case


def _weight(page: str) -> int:
    """More for a form that is open, a photo, a map, units that were called in, and what has happened."""
    shown = {"step-dispatch": 6, "step-uphold_objection": 8, "data-longitude": 10, "wz-pictures": 12, "asked-title": 6}
    return sum(weight for part, weight in shown.items() if part in page) + min(6, page.count('class="wz-event"'))


if __name__ == "__main__":
    main()
