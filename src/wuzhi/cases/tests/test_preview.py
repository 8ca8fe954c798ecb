"""A preview tells what a change would have done, keeps nothing, and only what was shown is saved."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.test import Client

from tests.support.loop import Loop
from wuzhi.areas.models import Area
from wuzhi.cases import settings
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.models import Case, Category, Route, StageLimit
from wuzhi.core.models import SettingsChange
from wuzhi.demo.cast import TOWN
from wuzhi.demo.geography import COUNTY
from wuzhi.people.actions import operator
from wuzhi.people.models import Post, Unit

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
            settings._succeed(operator("test"), stale, row, None)  # type: ignore[arg-type]  # no successor here
    assert (Route.objects.count(), SettingsChange.objects.count()) == (rows, record)


def _route_of(light: Case) -> Route:
    """The one by which the matter is proposed to somebody."""
    found = [
        route
        for route in Route.objects.filter(category=light.category_id, ends=None).select_related("category", "unit")
        if light.area_code.startswith(route.area_code)
    ]
    return max(found, key=lambda route: len(route.area_code))


def test_ending_a_route_is_looked_at_first(loop: Loop, light: Case) -> None:
    client, route = loop.client("administrator"), _route_of(light)
    data = {"action": "end_today", "_selected_action": str(route.pk)}
    page = client.post(ROUTE, data).content.decode()
    assert "nobody: nothing set" in page
    route.refresh_from_db()
    assert route.ends is None
    assert client.post(ROUTE, {**data, "_previewed": _token(page), "_end": "1"}).status_code == 302
    route.refresh_from_db()
    assert route.ends is not None


def test_other_routes_than_those_shown_are_not_ended(loop: Loop, light: Case) -> None:
    client, route = loop.client("administrator"), _route_of(light)
    other = Route.objects.filter(ends=None).exclude(pk=route.pk)[0]
    data = {"action": "end_today", "_selected_action": str(route.pk)}
    token = _token(client.post(ROUTE, data).content.decode())
    sent = {"action": "end_today", "_selected_action": str(other.pk), "_previewed": token, "_end": "1"}
    assert "Nothing was saved" in client.post(ROUTE, sent).content.decode()
    assert not Route.objects.filter(pk__in=[route.pk, other.pk]).exclude(ends=None).exists()


def test_the_page_of_a_route_leads_to_the_look_at_its_end(loop: Loop, light: Case) -> None:
    client, route = loop.client("administrator"), _route_of(light)
    assert 'value="end_today"' in client.get(f"{ROUTE}{route.pk}/change/").content.decode()


def test_closing_a_unit_says_what_hangs_on_it_and_where_its_matters_would_have_gone(loop: Loop, light: Case) -> None:
    client = loop.client("administrator")
    facts = catalogue.fresh().route(light.category_id or 0, light.area_code)
    assert facts is not None
    unit = Unit.objects.select_related("area").get(pk=facts.id)
    data = {"name": unit.name, "name_en": unit.name_en, "kind": unit.kind, "area": unit.area.pk,
            "superior": unit.superior_id or "", "phone": unit.phone, "sittings": unit.sittings}  # fmt: skip
    address = f"/admin/people/unit/{unit.pk}/change/"
    page = client.post(address, {**data, "_preview": "1"}).content.decode()
    assert "posts in force" in page
    assert str(facts) in page
    assert "None of them would" not in page
    unit.refresh_from_db()
    assert unit.active
    assert catalogue.fresh().route(light.category_id or 0, light.area_code) == facts
    client.post(address, {**data, "_previewed": _token(page), "_save": "1"})
    unit.refresh_from_db()
    assert not unit.active


def test_the_numbers_open_what_the_viewer_may_see_and_no_more(loop: Loop, light: Case) -> None:
    data = {**_route_data(loop), "_preview": "1"}
    client = loop.client("administrator")
    page = client.post(f"{ROUTE}add/", data).content.decode()
    assert "#seen-1" not in page
    found = re.search(r'href="(/[^"]*tab=all[^"]*)"', page)
    assert found
    assert str(light.uuid) not in client.get(found[1].replace("&amp;", "&")).content.decode()
    Post.objects.create(
        user=loop.cast.users["administrator"], unit=loop.cast.units[f"{COUNTY}-centre"], role="dispatcher",
        starts="2026-01-01",
    ).areas.set(Area.objects.filter(code=COUNTY))  # fmt: skip
    page = client.post(f"{ROUTE}add/", data).content.decode()
    assert 'href="#seen-1"' in page
    assert str(light.uuid) in page
    assert str(light.uuid) in client.get(found[1].replace("&amp;", "&")).content.decode()
