"""Every settings action leaves its record: who, which row, from what to what; never rewritten, never a password."""

import json
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from tests.support.loop import Loop
from tests.support.world import local
from wuzhi.areas import actions as areas
from wuzhi.areas.calendar import seed_calendar, set_day
from wuzhi.areas.models import Area, CalendarDay
from wuzhi.areas.regroup import regroup
from wuzhi.cases import settings as catalogue
from wuzhi.cases.models import Category, ProcessSwitch, Reason, Route, StageLimit
from wuzhi.core import append_only, clock, history
from wuzhi.core.models import SettingsChange
from wuzhi.demo.cast import GRID, TOWN, VILLAGE
from wuzhi.people import actions as people
from wuzhi.people.models import Leave, Post, Role, Unit, User
from wuzhi.roster.actions import add_shift, change_shift
from wuzhi.roster.models import Shift


def told(row: Any) -> list[tuple[str, str, dict[str, list[Any]]]]:
    """Actor, verb and changes of a row, oldest first."""
    found = history.of(row).order_by("id")
    return [(change.actor, change.verb, json.loads(change.changes)) for change in found]


@pytest.fixture
def me(loop: Loop) -> str:
    return f"person:{loop.cast.users['administrator'].pk}"


def test_every_settings_page_is_of_a_model_that_the_record_can_name() -> None:
    for model in admin.site._registry:
        assert callable(getattr(model, "natural_key", None)) or model is SettingsChange, model
    assert "core_settingschange" in append_only.tables()
    assert apps.get_model("core.SettingsChange") is SettingsChange


def test_a_unit_a_user_and_a_post(loop: Loop, me: str) -> None:
    actor = loop.cast.actor("administrator")
    bureau = loop.cast.units["421081-cg"]
    people.change_unit(actor=actor, unit=bureau, sittings="08:00-12:00")
    assert told(bureau)[-1] == (me, "changed", {"sittings": ["", "08:00-12:00"]})
    user = people.add_user(actor=people.operator("command"), username="newcomer", name="新同事")
    people.set_password(actor=actor, user=user, password="a-long-enough-one")
    assert [(who, verb) for who, verb, _changes in told(user)] == [("command", "added"), (me, "changed")]
    assert told(user)[1][2] == {"password": [None, "…"]}
    area = Area.objects.get(code=TOWN)
    post = people.add_post(actor=actor, user=user, unit=bureau, role=Role.CLERK, areas=[area], starts=date(2026, 1, 1))
    people.change_post(actor=actor, post=post, areas=[area, Area.objects.get(code=VILLAGE)])
    people.end_post(actor=actor, post=post, on=date(2027, 1, 1))
    assert told(post)[0][2]["areas"] == [None, [TOWN]]
    assert told(post)[1:] == [
        (me, "changed", {"areas": [[TOWN], sorted([TOWN, VILLAGE])]}),
        (me, "changed", {"ends": [None, "2027-01-01"]}),
    ]
    kept = "".join(SettingsChange.objects.values_list("changes", flat=True))
    assert user.password not in kept
    assert "a-long-enough-one" not in kept


def test_what_is_refused_or_the_same_leaves_no_record(loop: Loop) -> None:
    actor = loop.cast.actor("administrator")
    bureau = loop.cast.units["421081-cg"]
    before = SettingsChange.objects.count()
    assert not people.change_unit(actor=actor, unit=bureau, name=bureau.name)
    with pytest.raises(ValidationError):
        people.change_unit(actor=actor, unit=bureau, sittings="18:00-08:00")
    with transaction.atomic():
        people.change_unit(actor=actor, unit=bureau, phone="1")
        transaction.set_rollback(True)
    assert SettingsChange.objects.count() == before


