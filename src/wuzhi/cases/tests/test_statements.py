"""Statements that are composed once answer what they would answer with their values beside them."""

import pytest

from tests.support.world import World, at
from wuzhi.cases.models import Case
from wuzhi.cases.statements import NOW, Statement, composed_once

ODD = ("50% 'of' it; --", "\\'", "路灯 %s", '"', "", "%%")


@pytest.mark.django_db
@pytest.mark.parametrize("value", ODD)
def test_a_value_written_out_is_the_value_still(value: str) -> None:
    made = Statement("SELECT CAST(%s AS text), CAST(%s AS text) || '%%'", (value, "x"))
    assert made.rows() == made.written_out().rows() == [(value, "x%")]


@pytest.mark.parametrize("value", ODD)
def test_the_instant_stays_open_beside_any_value(world: World, value: str) -> None:
    case = world.report()
    Case.objects.filter(pk=case.pk).update(summary=value)
    text = "SELECT id FROM cases_case WHERE opened_at < %s AND summary = %s AND summary NOT LIKE '%%zz'"
    found = composed_once(("test", value), lambda: Statement(text, (NOW, value)))
    with at("2001-01-01 08:00"):
        assert found.rows() == []
    with at("2101-01-01 08:00"):
        assert found.rows() == [(case.pk,)]
