"""Every field of every step, and what goes with a step, sent wrong: a refusal, never a 500, nothing written."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.support.world import LAMP, REVIEW, World
from tests.test_bad_input import rows
from wuzhi.cases import process
from wuzhi.cases.models import Case


@pytest.mark.parametrize("revision", ["x", "-1", "9" * 30, "²", "1.0", "\x00"])
def test_a_revision_that_is_none(world: World, revision: str) -> None:
    case, client = world.report(), Client()
    client.force_login(world.user("dispatcher"))
    answer = client.post(reverse("cases:step", args=[case.uuid, "review"]), {**REVIEW, "revision": revision})
    assert answer.status_code in {302, 409}
    assert Case.objects.get(pk=case.pk).revision in {1, 2}


BAD_VALUES = ("\x00", "x" * 7000, "99999999999999999999", "0001-01-01")


def _steps_of(world: World) -> Iterator[tuple[str, Case, process.Step]]:
    """Every step that asks for something, on a case on which somebody may take it."""
    report, handled = world.report(), world.handling("second")
    asking = world.take(world.handling(), "clerk", "ask_extension", days=1, note="雨")
    steps = process.current("report").step
    for who, case, keys in (
        ("dispatcher", report, "review conclude merge solve"),
        ("dispatcher", world.reviewed(), "dispatch split release"),
        ("clerk", world.dispatched(), "accept object"),
        ("clerk", handled, "progress ask_reporter ask_pause ask_extension"),
        ("asked", handled, "answer"),
        ("dispatcher", asking, "approve refuse whistle"),
        ("supervisor", handled, "supervise"),
        ("reporter", world.done(), "call_back"),
        ("reporter", report, "withdraw"),
    ):
        for key in keys.split():
            step = steps(key)
            assert step is not None
            yield who, case, step


def test_every_field_of_every_step(world: World) -> None:
    attempts = list(_steps_of(world))
    before = rows()
    for who, case, step in attempts:
        client = Client()
        if who != "reporter":
            client.force_login(world.user(who))
        name, args = ("cases:status_step", case.tracking_code) if who == "reporter" else ("cases:step", case.uuid)
        for field in step.form:
            for bad in BAD_VALUES:
                if not _is_bad(field, bad):
                    continue
                answer = client.post(
                    reverse(name, args=[args, step.key]), {**_valid(world, step, field), field.key: bad}
                )
                assert isinstance(answer, HttpResponse)
                assert answer.status_code in {422, 403}, (step.key, field.key, bad[:20], answer.status_code)
    after = rows()
    # Looking at a page again is on record, nothing else is written.
    assert after == before


def _is_bad(field: process.Field, value: str) -> bool:
    if field.kind in {"words", "line", "contact", "summary"}:
        return value in {"\x00", "x" * 7000}
    return field.kind not in {"tick", "picture", "place"}


def _valid(world: World, step: process.Step, but: process.Field) -> dict[str, Any]:
    """The other fields as they should be."""
    known: dict[str, Any] = {
        "words": "好",
        "summary": "好",
        "category": LAMP,
        "urgency": "ordinary",
        "unit": world.ids("department")[0],
        "units": world.ids("third"),
        "yes_no": "yes",
        "level5": "5",
        "days": "2",
        "date": "2026-03-20",
    }
    lists = {"conclude": "not-specific", "object": "not-our-duty", "pause": "weather"}
    found = {}
    for field in step.form:
        if field.key != but.key and (field.required or field.kind == "units"):
            found[field.key] = lists[field.reasons] if field.kind == "reason" else known.get(field.kind, "")
    return found
