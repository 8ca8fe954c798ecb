"""What a bulk writer stores is what Django reads back: every kind of column, every character, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Model
from django.test.utils import isolate_apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wuzhi.core.bulk import Columns, Table
from wuzhi.core.columns import taken

pytestmark = pytest.mark.django_db
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
WHEN = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  UTC is added
ROW = st.fixed_dictionaries({
    "words": TEXT,
    "maybe": st.none() | TEXT,
    "number": st.integers(-(2**63), 2**63 - 1),
    "degrees": st.none() | st.floats(-1e6, 1e6),
    "yes": st.booleans(),
    "sealed": st.binary(),
    "own": st.uuids(),
    "at": st.none() | WHEN,
    "day": st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    "more": st.dictionaries(TEXT, st.none() | TEXT | st.booleans() | st.lists(TEXT)),
})  # fmt: skip


@pytest.fixture
def sample(db: None) -> Iterator[type[Model]]:
    """A table with a column of each kind."""
    with isolate_apps("wuzhi.cases"):

        class Sample(models.Model):
            words = models.TextField(default="nothing said")
            maybe = models.CharField(max_length=2000, null=True)  # noqa: DJ001  NULL is what is tried
            number = models.BigIntegerField(default=7)
            degrees = models.FloatField(null=True)
            yes = models.BooleanField(default=False)
            sealed = models.BinaryField(default=b"")
            own = models.UUIDField(null=True)
            at = models.DateTimeField(null=True)
            day = models.DateField(null=True)
            more = models.JSONField(default=list)
            span = models.PositiveSmallIntegerField(null=True)

            class Meta:
                app_label = "cases"

            def __str__(self) -> str:
                return f"sample {self.pk}"

        statement, _parameters = connection.schema_editor().table_sql(Sample)
        with connection.cursor() as cursor:
            cursor.execute(statement)
        yield Sample


def _rows(model: type[Model]) -> list[dict[str, Any]]:
    found = [dict(row) for row in model._default_manager.order_by("id").values()]
    for row in found:
        row["sealed"] = bytes(row["sealed"])
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_rows=st.lists(ROW, min_size=1, max_size=4))
def test_every_value_comes_back_as_it_was(sample: type[Model], given_rows: list[dict[str, Any]]) -> None:
    sample._default_manager.all().delete()
    Table(sample).write(given_rows)
    assert [{name: row[name] for name in given_rows[0]} for row in _rows(sample)] == given_rows


def test_what_nobody_names_is_as_the_model_says_and_the_same_for_all_is_said_once(sample: type[Model]) -> None:
    Table(sample).write_columns(Columns({"words": ["一", "二\\N"]}, {"number": 3, "yes": True}))
    first, second = _rows(sample)
    assert (first["words"], second["words"]) == ("一", "二\\N")
    for row in (first, second):
        assert (row["number"], row["yes"], row["more"], row["sealed"]) == (3, True, [], b"")
        assert [row[name] for name in ("maybe", "degrees", "own", "at", "day")] == [None] * 5


def test_a_uuid_may_be_a_number_or_a_text(sample: type[Model]) -> None:
    own = UUID("01234567-89ab-cdef-0123-456789abcdef")
    Table(sample).write([{"own": own}, {"own": own.int}, {"own": str(own)}, {"own": None}])
    assert [row["own"] for row in _rows(sample)] == [own, own, own, None]


def test_a_time_of_another_zone_is_the_same_instant(sample: type[Model]) -> None:
    at = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    there = [at.astimezone(ZoneInfo("Asia/Shanghai")), at.astimezone(ZoneInfo("America/New_York"))]
    Table(sample).write([{"at": there[0]}, {"at": there[1] + timedelta(microseconds=1)}])
    assert [row["at"] for row in _rows(sample)] == [at, at + timedelta(microseconds=1)]


def test_some_rows_are_taken_out_of_columns() -> None:
    rows = Columns({"a": [1, 2, 3], "b": ["x", "y", "z"]}, {"c": 0})
    assert rows.only([True, False, True]) == Columns({"a": [1, 3], "b": ["x", "z"]}, {"c": 0})


def test_no_rows_no_statement_and_what_does_not_fit_is_refused(sample: type[Model]) -> None:
    table = Table(sample)
    table.write([])
    table.write_columns(Columns({"words": []}))
    with pytest.raises(ValueError, match="length"):
        table.write_columns(Columns({"words": ["a", "b"], "number": [1]}))
    with pytest.raises(ValueError, match="columns"):
        table.write([{"words": "a"}, {"number": 1}])
    with pytest.raises(DatabaseError), transaction.atomic():
        table.write([{"words": "a", "span": -1}])
    assert not _rows(sample)


@pytest.mark.parametrize("vendor", ["postgresql", "sqlite"])
def test_a_column_of_another_kind_is_refused(vendor: str) -> None:
    with pytest.raises(TypeError, match="DurationField"):
        taken(models.DurationField(), vendor)