def test_the_catalogue(loop: Loop, me: str) -> None:
    actor = loop.cast.actor("administrator")
    lamp = Category.objects.get(code="street-light")
    catalogue.set_category(actor=actor, code=lamp.code, name="路灯(试)", public=False)
    assert told(lamp)[-1][2] == {"name": [lamp.name, "路灯(试)"], "public": [True, False]}
    route: dict[str, Any] = {"actor": actor, "category": lamp, "area_code": TOWN}
    catalogue.set_route(**route, unit=loop.cast.units["421081-cg"])
    catalogue.set_route(**route, unit=loop.cast.units["421081-zj"])
    found = Route.objects.get(category=lamp, area_code=TOWN, ends=None)
    catalogue.end(actor=actor, row=found)
    assert [verb for _who, verb, _changes in told(found)] == ["added", "ended", "added", "ended"]
    assert told(found)[2][2]["unit"] == [None, "421081-zj"]
    limit: dict[str, Any] = {"process_key": "report", "stage": "review", "area_code": TOWN, "unit": "working_hours"}
    catalogue.set_limit(actor=actor, **limit, amount=3)
    row = StageLimit.objects.get(stage="review", area_code=TOWN, ends=None)
    assert (told(row)[0][0], told(row)[0][2]["amount"]) == (me, [None, 3])
    reason = Reason.objects.filter(process="report").first()
    assert reason is not None
    key = {"process_key": "report", "reason_list": reason.list, "code": reason.code}
    catalogue.set_reason(actor=actor, **key, active=False)
    assert told(reason)[-1][2] == {"active": [True, False]}
    for offered in (False, False, True):
        catalogue.set_switch(actor=actor, process_key="errand", area_code=TOWN, offered=offered)
    switch = ProcessSwitch.objects.get(process="errand", ends=None)
    assert [verb for _who, verb, _changes in told(switch)] == ["added", "ended", "added"]


def test_territory_and_days(loop: Loop, me: str, tmp_path: Any) -> None:
    actor = loop.cast.actor("administrator")
    file = tmp_path / "areas.csv"
    file.write_text(f"code,name\n{TOWN},新名街道\n421081999,新乡\n", encoding="utf-8")
    name = Area.objects.get(code=TOWN).name
    assert areas.import_areas(path=file, on=date(2026, 1, 1)).errors == []
    assert told(Area.objects.get(code=TOWN)) == [("command", "changed", {"name": [name, "新名街道"]})]
    assert told(Area.objects.get(code="421081999"))[0][2]["parent"] == [None, "421081"]
    areas.rename_area(actor=actor, area=Area.objects.get(code=TOWN), name=name, name_en="Town")
    assert told(Area.objects.get(code=TOWN))[1][:2] == (me, "changed")
    today = clock.today()
    regroup(actor=actor, on=today, before=[GRID], after=[(f"{VILLAGE}901", "新网格", None)])
    assert told(Area.objects.get(code=GRID)) == [(me, "ended", {"valid_until": [None, today.isoformat()]})]
    assert told(Area.objects.get(code=f"{VILLAGE}901"))[0][1] == "added"
    seed_calendar(years=[2026])
    day = CalendarDay.objects.filter(day__year=2026, working=False).first()
    assert day is not None
    set_day(actor=actor, day=day.day, working=True, name=day.name, estimated=False)
    assert [(who, verb) for who, verb, _changes in told(day)] == [("command", "added"), (me, "changed")]


def test_leave_and_duty_are_called_off_not_deleted(loop: Loop) -> None:
    actor = loop.cast.actor("administrator")
    post = Post.objects.filter(user=loop.cast.users["dispatcher"]).get()
    leave = people.add_leave(
        actor=actor, post=post, stand_in=loop.cast.users["leader"], starts=date(2026, 3, 1), ends=date(2026, 3, 9)
    )
    people.change_leave(actor=actor, leave=leave, ends=leave.starts)
    assert [verb for _who, verb, _changes in told(leave)] == ["added", "changed"]
    starts, ends = local("2026-03-10 18:00"), local("2026-03-11 08:00")
    shift = add_shift(actor=actor, area_code=TOWN, unit=loop.cast.units["421081-cg"], starts=starts, ends=ends)
    assert change_shift(actor=actor, shift=shift, ends=starts)
    assert not change_shift(actor=actor, shift=shift, ends=starts)
    assert told(shift)[1][2] == {"ends": [ends.isoformat(), starts.isoformat()]}
    assert (Leave.objects.count(), Shift.objects.filter(pk=shift.pk).count()) == (1, 1)


