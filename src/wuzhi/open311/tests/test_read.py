"""What other systems read: the standard's shapes in both formats, and nothing but what was released."""

from __future__ import annotations

import json
import tracemalloc
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client

from tests.support.asked import asked
from tests.support.loop import WORDS, Loop
from wuzhi.areas.cells import FINEST, Square
from wuzhi.cases.models import Case
from wuzhi.core import clock
from wuzhi.open311 import days, dialect

pytestmark = pytest.mark.django_db
ROOT = "/open311/v2"
# The order and the names of the standard's own example.
REQUEST = [
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible",
    "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode",
    "lat", "long", "media_url",
]  # fmt: skip
SERVICE = ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"]
ATTRIBUTE = ["variable", "code", "datatype", "required", "datatype_description", "order", "description"]
POINT = {"place_code": "", "place_longitude": "112.4", "place_latitude": "29.72", "place_datum": "wgs84"}


def read_xml(text: bytes) -> ElementTree.Element:
    """Our own XML, which no stranger wrote."""
    return ElementTree.fromstring(text)  # noqa: S314  see above


def get(path: str, **data: Any) -> Any:
    """As a program asks; the body, whole."""
    return Client(headers={"Accept-Language": "en"}).get(f"{ROOT}/{path}", data)


def rows(path: str, **data: Any) -> Any:
    """The rows of a list in JSON."""
    answer = get(f"{path}.json", **data)
    assert answer.status_code == 200, answer.getvalue()
    return json.loads(answer.getvalue())


def tree(path: str, **data: Any) -> ElementTree.Element:
    """The same in XML."""
    answer = get(f"{path}.xml", **data)
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    return read_xml(answer.getvalue())


def ids(**data: Any) -> list[str]:
    return [one["service_request_id"] for one in rows("requests", **data)]


def test_discovery_names_the_endpoint_in_both_formats(loop: Loop) -> None:
    found = json.loads(Client().get("/open311/discovery.json").content)
    assert found["endpoints"][0]["url"] == "http://testserver/open311/v2"
    assert found["endpoints"][0]["specification"] == "http://wiki.open311.org/GeoReport_v2"
    xml = read_xml(Client().get("/open311/discovery.xml").content)
    assert [one.text for one in xml.findall("endpoints/endpoint/formats/format")] == ["text/xml", "application/json"]


def test_services_are_what_anyone_may_report_and_see(loop: Loop) -> None:
    found = rows("services")
    assert all(list(one) == SERVICE for one in found)
    assert all(isinstance(one["service_code"], str) for one in found)
    codes = {one["service_code"] for one in found}
    assert "street-light" in codes
    hidden = {one.code for one in loop.cast.categories.values() if not one.public}
    assert hidden
    assert not codes & hidden
    assert [one.findtext("service_code") for one in tree("services")] == [one["service_code"] for one in found]
    assert tree("services").tag == "services"


def test_a_definition_asks_what_the_opening_asks(loop: Loop) -> None:
    found = rows("services/street-light")
    assert found["service_code"] == "street-light"
    asks = {one["code"]: one for one in found["attributes"]}
    assert asks["urgency"]["datatype"] == "singlevaluelist"
    assert {one["key"] for one in asks["urgency"]["values"]} == {"ordinary", "today", "at_once"}
    assert all(list(one)[:7] == ATTRIBUTE for one in asks.values())
    assert [one["order"] for one in found["attributes"]] == list(range(1, len(asks) + 1))
    xml = tree("services/street-light")
    assert xml.findtext("attributes/attribute/values/value/key") == "ordinary"
    assert xml.findtext("attributes/attribute/required") == "false"


@pytest.mark.parametrize("path", ["services/none", "requests/none", "requests/00000000-0000-0000-0000-000000000000",
                                  "tokens/none", "services/disputes-neighbours"])  # fmt: skip
def test_what_there_is_not_is_404_with_a_sentence(loop: Loop, path: str) -> None:
    answer = get(f"{path}.json")
    assert answer.status_code == 404
    [error] = json.loads(answer.getvalue())
    assert error["code"] == 404
    assert ":" in error["description"]
    xml = read_xml(get(f"{path}.xml").getvalue())
    assert (xml.tag, xml.findtext("error/code")) == ("errors", "404")


def test_another_format_is_404(loop: Loop) -> None:
    assert get("services.yaml").status_code == 404
    assert get("").status_code == 404


def test_jurisdiction_ids(loop: Loop) -> None:
    assert get("services.json", jurisdiction_id="421081").status_code == 200
    assert get("services.json", jurisdiction_id="").status_code == 200
    answer = get("services.xml", jurisdiction_id="sfgov.org")
    assert (answer.status_code, b"jurisdiction_id" in answer.getvalue()) == (404, True)


def test_only_what_was_released_is_shown_and_never_the_point(loop: Loop) -> None:
    loop.reviewed()
    case = loop.public(**POINT)
    [found] = rows("requests")
    assert list(found) == REQUEST
    assert (found["service_request_id"], found["description"]) == (str(case.uuid), "路灯不亮")
    assert (found["status"], found["service_code"]) == ("open", "street-light")
    assert case.cell is not None
    assert (found["long"], found["lat"]) == Square(case.cell, FINEST).middle != (112.4, 29.72)
    assert found["address_id"] == case.area_code[:15]
    assert WORDS not in json.dumps(found, ensure_ascii=False)
    xml = tree("requests").find("request")
    assert xml is not None
    assert [one.tag for one in xml] == REQUEST
    assert xml.findtext("zipcode") == ""
    assert rows(f"requests/{case.uuid}") == [found]


