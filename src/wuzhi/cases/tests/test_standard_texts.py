"""Standard texts: offered where they fit, filled from the matter alone, and refused where they name what is none."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from tests.support.world import World
from wuzhi.cases import settings, texts
from wuzhi.cases.models import Case, StandardText
from wuzhi.core.models import SettingsChange
from wuzhi.demo.cast import NEXT_VILLAGE, TOWN, VILLAGE
from wuzhi.people.actions import operator

KEY = {"process_key": "report", "step": "report_done", "field": "note"}


def _set(code: str = "own", **facts: object) -> str:
    given = {"name": "自拟", "body": "{place}：{category}，{unit}，{due}，{date}，{number}", **facts}
    return settings.set_text(actor=operator("test"), code=code, **KEY, **given)  # type: ignore[arg-type]  # of many types


def _page(world: World, case: Case, query: str = "") -> str:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(world.user("clerk"))
    return client.get(f"/cases/{case.uuid}{query}").content.decode()


def _filled(case: Case, code: str) -> str:
    found = texts.offered(case, "report_done", "note")
    return next(one.filled for one in found if one.link == f"report_done.note.{code}")


def test_placeholders_are_filled_from_the_matter(world: World) -> None:
    _set()
    filled = _filled(world.handling(), "own")
    assert "{" not in filled
    assert str(world.unit("department")) in filled
    assert "2026-03-10" in filled
    assert texts.GAP not in filled


def test_what_the_matter_does_not_say_is_left_to_be_written(world: World) -> None:
    _set()
    assert _filled(world.report(), "own").count(texts.GAP) == 1, "no unit has it yet"


def test_nothing_that_a_person_wrote_can_be_named(world: World) -> None:
    case = world.take(world.report(words="机密的话", contact="13800000000"), "dispatcher", "remind")
    for name, say in texts.FIELDS.items():
        assert "机密的话" not in say(case), name
        assert "13800000000" not in say(case), name


@pytest.mark.parametrize(
    "body",
    ["{words}", "{contact}", "{place.code}", "{place!r}", "{place:>9}", "{}", "{0}", "{", "}", "{place", "{{{x}}}"],
)
def test_what_is_no_placeholder_is_refused_in_words(world: World, body: str) -> None:
    for column in ("body", "body_en"):
        with pytest.raises(ValidationError) as refused:
            _set(**{column: body})
        assert "{place}" in " ".join(refused.value.messages)
    assert not StandardText.objects.filter(code="own").exists()


def test_two_braces_stand_for_one(world: World) -> None:
    _set(body="{{原样}}")
    assert _filled(world.handling(), "own") == "{原样}"


def test_the_most_specific_area_wins_and_other_places_keep_their_own(world: World) -> None:
    _set(body="全县")
    _set(body="本村", area_code=VILLAGE)
    _set("elsewhere", body="别处", area_code=NEXT_VILLAGE)
    case = world.handling()
    assert _filled(case, "own") == "本村"
    assert "别处" not in [one.filled for one in texts.offered(case, "report_done", "note")]
    assert StandardText.objects.filter(code="own").count() == 2
    assert case.area_code.startswith(TOWN)


def test_it_is_offered_above_its_field_and_a_link_fills_it_without_scripts(world: World) -> None:
    _set(body="{date}修好了")
    case = world.handling()
    page = _page(world, case)
    assert 'href="?text=report_done.note.own#id_report_done_note"' in page
    assert 'data-text="2026-03-10修好了"' in page
    filled = _page(world, case, "?text=report_done.note.own")
    assert re.search(r'<textarea[^>]*id="id_report_done_note"[^>]*>\s*2026-03-10修好了</textarea>', filled)
    assert 'open id="step-report_done"' in filled


@pytest.mark.parametrize("query", ["?text=x", "?text=report_done.note.", "?into=" + "9" * 300])
def test_a_link_that_names_nothing_shows_the_page_as_it_is(world: World, query: str) -> None:
    assert "2026-03-10" in _page(world, world.handling(), query)


def test_the_reporter_is_offered_none(world: World) -> None:
    case = world.done()
    assert "data-texts" not in Client().get(f"/t/{case.tracking_code}").content.decode()


def test_it_is_on_the_record_and_for_administrators(world: World) -> None:
    assert _set() == "added"
    assert _set() == "unchanged"
    assert _set(body="另一句") == "changed"
    entries = SettingsChange.objects.filter(kind="cases.standardtext").order_by("pk")
    assert [entry.verb for entry in entries] == ["added", "changed"]
    with pytest.raises(PermissionDenied):
        settings.set_text(actor=world["dispatcher"], code="x", name="x", body="x", **KEY)


def test_one_that_is_no_longer_active_is_not_offered(world: World) -> None:
    _set()
    _set(active=False)
    assert "own" not in "".join(one.link for one in texts.offered(world.handling(), "report_done", "note"))


@pytest.mark.parametrize(("step", "field"), [("fly", "note"), ("report_done", "picture"), ("dispatch", "unit")])
def test_a_field_that_takes_no_words_is_refused(world: World, step: str, field: str) -> None:
    with pytest.raises(ValidationError, match="no field for words"):
        settings.set_text(
            actor=operator("t"), process_key="report", step=step, field=field, code="x", name="x", body="x"
        )


def test_an_administrator_writes_one_in_the_browser(world: World) -> None:
    client = Client()
    client.force_login(world.user("administrator"))
    address = reverse("admin:cases_standardtext_add")
    facts = {
        "where": "report.report_done.note",
        "code": "new",
        "name": "新",
        "body": "{words}",
        "order": "5",
        "active": "on",
    }
    page = client.post(address, facts)
    assert page.status_code == 200
    assert "{words}" in page.content.decode()
    assert client.post(address, {**facts, "body": "{place}"}).status_code == 302
    row = StandardText.objects.get(code="new")
    address = reverse("admin:cases_standardtext_change", args=[row.pk])
    assert client.post(address, {**facts, "body": "{place}好了"}).status_code == 302
    row.refresh_from_db()
    assert row.body == "{place}好了"


def test_the_demo_has_texts_that_all_hold(world: World) -> None:
    rows = list(StandardText.objects.all())
    assert len(rows) > 8
    for row in rows:
        assert (row.step, row.field) in settings.word_fields(row.process)
        for body in (row.body, row.body_en):
            texts.check(body)


def _ticked(world: World, cases: list[Case], **more: str) -> str:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(world.user("dispatcher"))
    sent = {"case": [str(case.uuid) for case in cases], "step": "report:redispatch", **more}
    return client.post("/cases/ticked", sent).content.decode()


def test_many_at_once_are_offered_what_fits_all_with_gaps_where_they_differ(world: World) -> None:
    cases = [world.handling(), world.handling()]
    key = {"process_key": "report", "step": "redispatch", "field": "note"}
    actor = operator("test")
    settings.set_text(actor=actor, code="own", name="改派", body="{category} {number} {unit}", **key)
    settings.set_text(actor=actor, code="far", name="别处的", body="x", area_code=NEXT_VILLAGE, **key)
    (own,) = texts.offered_to_all(cases, "redispatch", "note")
    category = world.cast.categories["street-light"].name_en
    assert own.filled == f"{category} {texts.GAP} {world.unit('department').name_en}"
    page = _ticked(world, cases)
    assert 'name="text" value="redispatch.note.own"' in page
    assert "redispatch.note.far" not in page
    filled = _ticked(world, cases, text="redispatch.note.own", note="先写的", unit=str(world.unit("third").pk))
    assert f"先写的\n{own.filled}" in filled
    assert f'value="{world.unit("third").pk}" selected' in filled
    assert [world.kinds(case)[-1] for case in cases] == ["accept", "accept"]
    assert texts.offered_to_all([], "redispatch", "note") == []
