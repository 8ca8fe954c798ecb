"""Settings rows: a change ends the row in force and adds one, and no route points below the authority."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from wuzhi.cases import fields, settings
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.models import Category, Route, StageLimit
from wuzhi.core import clock
from wuzhi.demo import cast as casting
from wuzhi.demo.geography import COUNTY
from wuzhi.people.actions import operator
from wuzhi.people.actor import ANYONE

pytestmark = pytest.mark.django_db
MAY = datetime(2026, 5, 6, 2, tzinfo=UTC)
JUNE = datetime(2026, 6, 8, 2, tzinfo=UTC)


@pytest.fixture
def cast() -> casting.Cast:
    return casting.build_cast()


def test_the_kinds_are_those_that_pages_can_name() -> None:
    assert set(settings.KINDS) == set(fields.KIND_LABELS)


def test_a_changed_route_leaves_the_old_one_ended(cast: casting.Cast) -> None:
    category = cast.categories["exposed-rubbish"]
    office = cast.units[f"{casting.TOWN}-office"]
    key: dict[str, Any] = {"category": category, "area_code": casting.VILLAGE, "actor": cast.actor("administrator")}
    with clock.at(MAY):
        first = settings.set_route(**key, unit=office)
        again = settings.set_route(**key, unit=office)
    with clock.at(JUNE):
        changed = settings.set_route(**key, unit=cast.units[f"{COUNTY}-cg"])
        handler = catalogue.fresh().route(category.pk, casting.GRID)
    assert (first, again, changed) == ("added", "unchanged", "changed")
    rows = Route.objects.filter(category=category, area_code=casting.VILLAGE).order_by("pk")
    assert [(row.starts, row.ends) for row in rows] == [
        (date(2026, 5, 6), date(2026, 6, 8)),
        (date(2026, 6, 8), None),
    ]
    assert handler is not None
    assert handler.code == f"{COUNTY}-cg"
    with clock.at(MAY):
        earlier = catalogue.fresh().route(category.pk, casting.GRID)
    assert earlier is not None
    assert earlier.code == office.code, "asked for a day in May, May's route answers"


def test_a_change_on_the_same_day_holds_at_once(cast: casting.Cast) -> None:
    category = cast.categories["exposed-rubbish"]
    key: dict[str, Any] = {"category": category, "area_code": casting.VILLAGE, "actor": operator("test")}
    settings.set_route(**key, unit=cast.units[f"{casting.TOWN}-office"])
    settings.set_route(**key, unit=cast.units[f"{COUNTY}-cg"])
    handler = catalogue.fresh().route(category.pk, casting.GRID)
    assert handler is not None
    assert handler.code == f"{COUNTY}-cg"


def test_a_route_below_the_authority_is_refused(cast: casting.Cast) -> None:
    category = cast.categories["illegal-building"]
    key: dict[str, Any] = {"category": category, "area_code": casting.VILLAGE, "actor": operator("test")}
    before = Route.objects.count()
    with pytest.raises(ValidationError, match="违法搭建"):
        settings.set_route(**key, unit=cast.units[f"{casting.VILLAGE}-committee"])
    with pytest.raises(ValidationError, match="违法搭建"):
        settings.set_route(**key, office="village", office_level="village")
    assert Route.objects.count() == before


def test_authority_can_not_rise_over_a_route_in_force(cast: casting.Cast) -> None:
    with pytest.raises(ValidationError, match="暴露垃圾"):
        settings.set_category(actor=operator("test"), code="exposed-rubbish", authority="county")
    assert Category.objects.get(code="exposed-rubbish").authority == "village"


def test_a_changed_limit_keeps_its_history(cast: casting.Cast) -> None:
    key: dict[str, Any] = {"process_key": "report", "stage": "handle", "category": cast.categories["exposed-rubbish"]}
    with clock.at(JUNE):
        outcome = settings.set_limit(actor=operator("test"), **key, amount=2, unit="working_days")
        span = catalogue.fresh().limit("report", "handle", key["category"].pk, "ordinary", casting.GRID)
    assert outcome == "changed"
    assert span is not None
    assert (span.amount, span.unit) == (2, "working_days")
    rows = StageLimit.objects.filter(stage="handle", category=key["category"]).order_by("pk")
    assert [row.ends for row in rows] == [date(2026, 6, 8), None]


def test_reasons_are_added_and_reworded(cast: casting.Cast) -> None:
    key: dict[str, Any] = {
        "actor": operator("test"),
        "process_key": "report",
        "reason_list": "conclude",
        "code": "not-specific",
    }
    assert settings.set_reason(**key, name="内容不具体") == "changed"
    assert settings.set_reason(**key, name="内容不具体") == "unchanged"
    found = {reason.code: reason.name for reason in catalogue.fresh().reasons("report", "conclude")}
    assert found["not-specific"] == "内容不具体"


@pytest.mark.parametrize("username", ["dispatcher", "leader", "supervisor", "grid"])
def test_only_administrators_may(cast: casting.Cast, username: str) -> None:
    key: dict[str, Any] = {
        "process_key": "report",
        "reason_list": "conclude",
        "code": "x",
        "name": "某",
        "name_en": "Some",
    }
    with pytest.raises(PermissionDenied):
        settings.set_reason(actor=cast.actor(username), **key)
    with pytest.raises(PermissionDenied):
        settings.set_reason(actor=ANYONE, **key)
    assert settings.set_reason(actor=cast.actor("administrator"), **key) == "added"
