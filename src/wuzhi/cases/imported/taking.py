"""Taking a file in: checked whole before the first row is written, then in batches that can be killed and go on.

Each row becomes a case with one event, `imported`, at the head of its chain. When all rows are there, the import is
signed over its rows and their events' links, so that nobody can slip a row in or change one unnoticed.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from wuzhi.areas.directory import AreaFacts, directory
from wuzhi.areas.locate import locator
from wuzhi.cases import process
from wuzhi.cases.imported.mapping import MappingFile, Wrong
from wuzhi.cases.imported.rows import Row, headings_missing, read_rows
from wuzhi.cases.imported.writing import Made, Writer
from wuzhi.cases.models import Event, Import, ImportedRow
from wuzhi.cases.process import ENGINE, STAY, Step
from wuzhi.core import clock
from wuzhi.core.bulk import lightly, uncollected
from wuzhi.core.plans import planned_anew
from wuzhi.core.together import together
from wuzhi.trust.signing import is_signed, sign

BATCH = 2000
MOST_HELD = 100_000
PURPOSE = "import"
Progress = Callable[[int, int], None]
process.build_in(
    Step("imported", _("Take over"), _("Taken over from another system"), (), (STAY,), (ENGINE,), public=True)
)


@dataclass
class Account:
    """Every row accounted for: taken in, there already, or faulty; and of those taken in, how each was placed."""

    rows: int = 0
    taken: int = 0
    there_already: int = 0
    placed: Counter[str] = field(default_factory=Counter)
    without_point: Counter[str] = field(default_factory=Counter)
    without_category: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """How some rows were placed, and how many have no point or no category."""

    where: Counter[str]
    without_point: Counter[str]
    without_category: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """Some rows as they will be written."""

    made: Made
    placed: Placed


@dataclass(frozen=True, slots=True)
class Part:
    """What became of some rows."""

    taken: int
    there_already: int
    placed: Placed


@uncollected()
def take_in(path: Path, mapping: MappingFile, progress: Progress | None = None, *, hands: int = 1) -> Account:
    """Takes a file in. Raises Wrong where the file lacks a column; where a row has a fault nothing is taken in.

    The same file under the same mapping goes on where it was broken off, and makes nothing twice. More than one of
    `hands` share the work, each a process of its own (`core.together`).
    """
    missing = headings_missing(path, mapping)
    if missing:
        raise Wrong([str(_("The file has no column “%(name)s”.") % {"name": name}) for name in missing])
    account, rows_read = _checked(path, mapping)
    if account.faults:
        return account
    batch = _batch(path, mapping, account.rows)
    writer = Writer(batch, mapping)

    def prepared(hand: int, of: int) -> Iterator[Prepared]:
        own = partial(_is_own, hand, of)
        held = None if rows_read is None else (row for row in rows_read if own(row.line))
        for some in _chunks(_sound(path, mapping, own) if held is None else held):
            yield _prepared(some, writer, mapping.elsewhere)

    with closing(_parts(prepared, writer, hands)) as parts:
        for part in parts:
            _add(account, part)
            if progress is not None:
                progress(account.taken + account.there_already, account.rows)
    _sign(batch)
    account.signed = True
    return account


def _parts(prepared: Callable[[int, int], Iterator[Prepared]], writer: Writer, hands: int) -> Generator[Part]:
    """Each hand writes what it prepares; where a database lets one writer in (SQLite), this process writes for all."""
    take = partial(_take, writer)
    if hands == 1:
        yield from map(take, prepared(0, 1))
    elif connection.vendor == "sqlite":
        others = hands - 1
        with together(lambda hand: prepared(hand, others), others) as given:
            yield from map(take, given)
    else:
        with together(lambda hand: map(take, prepared(hand, hands)), hands) as taken:
            yield from taken


def _is_own(hand: int, hands: int, line: int) -> bool:
    """Whether the row of this number is this hand's: batch by batch in turns."""
    return (line - 1) // BATCH % hands == hand


def _add(account: Account, part: Part) -> None:
    account.taken += part.taken
    account.there_already += part.there_already
    account.placed += part.placed.where
    account.without_point += part.placed.without_point
    account.without_category += part.placed.without_category


