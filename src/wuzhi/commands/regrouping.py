"""`wuzhi regroup`."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError

from wuzhi.areas.outlines import from_geojson
from wuzhi.areas.reading import read
from wuzhi.areas.regroup import NewArea, regroup
from wuzhi.cases.models import Case
from wuzhi.cases.regrouping import follow_regroupings
from wuzhi.commands import screen
from wuzhi.core import clock


@dataclass(frozen=True)
class _Operator:
    """Whoever may run commands on this machine."""

    reference: str = "command"


def grids(file: Path, ending: list[str], on: date | None, outlines: Path | None) -> int:
    """Exit code 1 where anything is refused; then nothing has changed."""
    try:
        after = _new_areas(file, outlines)
        day = on or clock.today()
        successions = regroup(actor=_Operator(), on=day, before=ending, after=after)
    except ValidationError as error:
        for sentence in error.messages:
            screen.complain(sentence)
        screen.complain("Nothing was changed.")
        return screen.PROBLEMS
    moved = follow_regroupings() if day <= clock.today() else 0
    waiting = Case.objects.filter(closed_at=None, area__in=[one.before_id for one in successions]).count()
    screen.say(f"{len(ending)} areas end and {len(after)} begin on {day}; {len(successions)} successions recorded.")
    screen.say(f"{moved} open matters have moved; {waiting} will follow when the clock next ticks from that day on.")
    return screen.FINE


def _new_areas(file: Path, outlines: Path | None) -> list[NewArea]:
    table = read(file)
    shapes = read(outlines) if outlines else None
    faults = [*table.errors, *(shapes.errors if shapes else [])]
    if faults:
        raise ValidationError([f"line {line}: {reason}" if line else reason for line, reason in faults])
    found = {one.code: from_geojson(one.geometry) for one in shapes.outlines} if shapes else {}
    return [(row.code, row.name, found.get(row.code)) for row in table.rows]
