"""`wuzhi regroup`."""

from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wuzhi.areas.outlines import from_geojson
from wuzhi.areas.reading import read
from wuzhi.areas.regroup import NewArea, regroup
from wuzhi.cases.models import Case
from wuzhi.cases.regrouping import follow_regroupings
from wuzhi.commands import screen
from wuzhi.core import clock
from wuzhi.core.history import COMMAND


def grids(file: Path, ending: list[str], on: date | None, outlines: Path | None) -> int:
    """Exit code 1 where anything is refused; then nothing has changed."""
    try:
        after = _new_areas(file, outlines)
        day = on or clock.today()
        successions = regroup(actor=COMMAND, on=day, before=ending, after=after)
    except ValidationError as error:
        for sentence in error.messages:
            screen.complain(sentence)
        screen.complain(_("Nothing was changed."))
        return screen.PROBLEMS
    moved = follow_regroupings() if day <= clock.today() else 0
    waiting = Case.objects.filter(closed_at=None, area__in=[one.before_id for one in successions]).count()
    facts = {"ending": len(ending), "beginning": len(after), "day": day, "count": len(successions)}
    words = _("From %(day)s: %(ending)d areas end, %(beginning)d begin; %(count)d successions recorded.")
    screen.say(words % facts)
    words = _("Open matters: %(moved)d have moved, %(waiting)d follow when the clock next ticks from that day on.")
    screen.say(words % {"moved": moved, "waiting": waiting})
    return screen.FINE


def _new_areas(file: Path, outlines: Path | None) -> list[NewArea]:
    table = read(file)
    shapes = read(outlines) if outlines else None
    faults = [*table.errors, *(shapes.errors if shapes else [])]
    if faults:
        raise ValidationError([screen.at_line(line, reason) for line, reason in faults])
    found = {one.code: from_geojson(one.geometry) for one in shapes.outlines} if shapes else {}
    return [(row.code, row.name, found.get(row.code)) for row in table.rows]
