"""A preview tells what a change would have done, keeps nothing, and only what was shown is saved."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.test import Client

from tests.support.loop import Loop
from wuzhi.cases import settings
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.models import Case, Category, Route, StageLimit
from wuzhi.core.models import SettingsChange
from wuzhi.demo.cast import TOWN
from wuzhi.demo.geography import COUNTY
from wuzhi.people.actions import operator

LIMIT = "/admin/cases/stagelimit/"
OTHER = f"{COUNTY}-data"
ROUTE = "/admin/cases/route/"


@pytest.fixture
def light(loop: Loop) -> Case:
    return loop.reviewed()


def _limit() -> StageLimit:
    return StageLimit.objects.filter(process="report", stage="review", category=None, urgency="", ends=None).get()


def _route_data(loop: Loop) -> dict[str, Any]:
    category = loop.cast.categories["street-light"]
    return {"category": category.pk, "area_code": TOWN, "unit": loop.cast.units[OTHER].pk,
            "office": "", "office_level": ""}  # fmt: skip


def _token(page: str) -> str:
    found = re.search(r'name="_previewed" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_route_is_previewed_with_units_before_and_after_and_nothing_is_kept(loop: Loop, light: Case) -> None:
    rows, record = Route.objects.count(), SettingsChange.objects.count()
    before = catalogue.fresh().route(light.category_id or 0, light.area_code)
    page = loop.client("administrator").post(f"{ROUTE}add/", {**_route_data(loop), "_preview": "1"}).content.decode()
    assert before is not None
    assert str(before) in page
    assert loop.cast.units[OTHER].name_en in page
    assert (Route.objects.count(), SettingsChange.objects.count()) == (rows, record)
    assert catalogue.fresh().route(light.category_id or 0, light.area_code) == before
    assert f"/cases/{light.uuid}" not in page, "an administrator reads no matters"


def test_what_was_previewed_is_saved_by_one_button(loop: Loop, light: Case) -> None:
    client, data = loop.client("administrator"), _route_data(loop)
    page = client.post(f"{ROUTE}add/", {**data, "_preview": "1"}).content.decode()
    assert client.post(f"{ROUTE}add/", {**data, "_previewed": _token(page), "_save": "1"}).status_code == 302
    after = catalogue.fresh().route(light.category_id or 0, light.area_code)
    assert after is not None
    assert after.code == OTHER


def test_settings_changed_meanwhile_or_other_content_are_looked_at_again(loop: Loop, light: Case) -> None:
    client, data = loop.client("administrator"), _route_data(loop)
    token = _token(client.post(f"{ROUTE}add/", {**data, "_preview": "1"}).content.decode())
    other = {**data, "unit": loop.cast.units[f"{COUNTY}-cg"].pk, "_previewed": token, "_save": "1"}
    rows = Route.objects.count()
    assert "Nothing was saved" in client.post(f"{ROUTE}add/", other).content.decode()
    settings.set_limit(actor=operator("test"), process_key="report", stage="review", amount=7, unit="working_hours")
    answer = client.post(f"{ROUTE}add/", {**data, "_previewed": token, "_save": "1"})
    assert "Nothing was saved" in answer.content.decode()
    assert Route.objects.count() == rows


def test_what_the_action_refuses_the_preview_says(loop: Loop) -> None:
    category = loop.cast.categories["illegal-building"]
    data = {**_route_data(loop), "category": category.pk, "area_code": "999999", "_preview": "1"}
    page = loop.client("administrator").post(f"{ROUTE}add/", data).content.decode()
    assert "no area with the code" in page
    assert "_previewed" not in page


def test_a_limit_is_previewed_with_due_times(loop: Loop) -> None:
    case = loop.report()
    held = _limit()
    data = {"amount": 900, "unit": held.unit, "source": "trial", "verified": "", "_preview": "1", "days": "7"}
    page = loop.client("administrator").post(f"{LIMIT}{held.pk}/change/", data).content.decode()
    found = re.search(r"due later</th>\s*<td>(\d+)", page)
    assert found
    assert found[1] == "1"
    held.refresh_from_db()
    assert held.ends is None
    assert Case.objects.get(pk=case.pk).due_at == case.due_at


def test_matters_before_the_days_are_not_counted(loop: Loop, light: Case) -> None:
    Case.objects.filter(pk=light.pk).update(opened_at=light.opened_at - timedelta(days=40))
    client, data = loop.client("administrator"), {**_route_data(loop), "_preview": "1"}
    assert "None of them would" in client.post(f"{ROUTE}add/", data).content.decode()
    assert "None of them would" not in client.post(f"{ROUTE}add/", {**data, "days": "90"}).content.decode()


@pytest.mark.parametrize("username", ["dispatcher", "leader"])
def test_only_administrators_preview(loop: Loop, username: str) -> None:
    client: Client = loop.client(username)
    assert client.post(f"{ROUTE}add/", {**_route_data(loop), "_preview": "1"}).status_code == 302
    assert Category.objects.exists()


def test_of_two_who_change_a_row_at_once_the_second_is_told(loop: Loop) -> None:
    """The second read the row before the first had ended it, or before there was one."""
    light = loop.cast.categories["street-light"]
    key: dict[str, Any] = {"actor": operator("test"), "category": light, "area_code": TOWN}
    settings.set_route(**key, unit=loop.cast.units[f"{COUNTY}-cg"])
    held = Route.objects.get(category=light, area_code=TOWN, ends=None)
    settings.set_route(**key, unit=loop.cast.units[OTHER])
    rows, record = Route.objects.count(), SettingsChange.objects.count()
    late: list[Model | None] = [held, None]
    for stale in late:
        row = Route(category=light, area_code=TOWN, unit=loop.cast.units[f"{COUNTY}-cg"])
        with pytest.raises(ValidationError, match="same moment|同时"):
            settings._succeed(operator("test"), stale, row, None)  # type: ignore[arg-type]
    assert (Route.objects.count(), SettingsChange.objects.count()) == (rows, record)