def test_the_record_is_never_rewritten(loop: Loop) -> None:
    people.change_unit(actor=people.operator("command"), unit=loop.cast.units["421081-cg"], phone="0716")
    for attempt in (lambda: SettingsChange.objects.update(actor="x"), lambda: SettingsChange.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


@pytest.mark.parametrize(("language", "words"), [("en", "Change history"), ("zh-hans", "变更记录")])
def test_the_pages_show_it_and_let_nothing_be_written(loop: Loop, language: str, words: str) -> None:
    actor, user = loop.cast.actor("administrator"), loop.cast.users["administrator"]
    name = user.name_en if language == "en" else user.name
    bureau = loop.cast.units["421081-cg"]
    people.change_unit(actor=actor, unit=bureau, name="城管局(试)")
    client = loop.client("administrator", language)
    page = client.get(f"/admin/people/unit/{bureau.pk}/history/").content.decode()
    for part in (words, "城管局(试)", name):
        assert part in page
    listed = client.get("/admin/core/settingschange/", {"q": "城管局(试)"}).content.decode()
    assert name in listed
    assert "421081-cg" in listed
    assert "421081-cg" not in client.get("/admin/core/settingschange/", {"q": "no such thing"}).content.decode()
    pk = SettingsChange.objects.latest("id").pk
    assert client.get(f"/admin/core/settingschange/{pk}/change/").status_code == 200
    assert client.post(f"/admin/core/settingschange/{pk}/change/", {"actor": "x"}).status_code == 403
    assert client.get("/admin/core/settingschange/add/").status_code == 403
    assert loop.client("dispatcher").get(f"/admin/people/unit/{bureau.pk}/history/").status_code == 302
    assert client.get("/admin/people/unit/987654/history/").status_code == 302


def test_nothing_is_deleted_through_the_pages(loop: Loop) -> None:
    client = loop.client("administrator")
    seed_calendar(years=[2026])
    rows: list[Any] = [model.objects.first() for model in (Unit, User, CalendarDay, Category, Area)]
    for row in rows:
        address = f"/admin/{row._meta.app_label}/{row._meta.model_name}/"
        assert client.post(f"{address}{row.pk}/delete/", {"post": "yes"}).status_code == 403
        client.post(address, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
        assert type(row).objects.filter(pk=row.pk).exists()


def test_every_page_saves_through_its_action(loop: Loop, me: str) -> None:
    client = loop.client("administrator")
    post = Post.objects.filter(user=loop.cast.users["dispatcher"]).get()
    unit = loop.cast.units["421081-cg"]
    pages: list[tuple[str, dict[str, Any]]] = [
        ("areas/calendarday", {"day": "2026-08-08", "name": "本地节日", "working": "", "area_code": TOWN}),
        ("people/leave", {"post": post.pk, "stand_in": loop.cast.users["leader"].pk,
                          "starts": "2026-03-01", "ends": "2026-03-05"}),
        ("roster/shift", {"area_code": TOWN, "unit": unit.pk, "user": "", "kind": "duty",
                          "starts_0": "2026-03-10", "starts_1": "18:00", "ends_0": "2026-03-11", "ends_1": "08:00"}),
        ("cases/processswitch", {"process": "errand", "area_code": TOWN, "offered": ""}),
    ]  # fmt: skip
    for address, data in pages:
        answer = client.post(f"/admin/{address}/add/", data)
        assert answer.status_code == 302, answer.content.decode()
        assert SettingsChange.objects.latest("id").kind == address.replace("/", ".")
    switch = ProcessSwitch.objects.get(area_code=TOWN)
    assert client.post(f"/admin/cases/processswitch/{switch.pk}/change/", {"offered": "on"}).status_code == 302
    area = Area.objects.get(code=TOWN)
    assert client.post(f"/admin/areas/area/{area.pk}/change/", {"name": "改名", "name_en": ""}).status_code == 302
    assert told(area)[-1][:2] == (me, "changed")
    shift = Shift.objects.get(area_code=TOWN)
    late = {"user": "", "starts_0": "2026-03-10", "starts_1": "18:00", "ends_0": "2026-03-09", "ends_1": "08:00"}
    text = client.post(f"/admin/roster/shift/{shift.pk}/change/", late).content.decode()
    assert "ends before it begins" in text
