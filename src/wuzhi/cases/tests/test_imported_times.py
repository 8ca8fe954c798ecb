"""A time of a file is read as the library would read it, only quicker; what is none is refused."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzhi.cases.imported.times import reader

HERE = ZoneInfo("America/New_York")
FORMS = (
    "%m/%d/%Y %I:%M:%S %p",
    "%Y-%m-%d %H:%M:%S",
    "%d.%m.%Y",
    "%Y年%m月%d日 %H时%M分",
    "%Y%m%d%H%M",
    "%Y/%m/%dT%H:%M",
)


@pytest.mark.parametrize("form", FORMS)
@given(at=st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001  as in a file
def test_what_was_written_in_a_form_is_read_as_the_library_reads_it(form: str, at: datetime) -> None:
    text = at.strftime(form)
    assert _read(form, text) == _by_library(form, text) is not None


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("%m/%d/%Y %I:%M:%S %p", "13/01/2020 01:00:00 AM"),
        ("%m/%d/%Y %I:%M:%S %p", "01/31/2020 13:00:00 PM"),
        ("%m/%d/%Y %I:%M:%S %p", "01/31/2020 00:10:00 AM"),
        ("%Y-%m-%d %H:%M:%S", "2020-02-30 00:00:00"),
        ("%Y-%m-%d %H:%M:%S", "2020-02-03"),
        ("%Y-%m-%d", "2020-02-03 and more"),
        ("%Y-%m-%d", "2020-02-03 "),
        ("%Y %H %d", "2020 03 04 05"),
        ("", "yesterday"),
        ("%Y%Y", "20202020"),
    ],
)
def test_what_is_no_time_in_the_form_is_refused(form: str, text: str) -> None:
    assert _read(form, text) is None
    assert form in ("", "%Y%Y") or _by_library(form, text) is None


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("%Y-%m-%d %H:%M", "２０２０-02-03 04:05"),
        ("%Y-%m-%d %H:%M", "2020-2-3\u30004:05"),
        ("%Y-%m-%d\u3000%H:%M", "2020-02-03\u300004:05"),
        ("%Y-%m-%d\t%H:%M", "2020-02-03\t04:05"),
        ("%Y%m%d", "2020131"),
        ("%d.%m.%YT%H", " 3.02.2020t04"),
    ],
)
def test_what_the_library_takes_is_taken(form: str, text: str) -> None:
    assert _read(form, text) == _by_library(form, text) is not None


def _read(form: str, text: str) -> datetime | None:
    try:
        return reader(form, HERE)(text)
    except ValueError:
        return None


def _by_library(form: str, text: str) -> datetime | None:
    try:
        return datetime.strptime(text, form).replace(tzinfo=HERE)
    except ValueError:
        return None


@pytest.mark.parametrize("form", ["%d %b %Y", "%Y %d", "%Y-%m-%d %M", "%Y-%m-%d %I:%M", "%Y-%m-%d %H:%M %p"])
def test_a_form_of_other_parts_is_left_to_the_library(form: str) -> None:
    text = datetime(2020, 3, 5, 4, 6, tzinfo=HERE).strftime(form)
    assert _read(form, text) == _by_library(form, text)


def test_a_zone_that_is_named_is_kept() -> None:
    read = reader("%Y-%m-%dT%H:%M:%S%z", HERE)("2020-03-05T01:02:03+0800")
    assert read.utcoffset() == timedelta(hours=8)
    assert reader("", HERE)("2020-03-05T01:02:03+08:00").utcoffset() == timedelta(hours=8)
    assert reader("", HERE)("2020-03-05T01:02:03").tzinfo is HERE