def _checked(path: Path, mapping: MappingFile) -> tuple[Account, list[Row] | None]:
    """What the file holds, and its rows where they are few enough to be kept instead of read again."""
    account, held = Account(), list[Row]()
    for read in read_rows(path, mapping):
        account.rows += 1
        if not isinstance(read, Row):
            account.faults.append(read)
        elif account.rows <= MOST_HELD:
            held.append(read)
    return account, held if account.rows <= MOST_HELD else None


def _sound(path: Path, mapping: MappingFile, wanted: Callable[[int], bool]) -> Iterator[Row]:
    return (read for read in read_rows(path, mapping, wanted) if isinstance(read, Row))


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, BATCH)):
        yield chunk


def _batch(path: Path, mapping: MappingFile, rows: int) -> Import:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    known = {"source": mapping.source, "file_digest": digest, "mapping_digest": mapping.digest}
    batch, _new = Import.objects.get_or_create(**known, defaults={"began_at": clock.now(), "rows": rows})
    return batch


def _prepared(rows: list[Row], writer: Writer, elsewhere: AreaFacts) -> Prepared:
    around = _around(rows)
    placed = Placed(
        Counter(
            "point" if area else "area" if row.area else "elsewhere" for row, area in zip(rows, around, strict=True)
        ),
        Counter(row.no_point for row in rows if row.no_point),
        sum(row.category is None for row in rows),
    )
    areas = [area or row.area or elsewhere for row, area in zip(rows, around, strict=True)]
    return Prepared(writer.prepare(rows, areas), placed)


def _take(writer: Writer, rows: Prepared) -> Part:
    """Some rows, in one transaction. Where another import of the same file was quicker, those that are left over."""
    try:
        there = _write(rows.made, writer)
    except IntegrityError:
        there = _write(rows.made, writer)
    return Part(len(rows.made.lines) - there, there, rows.placed)


def _write(made: Made, writer: Writer) -> int:
    """How many were there already. IntegrityError where one came there meanwhile.

    A crash may lose the transaction, and it is then made again; the signature, which comes last, brings all before it
    to the disk.
    """
    with planned_anew(), transaction.atomic():
        lightly()
        held = ImportedRow.objects.filter(batch=writer.batch, number__range=(min(made.lines), max(made.lines)))
        there = set(made.lines) & set(held.values_list("number", flat=True))
        writer.write(made.without(there) if there else made)
    return len(there)


def _around(rows: Sequence[Row]) -> list[AreaFacts | None]:
    """The smallest area around each row's point; None where it has none or lies outside them all."""
    points = [row.point for row in rows if row.point is not None]
    if not points:
        return [None] * len(rows)
    longitudes, latitudes = np.array(points).T
    known, codes = directory(), iter(locator().locate_many(longitudes, latitudes))
    return [known.get(str(next(codes))) if row.point is not None else None for row in rows]


def _sign(batch: Import) -> None:
    if not batch.signature:
        batch.signature = sign(PURPOSE, _content(batch))
        batch.signed_at = clock.now()
        batch.save(update_fields=["signature", "signed_at"])


def _content(batch: Import) -> bytes:
    """What is signed: the file, the mapping, and each row with the link of its event."""
    whole = hashlib.sha256(f"{batch.uuid} {batch.source} {batch.file_digest} {batch.mapping_digest}".encode())
    links = Event.objects.filter(number=1, case__imported__batch=batch).order_by("case__imported__number")
    for number, link in links.values_list("case__imported__number", "link").iterator(chunk_size=5000):
        whole.update(f"\n{number} {link}".encode())
    return whole.digest()


def unsound() -> Iterator[tuple[Import, str]]:
    """The imports that were broken off, or whose rows are no longer those that were signed, and why."""
    for batch in Import.objects.order_by("pk"):
        if not batch.signature:
            yield batch, str(_("it was broken off; run it again, it goes on where it stopped"))
        elif not is_signed(PURPOSE, _content(batch), batch.signature):
            yield batch, str(_("its rows are not those that were signed"))
