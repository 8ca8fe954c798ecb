"""Every address of the project for every role: the table is written out, and a new address without a row fails."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.support.addresses import GET, ROLES
from tests.support.world import World, local
from wuzhi.cases.models import Case
from wuzhi.core.ids import new_tracking_code, show_tracking_code
from wuzhi.demo.cast import VILLAGE
from wuzhi.demo.geography import COUNTY
from wuzhi.files.models import Attachment
from wuzhi.files.views import address_of
from wuzhi.modules.reports.tests.table import TABLE
from wuzhi.papers.actions import issue
from wuzhi.papers.models import Letter
from wuzhi.people.models import Post, User
from wuzhi.roster.models import Shift

ADMIN_MODELS = {
    "areas_area", "areas_calendarday", "cases_category", "cases_processswitch", "cases_reason",
    "cases_route", "cases_stagelimit", "cases_standardtext", "core_settingschange", "people_leave",
    "people_post", "people_unit", "people_user", "roster_shift", "papers_lettertemplate",
    "contacts_contactpoint", "roster_ringlimit", "roster_roster",
}  # fmt: skip


def _patterns(resolver: URLResolver, names: tuple[str, ...] = ()) -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _patterns(one, (*names, one.namespace) if one.namespace else names)
        elif isinstance(one, URLPattern):
            yield ":".join((*names, one.name or str(one.pattern)))


@pytest.fixture
def case(world: World) -> Case:
    """A report in the middle of its way, with a photo."""
    case = world.handling("second")
    facts = {"media_type": "image/jpeg", "size": 1, "width": 1, "height": 1, "nonce": b"", "wrapped_key": b""}
    Attachment.objects.create(subject=case.uuid, created_at=case.opened_at, **facts)
    issue(actor=world["dispatcher"], case_uuid=case.uuid, event_number=3, kind_key="dispatch")
    unit, starts = world.unit("department"), local("2026-03-14 18:00")
    own = {"user": world.user("clerk"), "starts": starts, "ends": starts + timedelta(hours=14)}
    Shift.objects.create(pk=1, area_code=COUNTY, unit=unit, **own)
    return case


def _arguments(case: Case, variant: str) -> dict[str, list[Any]]:
    code = show_tracking_code(new_tracking_code() if variant == "unknown" else case.tracking_code)
    uuid = uuid4() if variant == "unknown" else case.uuid
    letter = uuid4() if variant == "unknown" else Letter.objects.get().uuid
    return {
        "areas:outlines": ["999999" if variant else COUNTY],
        **dict.fromkeys(("cases:case", "cases:contact", "cases:follow", "api:case", "api:look"), [uuid]),
        **dict.fromkeys(("nearby:matter", "nearby:me_too", "nearby:follow"), [uuid]),
        **dict.fromkeys(("cases:step", "api:take"), [uuid, "accept"]),
        "reports:desk_step": [uuid, "dispatch"],
        "cases:forget": [1],
        "cases:status": ["K7M2-99XA-4TRX" if variant == "misread" else code],
        "cases:status_step": [code, "withdraw"],
        "cases:end_leave": [1],
        "cases:handover": [10**15 if variant else User.objects.get(username="clerk").pk],
        "administration:year": [2026],
        "answers:read": ["nothing"],
        "answers:helped": ["nothing"],
        "answers:edit": ["nothing"],
        "contacts:village": ["999999999999" if variant else VILLAGE],
        "insight:cases": ["nothing" if variant else "open"],
        "roster:shift": [2 if variant else 1],
        "roster:call_off": [1],
        "roster:ask": [1],
        "roster:answer": [1, "accept"],
        "roster:hear": [1],
        "reports:done": [code],
        "errands:done": [code],
        **dict.fromkeys(("open311:discovery", "open311:services", "open311:requests", "open311:updates"), ["json"]),
        "open311:service": ["street-light", "json"],
        **dict.fromkeys(("open311:request", "open311:token"), ["nothing", "json"]),
        "files:serve": ["nothing"],
        "papers:issue": [uuid, 3, "dispatch"],
        "papers:letter": [letter],
        "papers:word": [letter],
        "papers:template": ["report", "nothing" if variant else "dispatch"],
    }


def _address(row: str, case: Case) -> str:
    name, _space, variant = row.partition(" ")
    arguments = _arguments(case, variant)
    if name == "files:serve" and not variant:
        return address_of(Attachment.objects.get(subject=case.uuid).pk)
    asked = {
        "areas:at": "?longitude=112.05&latitude=29.6",
        "roster:add": f"?area={COUNTY}",
        "nearby:squares": "?west=111&south=29&east=113&north=30&zoom=9",
    }
    return reverse(name, args=arguments.get(name, [])) + ("" if variant else asked.get(name, ""))


def _client(world: World, role: str) -> Client:
    client = Client(raise_request_exception=True)
    if role != "anonymous":
        client.force_login(world.user(role))
    return client


def test_every_address_has_its_row() -> None:
    found = {name for name in _patterns(get_resolver()) if not name.startswith("admin:")}
    assert found == {row.partition(" ")[0] for row in GET}


def test_only_settings_are_registered_in_the_administration() -> None:
    lists = [name.removeprefix("admin:") for name in _patterns(get_resolver()) if name.endswith("_changelist")]
    assert {name.removesuffix("_changelist") for name in lists} == ADMIN_MODELS


@pytest.mark.parametrize("row", GET)
def test_what_is_answered(world: World, case: Case, monkeypatch: pytest.MonkeyPatch, row: str) -> None:
    monkeypatch.setattr("wuzhi.files.views.content", lambda _attachment: b"a picture")
    address = _address(row, case)
    found = {role: _client(world, role).get(address).status_code for role in ROLES}
    assert found == dict(GET[row])


def test_a_post_that_has_ended_opens_nothing(world: World, case: Case) -> None:
    Post.objects.update(ends="2026-03-10")
    for row in ("cases:inbox", "cases:case", "insight:county", "reports:review_queue", "cases:notices"):
        assert _client(world, "dispatcher").get(_address(row, case)).status_code == 403, row


@pytest.mark.parametrize("role", ROLES)
def test_every_step_posted_by_every_role(world: World, case: Case, role: str) -> None:
    row = TABLE["handling"]
    steps = sorted({step.rstrip("!") for written in row.values() for step in written.split()}) + ["reopen", "absorb"]
    client = _client(world, role)
    for step in (*steps, "no-such-step"):
        with transaction.atomic():
            answer = client.post(reverse("cases:step", args=[case.uuid, step]), {"revision": case.revision})
            transaction.set_rollback(True)
        allowed = step in row.get(role, "").split()
        expected = {302, 422} if allowed else {403} if role in row else {404}
        if role == "anonymous":
            expected = {302}
            assert reverse("people:sign_in") in answer["Location"]
        elif role in row and step in {"absorb", "no-such-step"}:
            expected = {404}
        assert answer.status_code in expected, (step, answer.status_code)
    assert Case.objects.get(pk=case.pk).revision == case.revision


def test_every_step_posted_with_the_tracking_code(world: World, case: Case) -> None:
    row = TABLE["handling"]
    for step in sorted({step.rstrip("!") for written in row.values() for step in written.split()}):
        with transaction.atomic():
            answer = Client().post(reverse("cases:status_step", args=[case.tracking_code, step]))
            transaction.set_rollback(True)
        assert answer.status_code == (302 if step == "withdraw" else 403), step


@pytest.mark.parametrize("role", ROLES)
def test_the_contact_is_opened_by_whoever_handles_it(world: World, role: str) -> None:
    case = world.report(contact="13812345678")
    answer = _client(world, role).post(reverse("cases:contact", args=[case.uuid]), {"purpose": "call_back"})
    expected = {"anonymous": 302, "dispatcher": 200, "supervisor": 403, "leader": 403, "chief": 403, "grid": 403}
    assert answer.status_code == expected.get(role, 404)
    assert ("13812345678" in answer.content.decode()) == (role == "dispatcher")


def test_nobody_signs_in_with_a_wrong_word_or_without_one(world: World) -> None:
    User.objects.filter(username="leader").update(is_active=False)
    for name, word in (("dispatcher", "wrong"), ("dispatcher", ""), ("nobody", "x"), ("asked", ""), ("asked", "!")):
        answer = Client().post(reverse("people:sign_in"), {"username": name, "password": word})
        assert (answer.status_code, "sessionid" in answer.cookies) == (200, False), name
