"""`wuzhi import areas` and `wuzhi import people`."""

from datetime import date
from pathlib import Path

from wuzhi.areas.actions import import_areas
from wuzhi.commands import screen
from wuzhi.core import clock
from wuzhi.workbook.actions import import_workbook
from wuzhi.workbook.template import write_template

_MOST_SHOWN = 50


def areas(file: Path, on: date | None) -> int:
    """Exit code 1 where the file has a fault; then nothing of it was taken."""
    with screen.bar("Importing areas") as progress:
        report = import_areas(path=file, on=on or clock.today(), progress=progress)
    for line, reason in report.errors[:_MOST_SHOWN]:
        screen.complain(f"line {line}: {reason}" if line else reason)
    if report.errors:
        return _nothing(len(report.errors))
    screen.say(f"{report.added} added, {report.changed} changed, {report.unchanged} unchanged.")
    return screen.FINE


def people(file: Path) -> int:
    """Exit code 1 where the workbook has a fault; then nothing of it was taken."""
    with screen.bar("Importing people") as progress:
        report = import_workbook(path=file, actor_name="command", progress=progress)
    for fault in report.errors[:_MOST_SHOWN]:
        place = f"{fault.sheet}, line {fault.line}: " if fault.line else f"{fault.sheet}: " if fault.sheet else ""
        screen.complain(f"{place}{fault.reason}")
    if report.errors:
        return _nothing(len(report.errors))
    screen.say(f"{report.added} added, {report.changed} changed, {report.unchanged} unchanged.")
    for note in report.notes:
        screen.say(note)
    return screen.FINE


def template(file: Path) -> int:
    """Exit code 1 where the file exists already: nothing is overwritten."""
    if file.exists():
        screen.complain(f"{file} exists already.")
        return screen.PROBLEMS
    write_template(file)
    screen.say(f"{file} is an empty workbook with a sheet for each table.")
    return screen.FINE


def _nothing(faults: int) -> int:
    hidden = faults - _MOST_SHOWN
    more = f" ({hidden} more not shown)" if hidden > 0 else ""
    screen.complain(f"{faults} faults{more}. Nothing was imported.")
    return screen.PROBLEMS
