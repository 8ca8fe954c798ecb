"""The demo's categories, routes, limits, reasons and texts, written from its data files in a few statements."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from wuzhi.cases.models import Category, Reason, Route, StageLimit, StandardText
from wuzhi.core.versions import raise_version
from wuzhi.demo.geography import COUNTY
from wuzhi.people.models import Unit, UnitKind

OFFICES = (UnitKind.TOWN, UnitKind.VILLAGE)
_DATA = Path(__file__).parent / "data"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The lines of one of the demo's data files."""
    with (_DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def load_catalogue(units: Mapping[str, Unit]) -> dict[str, Category]:
    """Everything in force from long ago, for a database without a catalogue; the categories by code.

    None of the limits is verified: the sources are excerpts, reprints or the demo's own choice, and none of
    the statutory national ones runs in a stage of these two processes.
    """
    made = Category.objects.bulk_create(
        [_category(row, order) for order, row in enumerate(rows("categories"), start=1)]
    )
    categories = {category.code: category for category in made}
    Route.objects.bulk_create(_routes(categories, units))
    StageLimit.objects.bulk_create([_limit(row, None) for row in rows("limits")])
    own = [row for row in rows("categories") if row["amount"]]
    StageLimit.objects.bulk_create([_limit({**row, "stage": "handle"}, categories[row["code"]]) for row in own])
    Reason.objects.bulk_create([Reason(**row, order=order) for order, row in enumerate(rows("reasons"), start=1)])
    StandardText.objects.bulk_create(
        [StandardText(**row, order=order) for order, row in enumerate(rows("texts"), start=1)]
    )
    raise_version("catalogue")
    return categories


def _category(row: Mapping[str, str], order: int) -> Category:
    facts = {name: row[name] for name in ("process", "code", "kind", "name", "name_en", "authority")}
    return Category(**facts, public=row["public"] == "yes", dangerous=row["dangerous"] == "yes", order=order)


def _routes(categories: Mapping[str, Category], units: Mapping[str, Unit]) -> list[Route]:
    """One for the county each; in the communities with a property company, lighting goes to that."""
    found = []
    for row in rows("categories"):
        category, handler = categories[row["code"]], row["handler"]
        if handler in OFFICES:
            found.append(Route(category=category, area_code=COUNTY, office=handler, office_level=handler))
        else:
            found.append(Route(category=category, area_code=COUNTY, unit=units[f"{COUNTY}-{handler}"]))
    for unit in units.values():
        if unit.code.endswith("-property"):
            code = unit.code.removesuffix("-property")
            found.append(Route(category=categories["estate-light"], area_code=code, unit=unit))
    return found


def _limit(row: Mapping[str, str], category: Category | None) -> StageLimit:
    return StageLimit(
        process=row["process"],
        stage=row["stage"],
        category=category,
        urgency=row.get("urgency", ""),
        amount=int(row["amount"]),
        unit=row["unit"],
        source=row["source"],
        verified=False,
    )
