"""Public matters as anyone reads them: no viewer is asked for, since nothing here differs from reader to reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from wuzhi.areas.cells import FINEST, Square
from wuzhi.areas.codes import LENGTHS, Level
from wuzhi.cases import process
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.models import Case
from wuzhi.cases.public import released
from wuzhi.cases.queries import happened
from wuzhi.cases.screens import describe, timeline
from wuzhi.modules.nearby.choosing import Choice
from wuzhi.modules.nearby.models import MeToo

PAGE = 30
MOST_COUNTED = 1_000
_GRID = LENGTHS[Level.GRID]
_SHOWN = (
    "pk", "uuid", "process", "version", "state", "category_id", "area_code", "opened_at", "closed_at", "summary",
    "cell", "lead_unit_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Matter:
    """A public matter: no building, no point, no hour, no person."""

    case: Case
    uuid: UUID
    title: str
    kind: str
    place: str
    state: str
    ended: bool
    since: datetime
    summary: str
    voices: int = 0

    @property
    def at(self) -> tuple[float, float] | None:
        """The middle of its square of about 130 m; None where nobody gave a point."""
        return None if self.case.cell is None else Square(self.case.cell, FINEST).middle


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list; `after` asks for what follows it, '' at the end."""

    matters: list[Matter]
    after: str = ""


def newest(choice: Choice, after: str) -> Part:
    """The newest first, from where the last part ended. Three queries: ids by an index alone, their rows, voices."""
    found = choice.cases()
    last = _numbers(after, 1)
    if last:
        found = found.filter(pk__lt=last[0])
    ids = list(found.order_by("-pk").values_list("pk", flat=True)[: PAGE + 1])
    shown = ids[:PAGE]
    return Part(_matters(shown, _voices(shown)), str(shown[-1]) if len(ids) > PAGE else "")


def most_joined(choice: Choice, after: str) -> Part:
    """Those that most others join first; what nobody has joined is not among them. Two queries."""
    found = MeToo.objects.filter(case__in=choice.cases()).order_by().values_list("case_id").annotate(voices=Count("pk"))
    last = _numbers(after, 2)
    if last:
        found = found.filter(Q(voices__lt=last[0]) | Q(voices=last[0], case_id__lt=last[1]))
    counted = list(found.order_by("-voices", "-case_id")[: PAGE + 1])
    shown = dict(counted[:PAGE])
    end = f"{counted[PAGE - 1][1]}-{counted[PAGE - 1][0]}" if len(counted) > PAGE else ""
    return Part(_matters(list(shown), shown), end)


def count_up_to(choice: Choice) -> int:
    """How many fit, no more than one above MOST_COUNTED."""
    return choice.cases().order_by()[: MOST_COUNTED + 1].count()


def in_cells(choice: Choice, squares: Iterable[Square]) -> list[Matter]:
    """The matters in a few of the finest squares. One query."""
    cells = [square.number for square in squares]
    return [_matter(case) for case in choice.cases().filter(cell__in=cells).only(*_SHOWN)] if cells else []


def these(ids: list[int]) -> list[Matter]:
    """Matters by their keys. One query."""
    return _matters(ids, {}) if ids else []


def find(uuid: UUID) -> Matter | None:
    """One public matter with its voices; None where there is none. Two queries."""
    case = released().filter(uuid=uuid).only(*_SHOWN).first()
    return replace(_matter(case), voices=_voices([case.pk]).get(case.pk, 0)) if case else None


def goes_on_in(uuid: UUID) -> UUID | None:
    """The public matter into which this one was merged, None where there is none."""
    merged = Case.objects.filter(uuid=uuid).values("merged_into")
    return released().filter(pk__in=merged).values_list("uuid", flat=True).first()


def followed(uuids: Sequence[UUID]) -> tuple[list[Matter], list[UUID]]:
    """Those of them that are public, in this order, and the others. A merged one is shown as what it goes on in."""
    merged = Case.objects.filter(uuid__in=uuids, merged_into__isnull=False).values_list("uuid", "merged_into__uuid")
    goes_on = {uuid: onward for uuid, onward in merged if onward}
    wanted = list(dict.fromkeys(goes_on.get(uuid, uuid) for uuid in uuids))
    cases = {case.uuid: case for case in released().filter(uuid__in=wanted).only(*_SHOWN)}
    voices = _voices([case.pk for case in cases.values()])
    shown = [_matter(cases[uuid], voices) for uuid in wanted if uuid in cases]
    return shown, [uuid for uuid in uuids if goes_on.get(uuid, uuid) not in cases]


def steps_of(matter: Matter) -> list[timeline.Entry]:
    """What happened, as far as anyone may know it, the newest first. One query."""
    return timeline.released_entries(matter.case, happened(matter.case))[::-1]


def has_said(matter: Matter, mark: str) -> bool:
    """Whether this browser has joined."""
    return MeToo.objects.filter(case=matter.case.pk, mark=mark).exists()


def _matters(ids: list[int], voices: dict[int, int]) -> list[Matter]:
    found = Case.objects.filter(pk__in=ids).only(*_SHOWN).in_bulk()
    return [_matter(found[pk], voices) for pk in ids if pk in found]


def _matter(case: Case, voices: dict[int, int] | None = None) -> Matter:
    """Told by its category and its grid: a building would say who lives there."""
    category = catalogue.fresh().category(case.category_id)
    definition = process.get(case.process, case.version)
    place = describe.place_words(case.area_code[:_GRID])
    return Matter(
        case,
        case.uuid,
        f"{category or definition.label} · {place}",
        describe.kind_of(case),
        place,
        describe.state_label(case),
        case.closed_at is not None,
        case.opened_at,
        case.summary,
        (voices or {}).get(case.pk, 0),
    )


def _voices(ids: list[int]) -> dict[int, int]:
    counted: Any = MeToo.objects.filter(case__in=ids).order_by().values_list("case_id").annotate(Count("pk"))
    return dict(counted) if ids else {}


def _numbers(text: str, many: int) -> list[int]:
    """The numbers of a place in a list; none where it is no such place, so that the list begins anew."""
    parts = text.split("-")
    right = len(parts) == many and all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts)
    return [int(part) for part in parts] if right else []
