"""How long files of areas take to import, twice, into an empty throw-away SQLite database.

    python bench/import_areas.py FILE...

Tables are joined into one file first, whatever their columns beside code and name.
"""

import csv
import os
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import django

FOLDER = tempfile.TemporaryDirectory(prefix="wuzhi-bench-")
os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER.name}/bench.sqlite3"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuzhi.settings.test")
django.setup()

from django.core.management import call_command  # noqa: E402  models need their settings first

from wuzhi.areas.actions import import_areas  # noqa: E402
from wuzhi.areas.directory import directory  # noqa: E402


def joined(paths: list[Path]) -> Path:
    """The tables as one CSV of codes and names, widest areas first or not, as they come."""
    target = Path(FOLDER.name) / "areas.csv"
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["code", "name"])
        for path in paths:
            with path.open(encoding="utf-8-sig", newline="") as file:
                writer.writerows((row["code"], row["name"]) for row in csv.DictReader(file))
    return target


def main() -> int:
    """Prints seconds and counts; 1 where a row was refused, 2 where no file was named."""
    paths = [Path(name) for name in sys.argv[1:]]
    if not paths:
        print("Usage: python bench/import_areas.py FILE...", file=sys.stderr)
        return 2
    call_command("migrate", verbosity=0)
    file = joined(paths)
    for name in ("first", "second"):
        begun = time.perf_counter()
        report = import_areas(path=file, on=date(2026, 1, 1))
        taken = time.perf_counter() - begun
        counts = f"{report.added:,} added, {report.changed:,} changed, {report.unchanged:,} unchanged"
        print(f"{name} import: {taken:.2f} s; {counts}, {len(report.errors)} refused")
        for line, reason in report.errors[:10]:
            print(f"  line {line}: {reason}")
    begun = time.perf_counter()
    areas = directory()
    print(f"directory of {len(areas):,} areas: {time.perf_counter() - begun:.2f} s")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 1 if report.errors else 0


if __name__ == "__main__":
    sys.exit(main())
