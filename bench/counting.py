"""Queries of a report or of a status page, asked of the application itself: python -m bench.counting report."""

import json
import os
import re
import sys
from collections.abc import Callable
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuzhi.settings.dev")
django.setup()

from django.db import connection  # noqa: E402  models need their settings first
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402

from wuzhi.areas.models import Area  # noqa: E402
from wuzhi.cases.models import Case  # noqa: E402

REPORT = "/report"
_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def statements(work: Callable[[], object]) -> list[str]:
    """The SQL statements of `work`, those that only begin and end a transaction left out."""
    with CaptureQueriesContext(connection) as caught:
        work()
    return [query["sql"] for query in caught.captured_queries if not query["sql"].startswith(_NOT_COUNTED)]


def village() -> str:
    """The code of a village of this county."""
    return Area.objects.filter(level="village").order_by("code").values_list("code", flat=True)[0]


def send_report(visitor: Client) -> None:
    """One report through the page, by village name. AssertionError where it isn't taken."""
    page = visitor.get(REPORT).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token, "no CSRF token"
    words = {"words": "门口的路灯坏了三天。", "contact": "13800000000", "may_be_shown": "on"}
    given = {"csrfmiddlewaretoken": token[1], "key": str(uuid4()), "place_code": village(), **words}
    answer = visitor.post(REPORT, given)
    assert answer.status_code == 302, f"{answer.status_code} {answer.content.decode()[:500]}"


def new_visitor() -> Client:
    """A browser without cookies, CSRF checked."""
    return Client(enforce_csrf_checks=True, HTTP_ACCEPT_LANGUAGE="zh-CN")


def report() -> dict[str, list[str]]:
    """The statements of the report page and of a report sent, by a new visitor."""
    visitor = new_visitor()
    page = statements(lambda: visitor.get(REPORT))
    both = statements(lambda: send_report(visitor))
    return {"GET /report": page, "POST /report": both[len(page) + 1 :]}


def status() -> dict[str, list[str]]:
    """The statements of the status page of a fresh report, by someone who brings only the code."""
    send_report(new_visitor())
    code = Case.objects.order_by("-pk").values_list("tracking_code", flat=True)[0]
    visitor = new_visitor()
    return {"GET /t/<code>": statements(lambda: visitor.get(f"/t/{code}"))}


def warm(count: Callable[[], dict[str, list[str]]]) -> dict[str, list[str]]:
    """The second time, when every cache is warm and no settings stamp is asked for within its second."""
    count()
    return count()


if __name__ == "__main__":
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        print(json.dumps(warm({"report": report, "status": status}[sys.argv[1]])))
