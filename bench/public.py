"""Fills an installation with cases, four of ten public, by COPY or executemany: python -m bench.public 10000.

The rows are copies of one real report and lie thick around some villages and thin elsewhere; 15 of 100 have no point.
Their events are left out: neither map nor list reads any.
"""

import json
import os
import random
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuzhi.settings.dev")
django.setup()

from django.db import connection, transaction  # noqa: E402  models need their settings first
from django.db.models import Model  # noqa: E402

from wuzhi.areas.cells import cell_of  # noqa: E402
from wuzhi.areas.models import Area  # noqa: E402
from wuzhi.cases.actions import open_case  # noqa: E402
from wuzhi.cases.models import Case, Category  # noqa: E402
from wuzhi.core import clock  # noqa: E402
from wuzhi.core.ids import new_tracking_code  # noqa: E402
from wuzhi.modules.nearby.models import MeToo  # noqa: E402
from wuzhi.people.actor import ANYONE  # noqa: E402

PUBLIC, POINTED, OPEN = 0.4, 0.85, 0.1
_THICK = 12
_BATCH = 20_000
_CHANGING = (
    "uuid", "tracking_code", "area_id", "area_code", "category_id", "longitude", "latitude", "cell", "public",
    "opened_at", "entered_at", "closed_at", "summary",
)  # fmt: skip


def fill(count: int) -> None:
    """`count` more cases, and one "me too" for every second of the public ones on average."""
    dice = random.Random(421081)
    spots = list(Area.objects.filter(level="microgrid", longitude__isnull=False).values_list(*_SPOT).order_by("code"))
    opened = open_case(actor=ANYONE, process_key="report", data={"words": "路灯坏了", "place_code": spots[0][1]}).case
    kinds = Category.objects.filter(process="report", public=True).order_by("pk")
    pattern = Pattern(Case.objects.get(pk=opened.pk), list(kinds), spots, dice.sample(spots, _THICK))
    _write(Case, _cases(pattern, count, dice), _CHANGING)
    public = list(Case.objects.filter(public=True).order_by("pk").values_list("pk", flat=True))
    _write(MeToo, _voices(public, dice), ("case_id", "mark"))
    with connection.cursor() as cursor:  # as a database's own upkeep leaves it
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


_SPOT = ("pk", "code", "longitude", "latitude")


@dataclass(frozen=True)
class Pattern:
    """What the rows are made of, all read before the first is written: a COPY keeps its connection to itself."""

    case: Case
    categories: Sequence[Category]
    spots: Sequence[Any]
    thick: Sequence[Any]


def _cases(pattern: Pattern, count: int, dice: random.Random) -> Iterator[Case]:
    """Three of five lie about the thick spots."""
    now, row = clock.now(), pattern.case
    for number in range(count):
        area, code, longitude, latitude = dice.choice(pattern.thick if dice.random() < 0.6 else pattern.spots)
        row.uuid, row.tracking_code = uuid4(), new_tracking_code()
        row.area_id, row.area_code, row.category_id = area, code, dice.choice(pattern.categories).pk
        pointed = dice.random() < POINTED
        row.longitude = dice.gauss(longitude, 0.01) if pointed else None
        row.latitude = dice.gauss(latitude, 0.01) if pointed else None
        row.cell = cell_of(row.longitude, row.latitude)
        row.public = dice.random() < PUBLIC
        row.opened_at = row.entered_at = now - timedelta(minutes=count - number)
        row.closed_at = None if dice.random() < OPEN else row.opened_at + timedelta(days=3)
        row.summary = "路灯不亮，晚上看不见路" if row.public else ""
        yield row


def _voices(public: Sequence[int], dice: random.Random) -> Iterator[MeToo]:
    hour = clock.now().replace(minute=0, second=0, microsecond=0) - timedelta(days=1)
    for pk in public:
        for _browser in range(min(int(dice.paretovariate(1.3)) - 1, 500)):
            yield MeToo(case_id=pk, mark=uuid4().hex, hour=hour)


def _write(model: type[Model], rows: Iterator[Any], changing: Collection[str]) -> None:
    """One row object is used again and again: its values are taken at once, those that don't change but once."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    values = _values(fields, rows, changing)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(fields))
        statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"
        batch = []
        for row in values:
            batch.append(row)
            if len(batch) == _BATCH:
                cursor.executemany(statement, batch)
                batch.clear()
        cursor.executemany(statement, batch)


def _values(fields: Sequence[Any], rows: Iterator[Any], changing: Collection[str]) -> Iterator[list[Any]]:
    kept: list[Any] = []
    places = [(place, field) for place, field in enumerate(fields) if field.attname in changing]
    for row in rows:
        kept = kept or [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
        for place, field in places:
            kept[place] = field.get_db_prep_save(getattr(row, field.attname), connection)
        yield list(kept)


def facts() -> dict[str, object]:
    """What a bench asks for: a thick spot, an id in the middle of the list, and how much there is."""
    public = Case.objects.filter(public=True)
    middle = public.order_by("pk").values_list("pk", flat=True)[public.count() // 2]
    spot = public.exclude(cell=None).order_by("pk")[0]
    placed = public.exclude(cell=None).count()
    common = {"cases": Case.objects.count(), "public": public.count(), "placed": placed, "middle": middle}
    return {**common, "spot": [spot.longitude, spot.latitude], "voices": MeToo.objects.count()}


if __name__ == "__main__":
    fill(int(sys.argv[1]))
    print(json.dumps(facts()))
