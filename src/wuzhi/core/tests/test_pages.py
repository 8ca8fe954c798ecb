"""Home, language, sign of life, and the pages for what went wrong, in both languages."""

import logging

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from tests.support.loop import Loop
from wuzhi import urls
from wuzhi.core import views
from wuzhi.core.logs import WithoutCodes


def boom(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("boom")


urlpatterns = [*urls.urlpatterns, path("boom", boom)]
handler500 = urls.handler500
handler404 = urls.handler404


def test_home_leads_to_everything_and_asks_the_database_nothing(loop: Loop) -> None:
    page = loop.client().get("/").content.decode()
    for address in ("/report", "/errands/", "/track", "/sign-in", "tel:110"):
        assert f'"{address}"' in page


def test_the_language_is_chosen_and_kept(db: None) -> None:
    client = Client()
    assert '<html lang="zh-Hans"' in client.get("/").content.decode()
    client.post("/language", {"language": "en"}, headers={"referer": "http://testserver/"})
    assert '<html lang="en"' in client.get("/").content.decode()


def test_elder_mode_is_kept_in_the_browser_and_changes_nothing_for_others(loop: Loop) -> None:
    client, other = loop.client(), loop.client()
    assert 'class="no-js"' in client.get("/").content.decode()
    answer = client.post("/elder", {"elder": "1"}, headers={"referer": "http://testserver/track"})
    assert answer.headers["Location"] == "http://testserver/track"
    page = client.get("/track").content.decode()
    assert 'class="no-js wz-elder"' in page
    assert "Ordinary type" in page
    assert "Read this page aloud" in page
    assert "Ordinary type" not in other.get("/track").content.decode()
    client.post("/elder", {"elder": "0"})
    assert "wz-elder" not in client.get("/track").content.decode().partition("<body>")[0]


def test_elder_mode_leads_nowhere_else(db: None) -> None:
    answer = Client().post("/elder", {"elder": "1"}, headers={"referer": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


def test_elder_home_has_few_choices_and_the_centres_telephone(loop: Loop) -> None:
    client = loop.client()
    client.cookies["wuzhi_elder"] = "1"
    few, _more, folded = client.get("/").content.decode().partition("<details")
    assert 'href="/report"' in few
    assert 'href="/track"' in few.partition("<main")[2]
    assert 'href="tel:0716-0000001"' in few
    assert 'href="/errands/"' in folded


@pytest.mark.parametrize(("language", "words"), [("en", "There is nothing"), ("zh-hans", "此地址没有内容")])
def test_404_in_the_readers_language(loop: Loop, language: str, words: str) -> None:
    answer = loop.client(language=language).get("/nowhere")
    assert answer.status_code == 404
    assert words in answer.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_500_speaks_both_languages_and_tells_nothing(db: None) -> None:
    client = Client(raise_request_exception=False)
    answer = client.get("/boom")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "系统出错了" in page
    assert "Something went wrong" in page
    assert "boom" not in page


def test_a_form_from_an_old_page_is_told_what_to_do(loop: Loop) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["django_language"] = "en"
    answer = client.post("/report", {"words": "x"})
    assert answer.status_code == 403
    assert "The page was open for too long" in answer.content.decode()


def test_400_has_a_page(loop: Loop) -> None:
    request = loop.client().get("/").wsgi_request
    assert views.bad_request(request).status_code == 400


def test_healthz(db: None) -> None:
    assert Client().get("/healthz").content == b"ok\n"


def test_pages_are_bound_by_the_content_policy(db: None) -> None:
    policy = Client().get("/").headers["Content-Security-Policy"]
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("address", ["/", "/report", "/t/K7M2-99XA-4TRC"])
def test_a_strange_host_is_a_bad_request(db: None, address: str) -> None:
    client = Client(raise_request_exception=False)
    assert client.get(address, headers={"host": "elsewhere.example"}).status_code == 400


@pytest.mark.parametrize("address", ["/report", "/track", "/sign-in", "/healthz"])
def test_a_body_that_no_form_needs_is_refused_unread(db: None, address: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(address, {}, CONTENT_LENGTH=str(settings.LARGEST_BODY + 1))
    assert answer.status_code == 413


@pytest.mark.parametrize("rest", ["", "x", "?a=%00", "/steps/nosuch", "/steps/call_back", "/"])
def test_no_log_line_holds_a_tracking_code(loop: Loop, caplog: pytest.LogCaptureFixture, rest: str) -> None:
    code = "K7M2-99XA-4TRC"
    caplog.handler.addFilter(WithoutCodes())
    for begins in ("/t/", "/report/done/", "/errands/done/"):
        loop.client().get(f"{begins}{code}{rest}")
        Client(enforce_csrf_checks=True).post(f"{begins}{code}{rest}", {"note": "x"})
    assert caplog.records
    assert code not in caplog.text
    assert "/t/…" in caplog.text


def test_who_changed_settings_is_logged_by_default() -> None:
    assert logging.getLogger("wuzhi.changes").isEnabledFor(logging.INFO)
