"""The administrator's first page: what can be set, who changed what last, and what is missing."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests.support.asked import asked_by
from tests.support.world import World
from wuzhi.administration.groups import GROUPS
from wuzhi.areas.calendar import set_day
from wuzhi.areas.models import CalendarDay
from wuzhi.cases.models import Category, Route, StandardText
from wuzhi.people import actions as people
from wuzhi.people.models import Post, Unit

pytestmark = pytest.mark.django_db
HOME = "administration:home"
# What the page does not list, and why.
ELSEWHERE = {"core.settingschange": "stands below as the last changes, with a link to all of them"}


@pytest.fixture
def client(world: World) -> Client:
    found = Client(headers={"accept-language": "en"})
    found.force_login(world.user("administrator"))
    return found


def page(client: Client) -> str:
    return client.get(reverse(HOME)).content.decode()


def test_every_table_of_settings_is_on_the_page(client: Client) -> None:
    listed = {line.model for group in GROUPS for line in group.lines if line.model}
    registered = {model._meta.label_lower for model in admin.site._registry}
    assert registered - listed == set(ELSEWHERE)
    assert listed <= registered
    html = page(client)
    for group in GROUPS:
        for line in group.lines:
            assert str(line.label) in html


def test_a_category_without_a_route_is_named(client: Client) -> None:
    category = Category.objects.filter(active=True).first()
    assert category is not None
    Route.objects.filter(category=category).update(ends="2026-01-01")
    html = page(client)
    assert "1 category has no route" in html
    assert str(category.name) in html


def test_a_unit_without_anybody_and_a_route_to_a_closed_one_are_named(client: Client, world: World) -> None:
    area = world.unit("centre").area
    people.add_unit(actor=world["administrator"], code="lonely", name="无人所", kind="branch", area=area)
    route = Route.objects.filter(ends=None, unit__isnull=False).select_related("unit").first()
    assert route is not None
    assert route.unit is not None
    Unit.objects.filter(pk=route.unit.pk).update(active=False)
    html = page(client)
    assert "nobody with a post" in html
    assert "无人所" in html
    assert "no longer active" in html


def test_missing_holidays_and_texts_are_announced(client: Client) -> None:
    CalendarDay.objects.filter(day__year=2027).delete()
    StandardText.objects.create(process="report", step="report_done", field="note", code="x", name="修好", body="修好")
    html = page(client)
    assert "no holidays of 2027" in html
    assert "not there in English" in html
    assert "修好" in html


def test_the_last_changes_say_who_and_from_what_to_what(client: Client, world: World) -> None:
    unit = world.unit("department")
    people.change_unit(actor=world["administrator"], unit=unit, phone="0716-5555555")
    html = page(client)
    assert "0716-5555555" in html
    assert str(world.user("administrator").name_en) in html


def test_it_asks_the_same_number_of_questions_however_much_there_is(client: Client, world: World) -> None:
    area, actor = world.unit("centre").area, world["administrator"]
    people.add_unit(actor=actor, code="more", name="某所", kind="branch", area=area)
    before = len(asked_by(client, reverse(HOME)))
    for number in range(12):
        people.add_unit(actor=actor, code=f"more{number}", name=f"某所{number}", kind="branch", area=area)
        facts: dict[str, Any] = {"process": "report", "kind": "order", "authority": "county"}
        Category.objects.create(code=f"c{number}", name=f"类{number}", name_en=f"Kind {number}", **facts)
    assert len(asked_by(client, reverse(HOME))) == before
    assert before <= 45


def test_a_post_that_ended_leaves_its_unit_empty(client: Client, world: World) -> None:
    Post.objects.filter(unit=world.unit("department")).update(ends="2026-03-01")
    assert str(world.unit("department").name_en or world.unit("department").name) in page(client)


def test_a_command_is_named_as_one(client: Client) -> None:
    set_day(
        actor=people.author(people.operator("command")), day=CalendarDay.objects.all()[0].day, working=True, name="x",
        estimated=False,
    )  # fmt: skip
    assert "a command" in page(client)
