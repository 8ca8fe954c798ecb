"""Real messages through intake and review, on a clock run by their own times; every row is accounted for."""

import csv
import io
import random
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from wuzhi.areas.calendar import seed_calendar
from wuzhi.areas.codes import Level
from wuzhi.areas.directory import directory
from wuzhi.areas.reading import decoded
from wuzhi.cases.actions import act_many, open_case
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.models import Case, Urgency
from wuzhi.cases.models.case import Channel
from wuzhi.cases.outcomes import NotTaken
from wuzhi.cases.queries import load
from wuzhi.core import clock
from wuzhi.demo.cast import read_cast
from wuzhi.demo.geography import COUNTY
from wuzhi.demo.keywords import category_for
from wuzhi.people.actor import ANYONE, Actor

NUMBER, SUBJECT, WHEN, DETAIL = "留言编号", "留言主题", "留言时间", "留言详情"
SOURCE = "real messages"
_FORMATS = ("%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S")
_MOST_BYTES = 100_000_000
_SHOWN = 12
_LINES_SHOWN = 5
_BATCH = 50  # messages in one transaction, then reviewed in the next
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Message:
    """One row, its text only in memory on the way to the vault."""

    line: int
    number: str
    at: datetime
    text: str


@dataclass
class Taken:
    """The account of one file: `read` is `opened`, `refused` and `known` (taken in before) together."""

    read: int = 0
    opened: int = 0
    reviewed: int = 0
    known: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    refused_lines: dict[str, list[int]] = field(default_factory=dict)
    categories: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether every row is accounted for, and every report that was opened was reviewed."""
        return self.read == self.opened + self.known + self.refused.total() and self.reviewed == self.opened

    def refuse(self, line: int, reason: str) -> None:
        """A row that was not taken, and why."""
        self.refused[reason] += 1
        self.refused_lines.setdefault(reason, []).append(line)


def take_in(*, path: Path, progress: Progress | None = None, seed: int = 421081) -> Taken:
    """Opens a report of each message at a grid by lot (marked synthetic) and reviews it by the keyword table.

    A batch is opened and reviewed whole or not at all; a second run goes on after what the first had taken.
    Needs the demo county. Raises ValidationError, in words, where the file as a whole can't be read.
    """
    begun, taken = time.perf_counter(), Taken()
    known = set(Case.objects.filter(external_source=SOURCE).values_list("external_number", flat=True))
    messages = sorted(_read(path, taken, known), key=lambda message: message.at)
    for year in sorted({message.at.year for message in messages}):
        seed_calendar(years=[year])
    grids = [area.code for area in directory().within(COUNTY) if area.level == Level.GRID]
    dispatcher = read_cast().actor("dispatcher")
    for start in range(0, len(messages), _BATCH):
        batch = messages[start : start + _BATCH]
        with transaction.atomic():
            opened = _open(batch, [_lot(seed, message, grids) for message in batch], taken)
            with clock.at(batch[-1].at):
                _review(opened, dispatcher, taken)
        if progress is not None:
            progress(start + len(batch), len(messages))
    taken.seconds = time.perf_counter() - begun
    return taken


def _lot(seed: int, message: Message, grids: Sequence[str]) -> str:
    """Each message has its own lot, so that a run that was interrupted ends like one that wasn't."""
    return random.Random(f"{seed} {message.number}").choice(grids)


def _open(batch: Sequence[Message], grids: Sequence[str], taken: Taken) -> list[tuple[Case, str]]:
    opened = []
    for message, grid in zip(batch, grids, strict=True):
        change = {
            "channel": Channel.WEB,
            "place_synthetic": True,
            "external_source": SOURCE,
            "external_number": message.number,
        }
        try:
            with clock.at(message.at):
                data = {"words": message.text, "place_code": grid}
                done = open_case(actor=ANYONE, process_key="report", data=data, change=change)
        except NotTaken as refusal:
            taken.refuse(message.line, str(refusal))
            continue
        taken.opened += 1
        opened.append((done.case, category_for(message.text)))
    return opened


