"""All of a workbook or nothing of it, and again without a change; a preview runs the same and takes it back."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from wuzhi.core import history, sheets
from wuzhi.core.models import SettingsChange, Verb
from wuzhi.core.sheets import Cells, Faulty, Import, Line, Sheet
from wuzhi.core.versions import forget_stamps
from wuzhi.people.actions import operator, require_administrator
from wuzhi.people.actor import Actor
from wuzhi.people.sheets import NEW_USERS
from wuzhi.workbook import guarding
from wuzhi.workbook.reading import Fault, Reading, read

Progress = Callable[[int, int], None]
_ENDS = ("ends", "active")


class Change(NamedTuple):
    """What a row of the file does: columns with what they said and will say; `record` is what the record will hold."""

    sheet: str
    line: int
    verb: str
    name: list[str]
    columns: list[list[str]]
    record: str


@dataclass
class Report:
    """What an import did, or would do; with errors it wrote nothing, and says what would have come without them.

    `notes` say what is left for a person to do.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    recorded: int = 0


def import_workbook(*, path: Path, actor_name: str, progress: Progress | None = None) -> Report:
    """All sheets of an XLSX file; what the file doesn't name stays.

    `actor_name` is who runs the import, for the record. `progress` is told rows done and rows in all. Never raises
    for what is in the file: that is in the report.
    """
    try:
        with Path(path).open("rb") as file:
            reading = read(file)
    except OSError:
        return Report(errors=[Fault("", 0, str(guarding.unreadable().messages[0]))])
    return _run(reading, operator(actor_name or "import"), keep=lambda _report: True, progress=progress)


def preview(*, actor: Actor, file: IO[bytes], most_rows: int) -> Report:
    """What a file would do, all of it run and taken back. PermissionDenied for who is no administrator."""
    require_administrator(actor)
    return _run(_read_sent(file), actor, keep=lambda _report: False, most=most_rows)


def confirm(*, actor: Actor, file: IO[bytes], most_rows: int, shown: Sequence[Change]) -> Report | None:
    """Does what the preview showed, or nothing: None where the same file would do something else by now."""
    require_administrator(actor)
    last = SettingsChange.objects.aggregate(last=Max("pk"))["last"] or 0
    same: list[bool] = []

    def keep(report: Report) -> bool:
        by_others = SettingsChange.objects.filter(pk__gt=last).count() - report.recorded
        same.append(not report.errors and not by_others and _says(report.changes) == _says(shown))
        return same[-1]

    report = _run(_read_sent(file), actor, keep=keep, most=most_rows)
    return report if same == [True] else None


def _says(changes: Sequence[Change]) -> list[list[object]]:
    return [list(change) for change in changes]


def _read_sent(file: IO[bytes]) -> Reading:
    return read(file, whole=False, most_bytes=guarding.MOST_BYTES_SENT)


def _run(
    reading: Reading,
    actor: Actor,
    *,
    keep: Callable[[Report], bool],
    progress: Progress | None = None,
    most: int | None = None,
) -> Report:
    """Applies what was read in one transaction, which stays only without errors and where `keep` says so."""
    if reading.faults and not any(reading.lines.values()):
        return Report(errors=reading.faults)
    try:
        with transaction.atomic():
            report = _Run(reading, actor, most).all(progress)
            if report.errors or not keep(report):
                transaction.set_rollback(True)
    except DatabaseError:
        reason = _("Somebody else changed the settings at the same moment. Please import again.")
        return Report(errors=[Fault("", 0, reason)])
    finally:
        forget_stamps()
    return report


