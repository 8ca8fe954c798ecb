"""The pages of the administration behind its lists, for every role: one row, its end, its history, what it looks up."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.support.addresses import ROLES
from tests.support.by_hand import written_by_hand
from tests.support.world import MORNING, World
from tests.test_urls_by_role import ADMIN_MODELS
from wuzhi.cases.models import ProcessSwitch, Route
from wuzhi.demo.geography import COUNTY
from wuzhi.modules.contacts.models import ContactPoint
from wuzhi.papers.models import LetterTemplate
from wuzhi.people.models import Leave, Post
from wuzhi.roster.models import RingLimit, Roster, Shift

# The fields of settings pages that look up rows of another table.
LOOKUPS = (
    ("cases", "route", "category"),
    ("cases", "route", "unit"),
    ("cases", "stagelimit", "category"),
    ("people", "unit", "area"),
    ("people", "unit", "superior"),
    ("people", "post", "user"),
    ("people", "post", "unit"),
    ("people", "post", "areas"),
    ("people", "leave", "post"),
    ("people", "leave", "stand_in"),
    ("roster", "shift", "unit"),
    ("roster", "shift", "user"),
    ("roster", "shift", "stand_in"),
)


@pytest.fixture
def rows(world: World) -> Mapping[str, Any]:
    """One row of every table that the administration shows."""
    later = MORNING + timedelta(days=1)
    post = Post.objects.get(user=world.user("clerk"))
    Leave.objects.create(post=post, stand_in=world.user("other"), starts=MORNING.date(), ends=later.date())
    Shift.objects.create(unit=world.unit("centre"), area_code=COUNTY, starts=MORNING, ends=later)
    Roster.objects.create(unit=world.unit("centre"), area_code=COUNTY, first=MORNING.date(), last=later.date())
    RingLimit.objects.create(area_code=COUNTY, minutes=3)
    ProcessSwitch.objects.create(process="errand", area_code="421081001", offered=False)
    facts = {"process": "report", "kind": "dispatch", "content": b"", "digest": "0" * 64, "size": 0}
    LetterTemplate.objects.create(**facts, starts=MORNING.date())
    ContactPoint.objects.create(function="station", area_code=COUNTY, name="便民服务站", valid_from=MORNING.date())
    written_by_hand()
    found = {
        model: apps.get_model(model.replace("_", "."))._default_manager.order_by("pk").first() for model in ADMIN_MODELS
    }
    assert [model for model, row in found.items() if row is None] == []
    return found


def _client(world: World, role: str) -> Client:
    client = Client()
    if role != "anonymous":
        client.force_login(world.user(role))
    return client


def _facts(row: Any) -> dict[str, Any]:
    """What a person could change; signing in is on record all the same."""
    names = [field.attname for field in row._meta.concrete_fields if field.attname != "last_login"]
    return {name: getattr(row, name) for name in names}


def test_a_row_is_for_administrators_and_is_never_deleted(world: World, rows: Mapping[str, Any]) -> None:
    for role in ROLES:
        client, right = _client(world, role), role == "administrator"
        for model, row in rows.items():
            for page in ("change", "history", "delete"):
                status = client.get(reverse(f"admin:{model}_{page}", args=[row.pk])).status_code
                refused = 403 if page == "delete" else 200
                assert status == (refused if right else 302), (role, model, page, status)


def test_nobody_deletes(world: World, rows: Mapping[str, Any]) -> None:
    for role in ROLES:
        client = _client(world, role)
        for model, row in rows.items():
            with transaction.atomic():
                one = client.post(reverse(f"admin:{model}_delete", args=[row.pk]), {"post": "yes"}).status_code
                chosen = {"action": "delete_selected", "_selected_action": str(row.pk), "post": "yes"}
                client.post(reverse(f"admin:{model}_changelist"), chosen)
                is_there = type(row)._default_manager.filter(pk=row.pk).exists()
                transaction.set_rollback(True)
            assert is_there, (role, model)
            assert one == (403 if role == "administrator" else 302), (role, model)


def test_a_change_that_is_posted_by_anyone_else_changes_nothing(world: World, rows: Mapping[str, Any]) -> None:
    for role in ROLES:
        if role == "administrator":
            continue
        client, before = _client(world, role), LogEntry.objects.count()
        for model, row in rows.items():
            facts = _facts(row)
            for page, args in (("change", [row.pk]), ("add", [])):
                answer = client.post(reverse(f"admin:{model}_{page}", args=args), {"name": "x", "name_en": "x"})
                assert answer.status_code == 302
                assert "/sign-in" in answer["Location"] or "/login" in answer["Location"], (role, model)
            row.refresh_from_db()
            assert _facts(row) == facts
        assert LogEntry.objects.count() == before


def test_lookups_and_the_own_password(world: World) -> None:
    for role in ROLES:
        client, right = _client(world, role), role == "administrator"
        for app, model, field in LOOKUPS:
            answer = client.get(
                reverse("admin:autocomplete"), {"app_label": app, "model_name": model, "field_name": field, "term": ""}
            )
            assert answer.status_code == (200 if right else 302), (role, model, field)
        for app, model, field in (("cases", "task", "case"), ("cases", "event", "case"), ("reports", "report", "case")):
            answer = client.get(
                reverse("admin:autocomplete"), {"app_label": app, "model_name": model, "field_name": field, "term": ""}
            )
            assert answer.status_code == (403 if right else 302), (role, model, field)
        assert client.get(reverse("admin:password_change")).status_code == (200 if right else 302)


def test_an_ended_route_is_read_and_not_changed(world: World) -> None:
    client, route = _client(world, "administrator"), Route.objects.order_by("pk")[0]
    Route.objects.filter(pk=route.pk).update(ends=MORNING.date())
    address = reverse("admin:cases_route_change", args=[route.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"unit": world.unit("third").pk}).status_code == 403


@pytest.mark.parametrize("role", ROLES)
def test_the_administration_is_for_administrators_and_shows_settings_only(world: World, role: str) -> None:
    client = _client(world, role)
    for model, page in product(sorted(ADMIN_MODELS), ("changelist", "add")):
        status = client.get(reverse(f"admin:{model}_{page}")).status_code
        assert status == (200 if role == "administrator" else 302) or (status == 403 and page == "add"), (model, page)
    for model in ("cases/case", "cases/event", "trust/secret", "trust/access", "reports/report", "notices/job"):
        assert client.get(f"/admin/{model}/").status_code in ({404} if role == "administrator" else {302, 404}), model