def _review(opened: Sequence[tuple[Case, str]], dispatcher: Actor, taken: Taken) -> None:
    """All reports of a batch that the table gives the same category are reviewed together."""
    found = {case.pk: category for case, category in opened}
    by_category: dict[str, list[Case]] = {}
    for case in load(dispatcher).filter(pk__in=list(found)).order_by("pk"):
        by_category.setdefault(found[case.pk], []).append(case)
    for category, cases in by_category.items():
        data = {"category": category, "urgency": Urgency.ORDINARY}
        refusals = act_many(actor=dispatcher, cases=cases, step_key="review", data=data)
        taken.reviewed += len(cases) - len(refusals)
        taken.categories[category] += len(cases) - len(refusals)


def _read(path: Path, taken: Taken, known: Collection[str]) -> Iterator[Message]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValidationError(_("The file is too large."))
        text = decoded(path)
    except OSError as error:
        raise ValidationError(_("%(file)s can't be opened.") % {"file": path.name}) from error
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        missing = [name for name in (NUMBER, SUBJECT, WHEN, DETAIL) if name not in (reader.fieldnames or ())]
        if missing:
            words = _("The first line must name the columns; missing: %(names)s.")
            raise ValidationError(words % {"names": ", ".join(missing)})
        for row in reader:
            taken.read += 1
            message = _message(row, reader.line_num, taken)
            if message is not None and message.number in known:
                taken.known += 1
            elif message is not None:
                yield message
    except csv.Error as error:
        problem = {"line": reader.line_num, "reason": str(error)}
        raise ValidationError(_("Line %(line)d is not valid CSV (%(reason)s).") % problem) from error


def _message(row: dict[str, str | None], line: int, taken: Taken) -> Message | None:
    at = _time(row[WHEN] or "")
    if at is None or at > clock.now():
        taken.refuse(line, _("The time can't be read, or lies in the future."))
        return None
    text = "\n".join(part for part in ((row[SUBJECT] or "").strip(), (row[DETAIL] or "").strip()) if part)
    return Message(line, (row[NUMBER] or "").strip()[:60], at, text)


def _time(text: str) -> datetime | None:
    for shape in _FORMATS:
        try:
            return datetime.strptime(text.strip(), shape).replace(tzinfo=clock.local_zone())
        except ValueError:
            continue
    return None


def _by_category(counted: Counter[str]) -> list[tuple[str, int]]:
    """The most frequent categories by name, and all others in one line."""
    known, frequent = catalogue.fresh(), counted.most_common(_SHOWN)
    lines = [(str(known.category_by_code(code) or code), count) for code, count in frequent]
    rest = counted.total() - sum(count for _label, count in lines)
    return [*lines, (_("other categories"), rest)] if rest else lines


def show(taken: Taken, console: Console) -> None:
    """The account as a table whose categories sum to the reviewed; no text of a message appears."""
    table = Table(title=_("Real reports"), caption=_("Places were assigned by lot and are marked so."))
    table.add_column("", min_width=28)
    table.add_column(_("count"), justify="right")
    for label, count in (
        (_("rows read"), taken.read),
        (_("reports opened"), taken.opened),
        (_("reviewed"), taken.reviewed),
        (_("taken in before"), taken.known),
    ):
        table.add_row(label, str(count))
    for reason, count in taken.refused.most_common():
        lines = ", ".join(map(str, taken.refused_lines[reason][:_LINES_SHOWN]))
        more = " …" if count > _LINES_SHOWN else ""
        words = _("refused: %(reason)s (lines %(lines)s)") % {"reason": reason, "lines": lines + more}
        table.add_row(words, str(count))
    for label, count in _by_category(taken.categories):
        table.add_row(f"  {label}", str(count))
    table.add_row(_("seconds"), f"{taken.seconds:.1f}")
    console.print(table)
