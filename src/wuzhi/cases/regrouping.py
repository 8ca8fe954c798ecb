"""Open matters follow their grid when grids are regrouped: an event like any other, taken by the clock."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wuzhi.areas.codes import LENGTHS, Level, level_of
from wuzhi.areas.directory import AreaFacts, directory
from wuzhi.areas.locate import locator
from wuzhi.areas.models import Area
from wuzhi.areas.queries import successor_code
from wuzhi.cases import process, recording
from wuzhi.cases.models import Case
from wuzhi.cases.move import Move
from wuzhi.cases.place import Place, at_code
from wuzhi.cases.process import ENGINE, STAY, Step
from wuzhi.cases.queries import load
from wuzhi.core import clock
from wuzhi.people.actor import CLOCK

BATCH = 25


def _relocate(move: Move) -> None:
    case = move.case
    recording.settle_place(case, move.data["place"])
    tier = LENGTHS.get(Level(case.tier))
    if tier is not None and tier > len(case.area_code):
        case.tier = level_of(case.area_code)
        move.notify.append("holder")


RELOCATE = Step(
    "relocate", _("Follow the regrouping"), _("Its grid was regrouped"), (), (STAY,), (ENGINE,), change=_relocate
)
process.build_in(RELOCATE)


def follow_regroupings() -> int:
    """Moves every open case out of areas that have ended; returns how many. Safe to kill and to run twice."""
    moved, after = 0, 0
    while True:
        ended = Case.objects.filter(closed_at=None, area__valid_until__lte=clock.today(), pk__gt=after)
        cases = list(load(CLOCK).filter(pk__in=list(ended.order_by("pk").values_list("pk", flat=True)[:BATCH])))
        if not cases:
            return moved
        moves = [move for case in cases if (move := _move(case)) is not None]
        with transaction.atomic():
            moved += len(moves) - len(recording.save(moves))
        after = max(case.pk for case in cases)


def _move(case: Case) -> Move | None:
    area = _successor(case)
    if area is None:
        return None
    local = directory().get(case.place.code) if case.place else None
    place = Place(area, local, case.longitude, case.latitude, case.given_place, case.place_synthetic)
    definition = process.get(case.process, case.version)
    return recording.prepare(case, definition, RELOCATE, CLOCK, {"place": place})


def _successor(case: Case) -> AreaFacts | None:
    """The area at the case's point, or around its building; else the successor on record, else the village."""
    if case.longitude is not None and case.latitude is not None:
        at_point = locator().locate(case.longitude, case.latitude)
        if at_point is not None:
            return at_point
    if case.place is not None and directory().get(case.place.code):
        return at_code(case.place.code).area
    try:
        code = successor_code(case.area_code)
    except Area.DoesNotExist:
        code = case.area_code[: LENGTHS[Level.VILLAGE]]
    return directory().get(code)
