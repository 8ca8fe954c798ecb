"""`wuzhi import areas` and `wuzhi import people`."""

from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from wuzhi.areas.actions import import_areas
from wuzhi.commands import screen
from wuzhi.core import clock
from wuzhi.workbook.actions import import_workbook
from wuzhi.workbook.writing import write_template

_MOST_SHOWN = 50


def areas(file: Path, on: date | None) -> int:
    """Exit code 1 where the file has a fault; then nothing of it was taken."""
    with screen.bar(_("Importing areas")) as progress:
        report = import_areas(path=file, on=on or clock.today(), progress=progress)
    for line, reason in report.errors[:_MOST_SHOWN]:
        screen.complain(screen.at_line(line, reason))
    if report.errors:
        return _nothing(len(report.errors))
    screen.say(_counts(report.added, report.changed, report.unchanged))
    return screen.FINE


def people(file: Path) -> int:
    """Exit code 1 where the workbook has a fault; then nothing of it was taken."""
    with screen.bar(_("Importing people")) as progress:
        report = import_workbook(path=file, actor_name="command", progress=progress)
    for fault in report.errors[:_MOST_SHOWN]:
        place = f"{fault.sheet}: " if fault.sheet else ""
        screen.complain(f"{place}{screen.at_line(fault.line, fault.reason)}")
    if report.errors:
        return _nothing(len(report.errors))
    screen.say(_counts(report.added, report.changed, report.unchanged))
    for note in report.notes:
        screen.say(note)
    return screen.FINE


def template(file: Path) -> int:
    """Exit code 1 where the file exists already: nothing is overwritten."""
    if file.exists():
        screen.complain(_("%(file)s exists already.") % {"file": file})
        return screen.PROBLEMS
    write_template(file)
    screen.say(_("%(file)s is an empty workbook with a sheet for each table.") % {"file": file})
    return screen.FINE


def _counts(added: int, changed: int, unchanged: int) -> str:
    facts = {"added": added, "changed": changed, "unchanged": unchanged}
    return _("%(added)d added, %(changed)d changed, %(unchanged)d unchanged.") % facts


def _nothing(faults: int) -> int:
    hidden = faults - _MOST_SHOWN
    if hidden > 0:
        screen.complain(_("%(count)d more are not shown.") % {"count": hidden})
    screen.complain(_("Faults: %(count)d. Nothing was imported.") % {"count": faults})
    return screen.PROBLEMS
