"""Recordings in a real browser: recorded on the spot, sent, and played back at the worker's desk."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.conftest import DESK, PHONE, Served, context
from wuzhi.demo.tone import tone
from wuzhi.files.models import Attachment, Kind
from wuzhi.files.tests.samples import WIDTH, sample
from wuzhi.files.views import address_of

pytestmark = pytest.mark.browser
# What is inside each sample. Debian's Chromium decodes all but H.265; a browser built without patents fewer.
AVC = 'video/mp4; codecs="avc1.64000b, mp4a.40.2"'
PLAYED = {
    "mp3": "audio/mpeg", "opus": 'audio/ogg; codecs="opus"', "weba": 'audio/webm; codecs="opus"',
    "webm-vp8": 'video/webm; codecs="vp8, opus"', "webm-vp9": 'video/webm; codecs="vp9, opus"',
    "mp4-opus": 'video/mp4; codecs="vp09.00.10.08, opus"', "m4a": 'audio/mp4; codecs="mp4a.40.2"', "aac": "audio/aac",
    "mp4": AVC, "mp4-silent": AVC, "mp4-fragments": AVC, "mov": AVC, "3gp": AVC,
    "mov-hevc": 'video/mp4; codecs="hvc1.1.6.L30.90, mp4a.40.2"',
}  # fmt: skip
LEAST_PLAYED = 6
PLAYS = """async ([url, name]) => {
    const player = document.createElement("video");
    const comes = (event) => new Promise((done, fail) => {
        setTimeout(() => fail(new Error(`no ${event}`)), 20_000);
        player.addEventListener(event, done, { once: true });
        player.addEventListener("error", () => fail(new Error(name + player.error.message)), { once: true });
    });
    player.muted = true;
    player.src = url;
    await comes("loadedmetadata");
    const length = player.duration;
    await player.play();
    await comes("timeupdate");
    const ended = comes("ended");
    player.currentTime = length - 0.5;
    await comes("seeked");
    await ended;
    return [length, player.videoWidth];
}"""


def begin(browser: Browser, served: Served, size: tuple[int, int]) -> Page:
    """The report, filled in but for the recording."""
    page = context(browser, served.address, size, "en").new_page()
    page.goto(f"{served.address}/report")
    page.fill("#id_place_name", "桥南居委会")
    page.get_by_text("Add a photo, your voice or a video").click()
    return page


def newest() -> Attachment:
    """What the server has just committed."""
    connection.close()
    found = Attachment.objects.order_by("-created_at").first()
    assert found is not None
    return found


def kept(page: Page, served: Served, content: bytes) -> Attachment:
    """A recording that was sent with a report, as the form on `page` sends it."""
    token = page.locator("form.wz-form input[name=csrfmiddlewaretoken]").input_value()
    file: FilePayload = {"name": "sent", "mimeType": "video/mp4", "buffer": content}
    facts = {"csrfmiddlewaretoken": token, "key": str(uuid4()), "place_name": "桥南居委会"}
    answer = page.request.post(f"{served.address}/report", multipart={**facts, "recording": file})
    assert "/report/done/" in answer.url
    return newest()


def test_all_that_is_taken_plays_and_can_be_wound_forward(served: Served, browser: Browser) -> None:
    desk = context(browser, served.address, DESK, "en", "dispatcher").new_page()
    desk.goto(f"{served.address}/inbox")
    can = "(kind) => document.createElement('video').canPlayType(kind)"
    able = [name for name, kind in PLAYED.items() if desk.evaluate(can, kind)]
    assert len(able) >= LEAST_PLAYED, able
    resident = begin(browser, served, PHONE)
    for name in able:
        seconds, width = desk.evaluate(PLAYS, [address_of(kept(resident, served, sample(name, 3.0)).pk), name])
        assert abs(seconds - 3) < 0.2, name
        assert width == (WIDTH if name.startswith(("webm", "mp4", "mov", "3gp")) else 0), name


def test_the_case_page_plays_by_keyboard_and_fetches_nothing_before(served: Served, browser: Browser) -> None:
    attachment = kept(begin(browser, served, PHONE), served, tone(3))
    desk = context(browser, served.address, DESK, "en", "dispatcher").new_page()
    fetched: list[str] = []
    desk.on("request", lambda request: fetched.append(request.url) if "/files/" in request.url else None)
    desk.goto(f"{served.address}/cases/{attachment.subject}", wait_until="networkidle")
    assert fetched == []
    player = desk.get_by_label("Voice recording 1, 0:03")
    player.focus()
    desk.keyboard.press("Tab")
    desk.keyboard.press("Space")
    expect(player).to_have_js_property("paused", False)
    assert fetched
    expect(desk.get_by_role("link", name="Save it, if it does not play")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_report_unfolded_has_no_fault(served: Served, browser: Browser, size: tuple[int, int]) -> None:
    page = begin(browser, served, size)
    page.evaluate("for (const part of document.querySelectorAll('.wz-fold-part')) part.open = true")
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture
def recording_browser(chromium_path: str, browser: Browser) -> Iterator[Browser]:
    """A second Chromium whose camera and microphone are made up."""
    made_up = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    opened = browser.browser_type.launch(executable_path=chromium_path, args=["--no-sandbox", *made_up])
    yield opened
    opened.close()


@pytest.mark.parametrize(("button", "kind"), [("Record my voice", Kind.SOUND), ("Record a video", Kind.VIDEO)])
def test_recorded_on_the_spot_and_sent(served: Served, recording_browser: Browser, button: str, kind: Kind) -> None:
    page = begin(recording_browser, served, PHONE)
    page.get_by_role("button", name=button).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Stop")).to_be_focused()
    expect(page.locator("[data-time]")).to_have_text("0:02")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Recorded. It goes")).to_be_visible()
    page.get_by_role("button", name="Send the report").click()
    page.wait_for_url(re.compile("/report/done/"))
    attachment = newest()
    assert attachment.kind == kind
    assert 2 <= attachment.seconds <= 4
    desk = context(recording_browser, served.address, DESK, "en", "dispatcher").new_page()
    desk.goto(f"{served.address}/cases/{attachment.subject}")
    assert desk.evaluate(PLAYS, [address_of(attachment.pk), kind.value])[0] > 1.5


def test_who_sends_while_it_runs_is_stopped_once_and_sends_it(served: Served, recording_browser: Browser) -> None:
    page = begin(recording_browser, served, DESK)
    page.get_by_role("button", name="Record my voice").click()
    expect(page.locator("[data-time]")).to_have_text("0:01")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("button", name="Take it away")).to_be_visible()
    page.get_by_role("button", name="Send the report").click()
    page.wait_for_url(re.compile("/report/done/"))
    assert newest().kind == Kind.SOUND


def test_a_recording_taken_away_is_not_sent(served: Served, recording_browser: Browser) -> None:
    page = begin(recording_browser, served, DESK)
    page.fill("#id_words", "路灯坏了")
    page.get_by_role("button", name="Record my voice").click()
    expect(page.locator("[data-time]")).to_have_text("0:01")
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_role("button", name="Record my voice")).to_be_focused()
    page.get_by_role("button", name="Send the report").click()
    page.wait_for_url(re.compile("/report/done/"))
    connection.close()
    assert not Attachment.objects.exists()
