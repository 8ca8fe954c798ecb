"""The floor of an import: a file's cells stored as they are, by the quickest way of each database.

python -m bench.copied FILE.csv, in an installation (bench.server).
"""

import csv
import os
import sys
from itertools import islice
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuzhi.settings.dev")
django.setup()

from django.db import connection, transaction  # noqa: E402  its settings first

BATCH = 500


def copy(file: Path) -> None:
    """Into a table of text of its own, which is dropped again."""
    with file.open(encoding="utf-8-sig", newline="") as given, connection.cursor() as cursor:
        reader = csv.reader(given)
        columns = [f"c{at}" for at, _heading in enumerate(next(reader))]
        cursor.execute(f"CREATE TABLE bench_copied ({', '.join(f'{one} text' for one in columns)})")
        while rows := list(islice(reader, BATCH)):
            with transaction.atomic():
                if connection.vendor == "postgresql":
                    with cursor.copy("COPY bench_copied FROM STDIN") as sent:
                        for row in rows:
                            sent.write_row(row)
                else:
                    places = ", ".join(["%s"] * len(columns))
                    cursor.executemany(f"INSERT INTO bench_copied VALUES ({places})", rows)
        cursor.execute("DROP TABLE bench_copied")


if __name__ == "__main__":
    copy(Path(sys.argv[1]))