def test_dates_have_their_zone_and_tell_no_hour(loop: Loop) -> None:
    case = loop.public()
    [found] = rows("requests")
    day = case.opened_at.astimezone(clock.local_zone()).date().isoformat()
    assert found["requested_datetime"] == found["updated_datetime"] == f"{day}T00:00:00+08:00"
    hour = days.ends(case.opened_at).isoformat()
    assert ids(start_date=hour) == ids(updated_after=hour) == [str(case.uuid)], "nor can it be asked for"
    before = days.begins(case.opened_at).isoformat()
    assert ids(end_date=before) == ids(updated_before=before) == [str(case.uuid)]


def test_status_and_service_narrow_and_an_id_overrides_all(loop: Loop) -> None:
    light, ended = loop.public(), loop.public()
    loop.take(ended, "reporter", "withdraw")
    found = Case.objects.get(pk=ended.pk)
    if not found.public:  # what its reporter takes back is shown no more
        assert ids() == [str(light.uuid)]
    assert ids(status="open") == [str(light.uuid)]
    assert ids(status="closed") == []
    assert ids(service_code="street-light,none") == [str(light.uuid)]
    assert ids(service_code="none") == []
    assert ids(service_request_id=str(light.uuid), status="closed", service_code="none") == [str(light.uuid)]
    assert ids(status="", service_code="", start_date="", q="", bbox="") == [str(light.uuid)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "lost"), ("start_date", "yesterday"), ("end_date", "2026-13-01"), ("page", "0"), ("page_size", "x"),
        ("per_page", "-1"), ("bbox", "1,2,3"), ("bbox", "9,9,1,1"), ("updated_after", "then"), ("page", "102"),
    ],
)  # fmt: skip
def test_what_can_t_be_read_is_400_by_its_name(loop: Loop, name: str, value: str) -> None:
    answer = get("requests.json", **{name: value})
    assert answer.status_code == 400
    assert [one["description"].split(":")[0] for one in json.loads(answer.getvalue())] == [name]


def test_ninety_days_unless_more_is_asked_in_spans_of_ninety(loop: Loop) -> None:
    with time_machine.travel(clock.now() - timedelta(days=100), tick=False):
        old = loop.public()
    new = loop.public()
    assert ids() == [str(new.uuid)]
    begin = (old.opened_at - timedelta(days=1)).isoformat()
    assert ids(start_date=begin) == [str(old.uuid)]
    assert ids(end_date=(old.opened_at + timedelta(hours=1)).isoformat()) == [str(old.uuid)]
    assert ids(start_date=begin, end_date=clock.now().isoformat()) == [str(old.uuid)]
    assert ids(updated_after=begin) == [str(new.uuid), str(old.uuid)]
    assert ids(updated_before=(new.opened_at - timedelta(days=1)).isoformat()) == [str(old.uuid)]


def test_pages_words_and_boxes(loop: Loop) -> None:
    made = [str(loop.public(**POINT).uuid) for _number in range(3)]
    assert ids() == made[::-1]
    assert ids(page_size="2") == made[:0:-1]
    assert ids(per_page="2", page="2") == made[:1]
    assert ids(q="路灯") == made[::-1]
    assert ids(q="井盖") == []
    assert ids(bbox="112.3,29.6,112.5,29.8") == made[::-1]
    assert ids(bbox="113,29.6,113.5,29.8") == []


def test_extensions_tell_what_happened_without_persons(loop: Loop) -> None:
    case = loop.public()
    [found] = rows("requests", extensions="true")
    assert found["extended_attributes"]["process"] == "Report"
    assert [one["type"] for one in found["notes"]][0] == "collect"
    assert "Demo dispatcher" not in json.dumps(found)
    assert tree(f"requests/{case.uuid}", extensions="true").find("request/notes/note/summary") is not None


def test_updates_are_the_same_whenever_they_are_fetched(loop: Loop) -> None:
    case = loop.public()
    found = rows("servicerequestupdates")
    assert {one["service_request_id"] for one in found} == {str(case.uuid)}
    assert found == rows("servicerequestupdates", service_request_id=str(case.uuid))
    assert [one["update_id"] for one in found] == [f"{case.uuid}-{number}" for number in range(1, len(found) + 1)]
    assert tree("servicerequestupdates").find("request_update/update_id") is not None
    later = (clock.now() + timedelta(days=1)).isoformat()
    assert rows("servicerequestupdates", start_date=later) == []


def test_a_list_costs_the_same_however_long(loop: Loop) -> None:
    for _number in range(3):
        loop.public()
    few = asked(lambda: rows("requests", extensions="true"))
    for _number in range(3):
        loop.public()
    assert len(asked(lambda: rows("requests", extensions="true"))) == len(few) <= 4


def test_a_list_is_written_as_it_is_read() -> None:
    def many() -> Any:
        for number in range(20_000):
            yield {"service_request_id": str(number), "description": "x" * 200}

    for style in dialect.TYPES:
        answer: Any = dialect.listed("service_requests", many(), style)
        tracemalloc.start()
        size = sum(len(piece) for piece in answer.streaming_content)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert size > 4_000_000
        assert peak < 400_000


def test_anyone_s_page_may_read_it(loop: Loop) -> None:
    assert get("services.json")["Access-Control-Allow-Origin"] == "*"
