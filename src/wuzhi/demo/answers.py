"""The demo's questions and answers: made up for a county that is none, in both languages."""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from wuzhi.core.versions import raise_version
from wuzhi.demo.geography import COUNTY
from wuzhi.demo.staff import BEGIN
from wuzhi.modules.answers.models import Answer
from wuzhi.people.models import Unit

_FILE = Path(__file__).parent / "data" / "answers.csv"


def load_answers(units: Mapping[str, Unit]) -> None:
    """Everything in the data file, kept by the unit that it names."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    Answer.objects.bulk_create(
        Answer(
            area_code=COUNTY,
            valid_from=BEGIN,
            reviewed_on=date.fromisoformat(row.pop("reviewed_on")),
            kept_by=units[f"{COUNTY}-{row.pop('unit')}"],
            **row,
        )
        for row in rows
    )
    raise_version("answers")
