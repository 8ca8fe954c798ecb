"""How many queries the public pages and the county page may cost, counted by what the benches count with."""

import pytest

from bench import counting
from tests.support.asked import asked_by
from tests.support.loop import Loop
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


SIGNED_IN = 4  # session, user, posts with their areas, unread notices


# The page: its figures, the median, what stands open, the kinds. A list: keys, rows, what is attached, how long it is;
# those with a measure also the reports, those by due time both phases of that order.
COUNTY = {"": 4, "/done": 5, "/answers": 5, "/open": 4, "/overdue": 4, "/errand_open": 4, "/grids.json": 2}


@pytest.mark.parametrize("username", ["leader", "dispatcher"])
def test_the_county_page_and_its_lists_cost_the_same_however_much_there_is(loop: Loop, username: str) -> None:
    client = loop.client(username)
    for _more in range(2):
        loop.report()
        loop.take(loop.done(), "reporter", "call_back", answered="yes", solved="yes", satisfaction="4")
        for path, most in COUNTY.items():
            found = asked_by(client, f"/county{path}")
            assert len(found) <= SIGNED_IN + most, (path, found)
