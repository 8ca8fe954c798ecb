"""The day of each role in a real browser, from sign-in to sign-out: once by mouse, once by the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESK, PHONE, Served, context
from tests.browser.hands import Hands, Keyboard, Mouse, sign_in, sign_out
from wuzhi.cases.actions import open_case
from wuzhi.cases.models import Case, StandardText
from wuzhi.core import clock
from wuzhi.core.ids import show_tracking_code
from wuzhi.core.versions import raise_version
from wuzhi.demo.cast import GRID
from wuzhi.notices.jobs import work
from wuzhi.people.actor import ANYONE
from wuzhi.roster.limits import FAMILY
from wuzhi.roster.models import Shift

pytestmark = pytest.mark.browser
VILLAGE_NAME = "桥南居委会"
NAV = "header a.nav-link"


def state(case: Case) -> str:
    """As the server has left it."""
    connection.close()
    return Case.objects.get(pk=case.pk).state


def newest() -> Case:
    """What was taken in last."""
    connection.close()
    return Case.objects.order_by("-pk")[0]


def report(hands: Hands) -> Case:
    """A report in words and by the name of the village."""
    hands.write("#id_words", "桥头路灯连续三晚不亮")
    hands.write("#id_place_name", VILLAGE_NAME)
    hands.go("form.wz-form > button[type=submit]")
    hands.page.wait_for_url(re.compile("/report/done/"))
    return newest()


def judge(hands: Hands, case: Case) -> None:
    """Looks it up by its code and says that it is solved."""
    code = show_tracking_code(case.tracking_code)
    if hands.page.locator("#home-code").is_visible():
        hands.write("#home-code", code)
        hands.go("main .wz-tile-form button[type=submit]")
    else:
        hands.go("main a[href='/track']")
        hands.write("#code", code)
        hands.go("main form button[type=submit]")
    for name, value in (("answered", "yes"), ("solved", "yes"), ("satisfaction", "1")):
        first = "" if isinstance(hands, Keyboard) else f"[value='{'5' if name == 'satisfaction' else value}']"
        hands.tick(f"#step-call_back input[name={name}]{first}")
    hands.go("#step-call_back button[type=submit]")
    expect(hands.page.get_by_text("Thank you")).to_be_visible()


def handled(served: Served, case: Case) -> None:
    """The county does its part."""
    loop = served.loop
    loop.take(case, "dispatcher", "review", category="street-light", urgency="ordinary", summary="路灯不亮")
    loop.take(case, "dispatcher", "dispatch", unit=loop.cast.units["421081-cg"].pk)
    loop.take(case, "clerk", "accept")
    loop.take(case, "clerk", "report_done", note="已修好")


def resident(served: Served, hands: Hands) -> None:
    """Reports, comes back by the code, answers."""
    hands.page.goto(served.address)
    hands.go("main a.wz-tile-first")
    case = report(hands)
    handled(served, case)
    hands.go("header .wz-brand")
    judge(hands, case)
    assert state(case) in {"closed", "handling"}


def elder(served: Served, hands: Hands) -> None:
    """The same in large type, switched on by the reader."""
    hands.page.goto(served.address)
    hands.go(".wz-elder-switch")
    expect(hands.page.locator("html.wz-elder")).to_have_count(1)
    hands.go("main a.wz-tile-first")
    case = report(hands)
    handled(served, case)
    hands.go("header .wz-brand")
    judge(hands, case)
    assert state(case) in {"closed", "handling"}
    hands.go(".wz-elder-switch")
    expect(hands.page.locator("html.wz-elder")).to_have_count(0)


def grid(served: Served, hands: Hands) -> None:
    """Solves on the spot what was found on the way, then reports something for others."""
    data = {"category": "exposed-rubbish", "words": "路口有一袋垃圾", "place_code": GRID}
    found = open_case(actor=served.loop.cast.actor("grid"), process_key="report", data=data).case
    sign_in(hands, served.address, "grid")
    hands.go(f"{NAV}[href='/inbox']")
    hands.go(f"a[href='/cases/{found.uuid}']")
    hands.write("#id_solve_note", "已清走")
    hands.go("#step-solve button[type=submit]")
    assert state(found) in {"closed", "callback"}
    hands.go(f"{NAV}[href='/report']")
    assert report(hands).channel == "grid"
    sign_out(hands)


def dispatcher(served: Served, hands: Hands) -> None:
    """Reviews a report and sends it to the unit that the desk proposes."""
    case = served.loop.report()
    sign_in(hands, served.address, "dispatcher")
    hands.go(f"{NAV}[href='/review']")
    hands.go(f"a[href='/review?case={case.uuid}']")
    hands.choose("#id_review_category", "Dark")
    hands.write("#id_review_summary", "路灯不亮")
    hands.go("#step-review button[type=submit]")
    hands.go("#step-dispatch button[type=submit]")
    assert state(case) == "dispatched"
    sign_out(hands)


def clerk(served: Served, hands: Hands) -> None:
    """Accepts what the unit was sent, writes how it stands, reports it done."""
    unit = served.loop.cast.units["421081-cg"].pk
    case = served.loop.take(served.loop.reviewed(), "dispatcher", "dispatch", unit=unit)
    sign_in(hands, served.address, "clerk")
    hands.go(f"a[href='/cases/{case.uuid}']")
    hands.go("#step-accept button[type=submit]")
    hands.unfold("#step-progress > summary")
    hands.write("#id_progress_note", "备件明天到")
    hands.go("#step-progress button[type=submit]")
    hands.write("#id_report_done_note", "已更换灯泡")
    hands.go("#step-report_done button[type=submit]")
    assert state(case) == "callback"
    hands.go(".wz-bell")
    sign_out(hands)


def supervisor(served: Served, hands: Hands) -> None:
    """Opens a matter, supervises it by a date, and finds it on the desk."""
    case = served.loop.handling()
    sign_in(hands, served.address, "supervisor")
    assert hands.page.url.endswith("/supervision")
    hands.go(f"{NAV}[href='/inbox']")
    hands.go(".wz-tabs a:has-text('All in my sight')")
    hands.go(f"a[href='/cases/{case.uuid}']")
    hands.unfold("#step-supervise > summary")
    hands.write("#id_supervise_note", "请查明原因，限期办结")
    hands.enter_day("#id_supervise_until", clock.today() + timedelta(days=5))
    hands.go("#step-supervise button[type=submit]")
    hands.go(f"{NAV}[href='/supervision']")
    hands.go("a[href='?list=supervised']")
    expect(hands.page.locator(f"a[href='/cases/{case.uuid}']")).to_have_count(1)
    sign_out(hands)


def duty(served: Served, hands: Hands) -> None:
    """Hears what rings, goes there at once, and has it done within the shift."""
    now = clock.now()
    cast = served.loop.cast
    Shift.objects.create(
        area_code=GRID,
        unit=cast.units["421081-cg"],
        user=cast.users["clerk"],
        starts=now - timedelta(hours=1),
        ends=now + timedelta(hours=8),
    )
    raise_version(FAMILY)
    data = {"category": "gas-leak", "urgency": "at_once", "words": "楼道里煤气味很重", "place_code": GRID}
    case = open_case(actor=ANYONE, process_key="report", data=data).case
    work()
    sign_in(hands, served.address, "clerk")
    hands.go(".wz-bell")
    hands.go("main .wz-row form[action$='/heard'] button")
    hands.go(f"a[href='/cases/{case.uuid}']")
    hands.go("#step-accept button[type=submit]")
    hands.write("#id_report_done_note", "已关阀通风，燃气公司到场")
    hands.go("#step-report_done button[type=submit]")
    assert state(case) == "callback"
    hands.go(f"{NAV}[href='/duty']")
    sign_out(hands)


def leader(served: Served, hands: Hands) -> None:
    """Looks at the county, opens the list behind a number, and a matter of it."""
    served.loop.handling()
    sign_in(hands, served.address, "leader")
    assert hands.page.url.endswith("/county")
    hands.go("main a[href^='/county/open']")
    hands.go("main a[href^='/cases/']")
    hands.go(f"{NAV}[href='/county']")
    sign_out(hands)


def administrator(served: Served, hands: Hands) -> None:
    """Changes the words of a standard text; the change is on the record."""
    sign_in(hands, served.address, "administrator")
    assert "/admin/" in hands.page.url
    hands.go("main a[href$='/cases/standardtext/']")
    hands.go("#result_list tbody th a")
    hands.write("#id_body", "补充。")
    hands.go("[name=_save]")
    connection.close()
    assert StandardText.objects.filter(body__endswith="补充。").count() == 1
    sign_out(hands)


DAYS: dict[str, Callable[[Served, Hands], None]] = {
    one.__name__: one for one in (resident, elder, grid, dispatcher, clerk, supervisor, duty, leader, administrator)
}


@pytest.mark.long
@pytest.mark.parametrize("way", [Mouse, Keyboard], ids=["mouse", "keyboard"])
def test_the_day_of_each_role(served: Served, browser: Browser, way: type[Mouse] | type[Keyboard]) -> None:
    broken: dict[str, str] = {}
    for role, day in DAYS.items():
        size = PHONE if role in {"resident", "elder"} and way is Mouse else DESK
        reader = context(browser, served.address, size, "en")
        page = reader.new_page()
        try:
            day(served, way(page))
        except Exception as error:  # every other day is still tried; all that broke is told at the end
            broken[role] = f"{page.url}: {type(error).__name__} {str(error)[:400]}"
        reader.close()
    assert broken == {}
