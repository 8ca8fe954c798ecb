"""Another system's history taken in: rows a second through the whole command's own way, checked, written and signed.

python -m bench.import_cases FILE.csv MAPPING.toml [--times 3] [--databases sqlite,postgresql]

The file's rows are repeated under new numbers until there are enough of them to measure (--rows).
"""

import argparse
import csv
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.database import KINDS
from bench.server import installation


def repeated(file: Path, into: Path, number: str, rows: int) -> None:
    """The file's rows again and again, each time under numbers of their own."""
    with file.open(encoding="utf-8-sig", newline="") as given:
        reader = csv.DictReader(given)
        known = list(reader)
        headings = reader.fieldnames or []
    with into.open("w", encoding="utf-8", newline="") as made:
        writer = csv.DictWriter(made, headings)
        writer.writeheader()
        for at in range(rows):
            row = known[at % len(known)]
            writer.writerow({**row, number: f"{row[number]}-{at // len(known)}"})


def main(arguments: Sequence[str]) -> None:
    """A row for each database."""
    parser = argparse.ArgumentParser(description="Cases imported a second.")
    parser.add_argument("file", type=Path)
    parser.add_argument("mapping", type=Path)
    parser.add_argument("--number", default="ServiceRequestNum", help="the heading of the number")
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--databases", default=",".join(KINDS))
    asked = parser.parse_args(list(arguments))
    with tempfile.TemporaryDirectory(prefix="wuzhi-bench-") as folder:
        table = Path(folder) / "rows.csv"
        repeated(asked.file, table, asked.number, asked.rows)
        for kind in asked.databases.split(","):
            with installation(kind) as made:
                made.run("bench.ground")
                begun = time.perf_counter()
                said = made.run("wuzhi.cli", "import", "cases", str(table), "--map", str(asked.mapping))
                seconds = time.perf_counter() - begun
                print(f"{kind:<11}{asked.rows:>9,} rows {seconds:>7.1f} s {asked.rows / seconds:>8,.0f}/s", flush=True)
                print(said, file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
