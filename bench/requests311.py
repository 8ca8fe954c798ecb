"""A mapping for the table of real requests that we measure with: what a city would write about its own old system."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

NUMBER = "ServiceRequestNum"
_COLUMNS = {
    "number": NUMBER, "opened": "CreatedDate", "ended": "CloseDate", "due": "DueDate", "state": "SRStatus",
    "kind": "SRType", "area": "Neighborhood", "longitude": "Longitude", "latitude": "Latitude",
    "words": ["SRType", "Address"],
}  # fmt: skip


def write_mapping(file: Path, folder: Path, codes: Sequence[str], elsewhere: str) -> Path:
    """Writes the mapping and its file of areas: neighbourhoods onto `codes` by turns, closed states onto closed."""
    with file.open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    names = sorted({row["Neighborhood"] for row in rows} - {""})
    with (folder / "areas.csv").open("w", encoding="utf-8", newline="") as areas:
        pairs = [(name, codes[at % len(codes)]) for at, name in enumerate(names)]
        csv.writer(areas).writerows([("theirs", "code"), *pairs])
    known: dict[str, object] = {
        "source": "baltimore", "process": "report", "elsewhere": elsewhere, "zone": "America/New_York",
        "time_format": "%m/%d/%Y %I:%M:%S %p", "areas_file": "areas.csv",
    }  # fmt: skip
    states = {state: "closed" if state.startswith("Closed") else "reviewed" for state in {r["SRStatus"] for r in rows}}
    tables: dict[str, dict[str, object]] = {"columns": {**_COLUMNS}, "states": {**states}, "kinds": {"*": ""}}
    mapping = folder / "mapping.toml"
    mapping.write_text("\n".join([*_lines(known), *(line for name in tables for line in _part(name, tables[name]))]))
    return mapping


def _part(name: str, known: dict[str, object]) -> list[str]:
    return [f"[{name}]", *_lines(known)]


def _lines(known: dict[str, object]) -> list[str]:
    return [f"{json.dumps(key)} = {json.dumps(value)}" for key, value in known.items()]