class _Run:
    """One pass over what was read."""

    def __init__(self, reading: Reading, actor: Actor, most: int | None) -> None:
        self.reading = reading
        self.to = Import(actor)
        self.most = most
        self.report = Report(errors=list(reading.faults))
        self.done = self.touched = 0
        self.outcomes: dict[int, str] = {}

    def all(self, progress: Progress | None) -> Report:
        """Sheet by sheet, those first on which others lean."""
        reading, report = self.reading, self.report
        total = sum(map(len, reading.lines.values()))
        for sheet in sheets.known().values():
            for line in reading.lines[sheet.key]:
                self.to.expect(sheet, line.cells)
        for sheet in sheets.known().values():
            self._sheet(sheet)
            self.done += len(reading.lines[sheet.key])
            if progress is not None:
                progress(self.done, total)
        order = list(reading.titles.values())
        report.errors.sort(key=lambda fault: (order.index(fault.sheet) if fault.sheet in order else -1, fault.line))
        report.notes = _notes(self.to, reading)
        return report

    def _sheet(self, sheet: Sheet) -> None:
        lines = self.reading.lines[sheet.key]
        if not lines:
            return
        held = {sheet.name_of(row): row for row in map(_plain, sheet.rows())}
        fresh = [line for line in lines if not self._stands(sheet, line, held)]
        self.touched += len(fresh)
        self.outcomes = {line.number: "unchanged" for line in lines}
        if self.most is not None and self.touched > self.most:
            words = _("More than %(most)d rows would change. Please bring them in parts, or by the command.")
            self.report.errors = [Fault("", 0, words % {"most": self.most})]
            return
        told: dict[int, list[SettingsChange]] = {line.number: [] for line in fresh}
        for line in fresh:
            self._line(sheet, line, sheet.apply, told, name=True)
        for line in fresh if sheet.after else ():
            self._line(sheet, line, sheet.after, told)
        for line in fresh:
            if told[line.number]:
                self.report.changes.append(_change(sheet, line, held.get(sheet.name_of(line.cells)), told[line.number]))
        for outcome in self.outcomes.values():
            setattr(self.report, outcome, getattr(self.report, outcome) + 1)

    def _stands(self, sheet: Sheet, line: Line, held: dict[tuple[str, ...], Cells]) -> bool:
        """Whether the row says what is in force already; one that is there twice is for the second look."""
        row = held.get(sheet.name_of(line.cells))
        if row is None or any(row.get(key, "") != text for key, text in line.cells.items()):
            return False
        try:
            self.to.name(sheet, line.cells)
        except ValidationError:
            return False
        return True

    def _line(
        self,
        sheet: Sheet,
        line: Line,
        apply: Callable[[Import, Line], str] | None,
        told: dict[int, list[SettingsChange]],
        *,
        name: bool = False,
    ) -> None:
        """One row; why it was refused, or what it did."""
        if apply is None:
            return
        title = self.reading.titles[sheet.key]
        try:
            with transaction.atomic(), history.overheard() as heard:
                if name:
                    self.to.name(sheet, line.cells)
                outcome = apply(self.to, line)
        except Faulty:
            return
        except (ValidationError, PermissionDenied) as error:
            messages = error.messages if isinstance(error, ValidationError) else [str(error)]
            self.report.errors += [Fault(title, line.number, reason) for reason in messages]
            return
        if self.outcomes[line.number] == "unchanged":
            self.outcomes[line.number] = outcome
        told[line.number] += heard
        self.report.recorded += len(heard)


def _change(sheet: Sheet, line: Line, held: Cells | None, told: Sequence[SettingsChange]) -> Change:
    """From what to what, in the workbook's own columns."""
    columns = [
        [column.key, (held or {}).get(column.key, ""), line.cells[column.key]]
        for column in sheet.columns
        if column.key in line.cells and (held or {}).get(column.key, "") != line.cells[column.key]
    ]
    ends = [after for key, before, after in columns if key in _ENDS and after not in ("", sheets.YES)]
    verb = Verb.ENDED if held and ends else Verb.CHANGED if held else Verb.ADDED
    record = json.dumps([[one.kind, one.name, one.verb, one.changes] for one in told], ensure_ascii=False)
    return Change(sheet.key, line.number, str(verb.value), list(sheet.name_of(line.cells)), columns, record)


def _plain(row: Cells) -> Cells:
    return {key: text.replace("\r\n", "\n").strip() for key, text in row.items()}


def _notes(to: Import, reading: Reading) -> list[str]:
    notes = []
    if to.notes.get(NEW_USERS):
        words = _(
            "%(count)d new users can't sign in before they have a password. Set one with: wuzhi password SIGN-IN-NAME"
        )
        notes.append(words % {"count": to.notes[NEW_USERS]})
    if reading.unknown:
        names = ", ".join(reading.unknown[:10])
        notes.append(_("Passed over, because nothing here is called so: %(names)s") % {"names": names})
    return notes
