"""An administrator's day from sign-in to the end, by the keyboard alone."""

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESK, Served, context
from wuzhi.areas.models import CalendarDay
from wuzhi.core import sheets
from wuzhi.people.models import User

pytestmark = pytest.mark.browser


def _press(page: Page, selector: str) -> None:
    """As somebody without a mouse does: to it by its focus, then Enter."""
    page.focus(selector)
    page.keyboard.press("Enter")


def _changed(path: Path) -> Path:
    book, sheet = openpyxl.load_workbook(path), sheets.known()["users"]
    book[sheet.key].append(["newcomer", "新人", "New colleague", ""])
    changed = path.with_name("changed.xlsx")
    book.save(changed)
    return changed


def test_from_the_first_page_to_a_saved_workbook_and_a_new_holiday(
    served: Served, browser: Browser, tmp_path: Path
) -> None:
    page = context(browser, served.address, DESK, "en", "administrator").new_page()
    page.goto(f"{served.address}/admin/")
    _press(page, "main a[href$='/admin/workbook/']")
    with page.expect_download() as loaded:
        _press(page, "a[href$='settings.xlsx']")
    loaded.value.save_as(tmp_path / "settings.xlsx")
    page.set_input_files("#file", _changed(tmp_path / "settings.xlsx"))
    page.focus("#file")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/preview/")
    assert "New colleague" in page.inner_text("table")
    assert not User.objects.filter(username="newcomer").exists()
    _press(page, "button[name=confirm]")
    page.wait_for_url("**/admin/workbook/")
    assert User.objects.filter(username="newcomer").exists()

    page.goto(f"{served.address}/admin/year/2026/")
    page.focus("#d2026-12-30")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**day=2026-12-31**")
    page.focus("input[name=working][value=worked]")
    page.keyboard.press("ArrowDown")
    page.focus("input[name=name]")
    page.keyboard.type("Stocktaking")
    page.keyboard.press("Enter")
    page.wait_for_selector("#d2026-12-31.wz-day-holiday")
    assert not CalendarDay.objects.get(day="2026-12-31", area_code="").working
