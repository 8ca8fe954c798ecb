"""`wuzhi import areas`."""

from datetime import date
from pathlib import Path

from wuzhi.areas.actions import import_areas
from wuzhi.commands import screen
from wuzhi.core import clock

_MOST_SHOWN = 50


def areas(file: Path, on: date | None) -> int:
    """Exit code 1 where the file has a fault; then nothing of it was taken."""
    with screen.bar("Importing areas") as progress:
        report = import_areas(path=file, on=on or clock.today(), progress=progress)
    for line, reason in report.errors[:_MOST_SHOWN]:
        screen.complain(f"line {line}: {reason}" if line else reason)
    if report.errors:
        hidden = len(report.errors) - _MOST_SHOWN
        more = f" ({hidden} more not shown)" if hidden > 0 else ""
        screen.complain(f"{len(report.errors)} faults{more}. Nothing was imported.")
        return screen.PROBLEMS
    screen.say(f"{report.added} added, {report.changed} changed, {report.unchanged} unchanged.")
    return screen.FINE
