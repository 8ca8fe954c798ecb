"""Whoever writes to the database past the engine is found out."""

import pytest

from tests.support.tampering import alter_body
from tests.support.world import ORDINARY, World
from wuzhi.cases.actions import open_case
from wuzhi.cases.models import Case, EventBody
from wuzhi.cases.verifying import altered
from wuzhi.commands import checks
from wuzhi.core.ids import show_number
from wuzhi.people.actor import ANYONE


@pytest.fixture
def case(world: World) -> Case:
    """One report as it came in."""
    return open_case(actor=ANYONE, process_key="report", data=ORDINARY).case


def test_what_the_engine_wrote_holds(case: Case) -> None:
    assert list(altered()) == []


def test_an_erased_body_is_no_fault(case: Case) -> None:
    EventBody.objects.filter(event__case=case).delete()
    assert list(altered()) == []


def test_a_body_that_was_written_over_is_found(case: Case) -> None:
    body = EventBody.objects.get(event__case=case)
    alter_body(body, body.canonical.replace("anyone", "clock"))
    assert [found.pk for found, _fault in altered()] == [case.pk]
    assert show_number(case.uuid) in next(checks.records())


@pytest.mark.parametrize(
    "change", [{"state": "closed"}, {"due_at": None}, {"summary": "x"}, {"revision": 2}, {"head": "0" * 64}]
)
def test_a_row_that_was_written_over_is_found(case: Case, change: dict[str, object]) -> None:
    Case.objects.filter(pk=case.pk).update(**change)
    assert [found.pk for found, _fault in altered()] == [case.pk]
