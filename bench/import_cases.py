"""Another system's history taken in: rows a second through the whole command's own way, checked, written and signed.

python -m bench.import_cases FILE.csv [--rows 100000] [--databases sqlite,postgresql]

The file's rows are repeated under new numbers until there are enough of them to measure. The floor reads the same file
and stores its cells as they are (bench.copied).
"""

import argparse
import csv
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.database import KINDS
from bench.requests311 import NUMBER, write_mapping
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


def timed(work: Callable[[], str]) -> tuple[float, str]:
    """Seconds that it took, and what it said."""
    begun = time.perf_counter()
    said = work()
    return time.perf_counter() - begun, said


def main(arguments: Sequence[str]) -> None:
    """A row for each database."""
    parser = argparse.ArgumentParser(description="Cases imported a second.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--databases", default=",".join(KINDS))
    asked = parser.parse_args(list(arguments))
    with tempfile.TemporaryDirectory(prefix="wuzhi-bench-") as folder:
        table = Path(folder) / "rows.csv"
        repeated(asked.file, table, NUMBER, asked.rows)
        for kind in asked.databases.split(","):
            with installation(kind) as made:
                codes: list[str] = json.loads(made.run("bench.ground"))["codes"]
                mapping = write_mapping(asked.file, Path(folder), codes, elsewhere=codes[0][:6])
                bare, _said = timed(lambda: made.run("bench.copied", str(table)))
                command = ("import", "cases", str(table), "--map", str(mapping))
                seconds, said = timed(lambda: made.run("wuzhi.cli", *command))  # noqa: B023  called at once
                rates = (
                    f"{asked.rows / seconds:>8,.0f}/s   floor {asked.rows / bare:>8,.0f}/s   ratio {seconds / bare:.1f}"
                )
                print(f"{kind:<11}{asked.rows:>9,} rows {seconds:>7.1f} s {rates}", flush=True)
                print(said, file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
