"""Every address of the project for every role: the table is written out, and a new address without a row fails."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.support.world import CAST, World, local
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

ROLES = ("anonymous", *CAST)
# The case of these tests is being handled by the department, the second department was called in.
SEES = {"chief", "grid", "dispatcher", "clerk", "asked", "supervisor", "leader"}
READS_FIGURES = {"dispatcher", "desk", "supervisor", "leader"}
READS_LETTERS = {"dispatcher", "clerk", "supervisor", "leader"}
PLANS = {"dispatcher", "desk", "administrator"}
REVIEWS = {"dispatcher", "desk", "supervisor"}
ALL = frozenset(ROLES)
STAFF = ALL - {"anonymous"}


def _codes(ok: frozenset[str] | set[str], other: int, anonymous: int = 302) -> dict[str, int]:
    return {role: 200 if role in ok else anonymous if role == "anonymous" else other for role in ROLES}


def _same(status: int) -> dict[str, int]:
    return dict.fromkeys(ROLES, status)


# What GET answers. A second row for the same address is the same page where there is nothing to see.
GET: Mapping[str, Mapping[str, int]] = {
    "core:home": _same(200),
    "core:language": _same(302),
    "core:elder": _same(405),
    "core:healthz": _same(200),
    "people:sign_in": {**_same(302), "anonymous": 200},
    "people:sign_out": _same(405),
    "areas:at": _same(200),
    "areas:outlines": _same(200),
    "areas:outlines unknown": _same(404),
    "files:serve": _codes(SEES, 404, 404),
    "files:serve unsigned": _same(404),
    "cases:desk": _same(302),
    "cases:inbox": _codes(STAFF, 403),
    "cases:bulk": {**_codes(set(), 302), "administrator": 302},
    "cases:case": _codes(SEES, 404),
    "cases:case unknown": _codes(set(), 404),
    "cases:step": _codes(set(), 302),
    "cases:contact": _same(405),
    "cases:follow": _same(405),
    "cases:save": _same(405),
    "cases:forget": _same(405),
    "cases:away": _codes(STAFF, 403),
    "cases:end_leave": _same(405),
    "cases:unit": _codes(STAFF, 403),
    "cases:handover": _codes({"clerk"}, 404),  # the clerk's own matters; nobody else sits in that unit
    "cases:handover unknown": _codes(set(), 404),
    "cases:track": _same(200),
    "cases:status": _same(200),
    "cases:status unknown": _same(404),
    "cases:status misread": _same(404),
    "cases:status_step": _same(302),
    "cases:notices": _codes(STAFF, 403),
    "cases:mark_read": _same(405),
    "roster:duty": _same(200),
    "roster:month": _codes(STAFF, 403),
    "roster:plan": _codes(PLANS, 403),
    "roster:mine": _codes(STAFF, 403),
    "roster:calendar": _codes(STAFF, 403),
    "roster:add": _codes(PLANS - {"desk"}, 403) | {"desk": 404},
    "roster:shift": _codes(PLANS - {"desk"}, 403) | {"desk": 404},
    "roster:shift unknown": _codes(set(), 403) | dict.fromkeys(PLANS, 404),
    "roster:call_off": _same(405),
    "roster:ask": _codes({"clerk"}, 404),
    "roster:answer": _same(405),
    "roster:rings": {**_same(204), "anonymous": 403},
    "roster:hear": _same(405),
    "insight:county": _codes(READS_FIGURES, 403),
    "insight:grids": _codes(READS_FIGURES, 403),
    "insight:cases": _codes(READS_FIGURES, 403),
    "insight:cases unknown": {
        role: 404 if role in READS_FIGURES else code for role, code in _codes(set(), 403).items()
    },
    "reports:report": _same(200),
    "reports:done": _same(200),
    "reports:done unknown": _same(404),
    "reports:review_queue": _codes(REVIEWS, 403),
    "reports:desk_step": {**_codes(set(), 403), **dict.fromkeys(REVIEWS, 302)},
    "reports:supervision": _codes({"supervisor", "leader"}, 403),
    "papers:issue": _same(405),
    "papers:letter": _codes(READS_LETTERS, 404),
    "papers:letter unknown": _codes(set(), 404),
    "papers:word": _codes(READS_LETTERS, 404),
    "papers:template": _codes({"administrator"}, 403),
    "papers:template unknown": {
        role: 404 if role == "administrator" else code for role, code in _codes(set(), 403).items()
    },
    **dict.fromkeys(("administration:home", "administration:year"), _codes({"administrator"}, 403)),
    "administration:this_year": _codes(set(), 403) | {"administrator": 302},
    **dict.fromkeys(("workbook:book", "workbook:download", "workbook:empty"), _codes({"administrator"}, 403)),
    "workbook:preview": _codes(set(), 403) | {"administrator": 302},  # nothing waits
    "api:openapi-json": _same(200),
    "api:api-root": _same(404),
    **dict.fromkeys(("api:me", "api:processes", "api:cases", "api:open_case", "api:counts"), _codes(STAFF, 403, 401)),
    "api:case": _codes(SEES, 404, 401),
    "api:case unknown": _codes(set(), 404, 401),
    **dict.fromkeys(("api:look", "api:take"), _same(405)),
    "answers:search": _same(200),
    "answers:read": _same(404),
    "answers:helped": _same(405),
    "answers:keep": _codes({"dispatcher", "desk", "administrator"}, 403),
    "answers:new": _codes({"dispatcher", "desk", "administrator"}, 403),
    "answers:edit": _codes(set(), 403) | {"dispatcher": 404, "desk": 404, "administrator": 404},
    "contacts:choose": _same(200),
    "contacts:village": _same(200),
    "contacts:village unknown": _same(404),
    "errands:ask": _same(200),
    "errands:done": _same(404),  # the code of a report is no errand's
    "nearby:matters": _same(200),
    "nearby:squares": _same(200),
    "nearby:squares nowhere": _same(400),
    "nearby:following": _same(200),
    "nearby:matter": _same(404),  # the case of these tests was not released
    "nearby:matter unknown": _same(404),
    "nearby:me_too": _same(405),
    "nearby:follow": _same(405),
}
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
