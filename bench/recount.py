"""Open matters whose due times are counted anew after a day of the calendar was changed.

python -m bench.recount [--cases 100000] [--databases sqlite,postgresql]

The floor stores as many due times bare, one case after the other, in transactions of the same size.
"""

import argparse
import json
import sys
from collections.abc import Sequence

from bench.database import KINDS
from bench.screens import WAITING
from bench.server import installation


def main(arguments: Sequence[str]) -> None:
    """A row for each database. SystemExit where a matter was counted anew twice or left out."""
    parser = argparse.ArgumentParser(description="Due times counted anew.")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--databases", default=",".join(KINDS))
    asked = parser.parse_args(list(arguments))
    for kind in asked.databases.split(","):
        with installation(kind) as made:
            held = json.loads(made.run("bench.million", f"--cases={asked.cases}", f"--waiting={WAITING}"))
            found = json.loads(made.run("bench.recounted"))
        if found["again"] or not found["events"] == found["cases"] == found["moved"]:
            raise SystemExit(f"{kind}: {found}")
        rate, floor = found["moved"] / found["seconds"], found["moved"] / found["bare"]
        print(
            f"{kind:<11}{held['open']:>8,} open   told in {found['look']:.1f} s   {found['moved']:,} moved in "
            f"{found['seconds']:.1f} s, {rate:,.0f}/s   floor {floor:,.0f}/s   ratio {floor / rate:.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
