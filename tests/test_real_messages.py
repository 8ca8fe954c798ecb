"""The county's real messages, whole: every row comes in and is reviewed, or is counted with its reason."""

import csv
import io
from collections import Counter
from pathlib import Path

import pytest

from wuzhi.areas.reading import decoded
from wuzhi.cases.models import Case, Event
from wuzhi.core.versions import forget_stamps
from wuzhi.demo import cast as casting
from wuzhi.demo import real_reports
from wuzhi.trust.models import Secret

# What differs between the databases is tested with a few rows; this is about the rows.
pytestmark = [pytest.mark.data, pytest.mark.sqlite, pytest.mark.django_db]


@pytest.mark.long
def test_all_of_them_go_through_intake_and_review(test_data: Path) -> None:
    file = test_data / "appeals" / "hot_topics.csv"
    rows = list(csv.DictReader(io.StringIO(decoded(file), newline="")))
    assert len(rows) == 4326
    forget_stamps()
    casting.build_cast()
    taken = real_reports.take_in(path=file)
    assert (taken.read, taken.ok) == (len(rows), True)
    assert taken.opened + taken.refused.total() == len(rows)
    assert taken.opened > 0.99 * len(rows)
    cases = Case.objects.all()
    numbers = Counter(row[real_reports.NUMBER].strip() for row in rows)
    assert Counter(cases.values_list("external_number", flat=True)) <= numbers
    assert cases.count() == cases.filter(state="reviewed", revision=2, place_synthetic=True).count() == taken.opened
    assert Event.objects.count() == 2 * taken.opened
    assert Secret.objects.filter(kind="words").count() == taken.opened
    assert sum(taken.categories.values()) == taken.reviewed
