"""`wuzhi import people`: all of a workbook or nothing of it, and again without a change."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wuzhi.people.actions import operator
from wuzhi.workbook.applying import Applier, Faulty
from wuzhi.workbook.reading import Fault, Line, Reading, read
from wuzhi.workbook.sheets import SHEETS

Progress = Callable[[int, int], None]
_KEYS = {"units": "code", "users": "username", "categories": "code"}


@dataclass
class Report:
    """What an import did. With errors it wrote nothing. `notes` say what is left for a person to do."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def import_workbook(*, path: Path, actor_name: str, progress: Progress | None = None) -> Report:
    """Units, users, posts, categories and routes, perhaps limits and reasons, from one XLSX file.

    What the file doesn't name stays. `actor_name` is who runs the import, for the log. `progress` is told rows
    done and rows in all. Never raises for what is in the file: that is in the report.
    """
    reading = read(Path(path))
    if reading.faults and not any(reading.lines.values()):
        return Report(errors=reading.faults)
    try:
        with transaction.atomic():
            report = _apply(reading, Applier(operator(actor_name or "import")), progress)
            if report.errors:
                transaction.set_rollback(True)
    except IntegrityError:
        reason = _("Somebody else changed the settings at the same moment. Please import again.")
        return Report(errors=[Fault("", 0, reason)])
    return Report(errors=report.errors) if report.errors else report


def _apply(reading: Reading, to: Applier, progress: Progress | None) -> Report:
    report = Report(errors=list(reading.faults))
    _expect_refused(reading, to)
    total = sum(map(len, reading.lines.values()))
    done = 0
    for sheet in SHEETS:
        outcomes: dict[int, str] = {}
        for part in (sheet.key, "superiors") if sheet.key == "units" else (sheet.key,):
            for line in reading.lines[sheet.key]:
                faults = _apply_line(part, line, to, outcomes)
                report.errors += [Fault(reading.titles[sheet.key], line.number, reason) for reason in faults]
        for outcome in outcomes.values():
            setattr(report, outcome, getattr(report, outcome) + 1)
        done += len(reading.lines[sheet.key])
        if progress is not None:
            progress(done, total)
    order = list(reading.titles.values())
    report.errors.sort(key=lambda fault: (order.index(fault.sheet) if fault.sheet in order else -1, fault.line))
    if to.new_users:
        words = _(
            "%(count)d new users can't sign in before they have a password. Set one with: wuzhi password SIGN-IN-NAME"
        )
        report.notes.append(words % {"count": to.new_users})
    return report


def _apply_line(part: str, line: Line, to: Applier, outcomes: dict[int, str]) -> list[str]:
    """The reasons why a row was refused; what became of it otherwise goes into `outcomes`."""
    try:
        with transaction.atomic():
            outcome = to.apply(part, line)
    except Faulty:
        return []
    except ValidationError as error:
        return list(error.messages)
    if outcomes.get(line.number, "unchanged") == "unchanged":
        outcomes[line.number] = outcome
    return []


def _expect_refused(reading: Reading, to: Applier) -> None:
    """Codes of every row that names one: where the row is refused, those that lean on it are not faulted again."""
    for sheet, key in _KEYS.items():
        for line in reading.lines[sheet]:
            to.expect(sheet, line.cells.get(key, ""))
