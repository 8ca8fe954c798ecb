"""What people fill in: what may well be taken, and what can't be."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from PIL import Image

from tests.support.world import FEUD, GAS, LAMP, LITTER, MEDICINE, UNITS, World
from wuzhi.cases import process
from wuzhi.cases.models import Case
from wuzhi.demo.cast import BUILDING, GRID, MICROGRID, NEXT_GRID, NEXT_VILLAGE, VILLAGE
from wuzhi.demo.tone import tone

PLACES = (BUILDING, MICROGRID, GRID, VILLAGE, NEXT_GRID, NEXT_VILLAGE)
BAD = (
    "",
    " ",
    "\x00",
    "x" * 11_000,
    "无此地",
    "9999-12-31",
    "0001-01-01",
    "2020-01-01",
    "-1",
    "9" * 20,
    "K7M299XA4TRC",
)
REASONS = {"conclude": "not-specific", "object": "not-our-duty", "pause": "weather", "decline": "unsafe"}


def values_of(field: process.Field, world: World, cases: Sequence[Case]) -> Sequence[Any]:
    """What may well be taken."""
    units = world.ids(*UNITS)
    known: dict[str, Sequence[Any]] = {
        "category": (LAMP, LITTER, FEUD, GAS, MEDICINE),
        "urgency": ("ordinary", "today", "at_once"),
        "reason": (REASONS.get(field.reasons, ""),),
        "unit": (*world.ids("department"), *units) if field.required else units,
        "units": (world.ids("second"), world.ids("second", "third"), world.ids("village"), units),
        "yes_no": ("yes", "no"),
        "level5": ("5", "3", "1"),
        "days": ("1", "3", "60"),
        "date": ("2026-03-20", "2026-06-01", "2026-09-01"),
        "moment": ("2026-03-20T09:00",),
        "tick": ("on",),
        "case": [case.tracking_code for case in cases],
        "choice": ("12345",),
        "place": PLACES,
    }
    return known.get(field.kind, ("好", "路灯不亮", "𠮷" * 50))


def _picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (4, 3), "red").save(out, "PNG")
    return out.getvalue()


SENT = {"picture": _picture(), "recording": tone(1)}
