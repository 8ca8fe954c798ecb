"""How many queries the two public pages may cost, counted by what the benches count with."""

import pytest

from bench import counting
from wuzhi.demo.cast import build_cast

pytestmark = pytest.mark.django_db


def test_a_report_costs_at_most_12_queries() -> None:
    build_cast()
    found = counting.warm(counting.report)
    inserts = [statement for statement in found["POST /report"] if statement.startswith("INSERT")]
    assert len(inserts) >= 6, "it counts what is written"
    assert len(found["POST /report"]) <= 12, found["POST /report"]
    assert len(found["GET /report"]) <= 2, found["GET /report"]


def test_the_status_page_costs_at_most_5_queries() -> None:
    build_cast()
    found = counting.warm(counting.status)["GET /t/<code>"]
    assert any("cases_event" in statement for statement in found), "it counts what is read"
    assert len(found) <= 5, found
