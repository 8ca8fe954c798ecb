"""Every field of every step, and what goes with a step, sent wrong: a refusal, never a 500, nothing written."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.support.world import LAMP, REVIEW, World
from tests.test_bad_input import rows
from wuzhi.cases import process
from wuzhi.cases.models import Case
from wuzhi.modules.errands.tests import test_who_may as errands
from wuzhi.modules.reports.tests import situations as reports
from wuzhi.modules.reports.tests import table as reports_table


@pytest.mark.parametrize("revision", ["x", "-1", "9" * 30, "²", "1.0", "\x00"])
def test_a_revision_that_is_none(world: World, revision: str) -> None:
    case, client = world.report(), Client()
    client.force_login(world.user("dispatcher"))
    answer = client.post(reverse("cases:step", args=[case.uuid, "review"]), {**REVIEW, "revision": revision})
    assert answer.status_code in {302, 409}
    assert Case.objects.get(pk=case.pk).revision in {1, 2}


BAD_TEXTS = ("\x00", "x" * 11_000)
BAD_VALUES = ("\x00", "9" * 7000, "0001-01-01")
BAD_PLACES: tuple[Mapping[str, str], ...] = (
    {"place_code": "999999999999"},
    {"place_name": "\x00"},
    {"place_name": "没有这个村"},
    {"place_longitude": "150", "place_latitude": "0"},
    {"place_longitude": "NaN", "place_latitude": "29.6"},
    {"place_longitude": "112.05", "place_latitude": "29.6", "place_datum": "mars"},
)
BAD_FILES = (b"", "不是照片".encode(), b"\x89PNG\r\n\x1a\n" + bytes(40))
TEXTS = {"words", "line", "contact", "summary"}
TABLES: Mapping[str, tuple[Mapping[str, Callable[[World], Case]], Mapping[str, Mapping[str, str]]]] = {
    "report": (reports.SITUATIONS, reports_table.TABLE),
    "errand": (errands.SITUATIONS, errands.TABLE),
}


def _openings(key: str) -> Mapping[str, list[tuple[str, process.Step]]]:
    """Every step that asks for something, by the first situation in which it is open to a person, and to whom."""
    wanted = {step.key: step for step in process.current(key).steps if step.form}
    found: dict[str, list[tuple[str, process.Step]]] = {}
    for situation, row in TABLES[key][1].items():
        for who, steps in row.items():
            for name in steps.split():
                if who != "clock" and name in wanted:
                    found.setdefault(situation, []).append((who, wanted.pop(name)))
    assert wanted == {}, "no situation opens these to anybody"
    return found


@pytest.mark.long
@pytest.mark.parametrize("key", TABLES)
def test_every_field_of_every_step(world: World, key: str) -> None:
    tried = 0
    for situation, steps in _openings(key).items():
        case = TABLES[key][0][situation](world)
        before = rows()
        for who, step in steps:
            client = Client()
            if who != "reporter":
                client.force_login(world.user(who))
            name, arg = ("cases:status_step", case.tracking_code) if who == "reporter" else ("cases:step", case.uuid)
            for field in step.form:
                for bad in _bad(field):
                    answer = client.post(reverse(name, args=[arg, step.key]), {**_valid(world, step, field), **bad})
                    assert answer.status_code == 422, (step.key, field.key, str(bad)[:60], answer.status_code)
                    tried += 1
        # Looking at a page again is on record, nothing else is written.
        assert rows() == before, situation
    assert tried > len(process.current(key).steps)


def _bad(field: process.Field) -> Iterator[Mapping[str, Any]]:
    """What this field can't mean."""
    if field.kind == "place":
        yield from BAD_PLACES
    elif field.kind in {"picture", "recording"}:
        yield from ({field.key: SimpleUploadedFile("p.png", content, "image/png")} for content in BAD_FILES)
    elif field.kind != "tick":
        yield from ({field.key: value} for value in (BAD_TEXTS if field.kind in TEXTS else BAD_VALUES))
        if field.required:
            yield {field.key: ""}


def _valid(world: World, step: process.Step, but: process.Field) -> dict[str, Any]:
    """The other fields as they should be."""
    known: dict[str, Any] = {
        "category": LAMP,
        "urgency": "ordinary",
        "unit": world.ids("department")[0],
        "units": world.ids("third"),
        "yes_no": "yes",
        "level5": "5",
        "days": "2",
        "date": "2026-03-20",
        "reason": {"conclude": "not-specific", "object": "not-our-duty", "pause": "weather", "decline": "unsafe"},
    }
    found = {}
    for field in step.form:
        if field.key != but.key and (field.required or field.kind == "units"):
            value = known.get(field.kind, "好")
            found[field.key] = value[field.reasons] if field.kind == "reason" else value
    return found
