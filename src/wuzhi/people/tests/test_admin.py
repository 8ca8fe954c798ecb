"""Settings pages: administrators alone, no matter of anybody, and every change by the same actions as imports."""

import pytest
from django.contrib import admin
from django.test import Client

from tests.support.loop import Loop
from wuzhi.areas.models import Area, CalendarDay
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.models import Category, ProcessSwitch, Reason, Route, StageLimit, StandardText
from wuzhi.core.models import SettingsChange
from wuzhi.demo.cast import TOWN
from wuzhi.modules.contacts.models import ContactPoint
from wuzhi.papers.models import LetterTemplate
from wuzhi.people.models import Leave, Post, Unit, User
from wuzhi.people.units import units
from wuzhi.roster.models import RingLimit, Roster, Shift

SETTINGS = {
    Area, CalendarDay, Category, ContactPoint, Leave, LetterTemplate, Post, ProcessSwitch, Reason, Route,
    RingLimit, Roster, SettingsChange, Shift, StageLimit, StandardText, Unit, User,
}  # fmt: skip


def page(model: type) -> str:
    meta = model._meta  # type: ignore[attr-defined]  # every model has it
    return f"/admin/{meta.app_label}/{meta.model_name}/"


def errors(client: Client, address: str, data: dict[str, object]) -> str:
    answer = client.post(address, data)
    assert answer.status_code == 200
    return answer.content.decode()


def test_only_settings_are_registered() -> None:
    assert set(admin.site._registry) == SETTINGS


@pytest.mark.parametrize("username", ["dispatcher", "clerk", "supervisor", "leader", "grid", "outsider"])
def test_nobody_but_an_administrator_gets_in(loop: Loop, username: str) -> None:
    for address in (page(Category), page(User)):
        assert loop.client(username).get(address).headers["Location"].startswith("/admin/login/")
    assert loop.client(username).get("/admin/").status_code == 403


def test_an_administrator_opens_every_page_but_no_matter(loop: Loop) -> None:
    client = loop.client("administrator")
    case = loop.report()
    for model in SETTINGS:
        assert client.get(page(model)).status_code == 200
    for model in SETTINGS - {Area, Roster, SettingsChange}:
        assert client.get(page(model) + "add/").status_code == 200
    assert client.get(f"/cases/{case.uuid}").status_code == 404


def test_a_limit_is_ended_and_followed_by_the_next(loop: Loop) -> None:
    held = StageLimit.objects.filter(process="report", stage="review", category=None, urgency="", ends=None).get()
    before = catalogue.fresh().limit("report", "review", None, "ordinary", "421081")
    data = {"amount": 99, "unit": held.unit, "source": "trial", "verified": ""}
    answer = loop.client("administrator").post(f"{page(StageLimit)}{held.pk}/change/", data)
    assert answer.status_code == 302
    held.refresh_from_db()
    assert held.ends is not None
    assert before is not None
    after = catalogue.fresh().limit("report", "review", None, "ordinary", "421081")
    assert after is not None
    assert (before.amount, after.amount) == (held.amount, 99)


def test_a_route_below_the_authority_is_refused_beside_what_was_typed(loop: Loop) -> None:
    lamp = loop.cast.categories["street-light"]
    village = loop.cast.units["421081001001-committee"]
    client = loop.client("administrator")
    data = {"category": lamp.pk, "area_code": TOWN, "unit": village.pk, "office": "", "office_level": ""}
    text = errors(client, f"{page(Route)}add/", data)
    assert "lacks the authority" in text
    assert f'value="{TOWN}"' in text
    assert not Route.objects.filter(area_code=TOWN, category=lamp).exists()
    bureau = loop.cast.units["421081-cg"]
    assert client.post(f"{page(Route)}add/", {**data, "unit": bureau.pk}).status_code == 302
    found = catalogue.fresh().route(lamp.pk, TOWN)
    assert found is not None
    assert found.id == bureau.pk


def test_a_unit_is_renamed_everywhere_at_once(loop: Loop) -> None:
    unit = loop.cast.units["421081-cg"]
    data = {
        "code": unit.code, "name": "城市管理局(试)", "name_en": "", "kind": unit.kind, "area": unit.area_id,
        "superior": unit.superior_id or "", "phone": "", "sittings": "", "active": "on",
    }  # fmt: skip
    client = loop.client("administrator")
    assert client.post(f"{page(Unit)}{unit.pk}/change/", data).status_code == 302
    assert str(units.fresh().get(unit.pk)) == "城市管理局(试)"
    assert "Office hours are written as" in errors(
        client, f"{page(Unit)}{unit.pk}/change/", {**data, "sittings": "18:00-08:00"}
    )


def test_a_user_gets_a_password_and_a_post(loop: Loop) -> None:
    client = loop.client("administrator")
    facts = {"username": "newcomer", "name": "新同事", "name_en": "", "is_active": "on"}
    assert "password" in errors(client, f"{page(User)}add/", {**facts, "password": "12345"})
    assert not User.objects.filter(username="newcomer").exists()
    assert client.post(f"{page(User)}add/", {**facts, "password": "a-long-enough-one"}).status_code == 302
    user = User.objects.get(username="newcomer")
    assert user.check_password("a-long-enough-one")
    unit = loop.cast.units["421081-cg"]
    post = {"user": user.pk, "unit": unit.pk, "role": "clerk", "areas": [unit.area_id], "starts": "2026-01-01"}
    assert client.post(f"{page(Post)}add/", {**post, "ends": "2025-01-01"}).status_code == 200
    assert client.post(f"{page(Post)}add/", post).status_code == 302
    assert Client().post("/sign-in", {"username": "newcomer", "password": "a-long-enough-one"}).status_code == 302


def test_a_wrong_password_and_a_wrong_name_are_told_alike(loop: Loop) -> None:
    told = [errors(loop.client(), "/sign-in", {"username": name, "password": "x"}) for name in ("dispatcher", "nobody")]
    assert all("do not fit together" in text for text in told)


def test_nobody_guesses_a_password_hash_by_filtering(loop: Loop) -> None:
    client = loop.client("administrator")
    for asked in ("password__startswith=argon2", "password=x", "password__regex=a"):
        assert client.get(f"{page(User)}?{asked}").status_code == 400
