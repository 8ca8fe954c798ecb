"""Which answers a reader finds, and which a keeper has to look at again."""

from datetime import timedelta

from wuzhi.areas.codes import LENGTHS, Level, covers
from wuzhi.areas.directory import directory
from wuzhi.areas.queries import name_path
from wuzhi.core import clock
from wuzhi.core.versions import Versioned
from wuzhi.modules.answers.finding import Finder
from wuzhi.modules.answers.models import Answer
from wuzhi.people.actor import Actor
from wuzhi.people.models import Role, UnitKind
from wuzhi.people.units import units

FAMILY = "answers"
STALE_AFTER_DAYS = 365
_SPINE = (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWN, Level.VILLAGE)
_MANY = 5_000  # areas; in a larger place answers belong to a town at the least


def _load() -> Finder:
    day = clock.today()
    rows = Answer.objects.select_related("kept_by")
    return Finder(row for row in rows if row.valid_from <= day and (row.valid_until is None or day < row.valid_until))


_finder = Versioned(FAMILY, _load, daily=True)


def search(viewer: Actor, typed: str) -> list[Answer]:
    """What fits the words, best first. Answers are public; no query once they are in memory."""
    return _finder.fresh().find(typed)


def in_force(viewer: Actor) -> list[Answer]:
    """Every answer that holds today."""
    return _finder.fresh().answers


def answer(viewer: Actor, code: str) -> Answer | None:
    """The answer in force with this code."""
    return next((one for one in in_force(viewer) if one.code == code), None)


def may_keep(viewer: Actor, area_code: str) -> bool:
    """Administrators and operators everywhere; the dispatchers of a centre in the areas of their posts."""
    if viewer.has_role(Role.ADMINISTRATOR) or viewer.is_operator:
        return True
    for seat in viewer.seats_as(Role.DISPATCHER):
        unit = units.fresh().get(seat.unit_id)
        if unit and unit.kind == UnitKind.CENTRE and any(covers(prefix, area_code) for prefix in seat.prefixes):
            return True
    return False


def places(viewer: Actor) -> list[tuple[str, str]]:
    """(code, name) of every area whose answers this person may keep, down to the village; no query."""
    wanted = _SPINE if sum(1 for _one in directory().within("")) < _MANY else _SPINE[:-1]
    areas = (one for one in directory().within("") if one.level in wanted and may_keep(viewer, one.code))
    return [(one.code, name_path(one.code) if len(one.code) > LENGTHS[Level.COUNTY] else str(one)) for one in areas]


def is_keeper(viewer: Actor) -> bool:
    """Whether there is any area whose answers this person may keep."""
    return any(may_keep(viewer, prefix) for seat in viewer.seats for prefix in seat.prefixes)


def kept(viewer: Actor) -> list[Answer]:
    """What this person may edit, ended ones included: those checked longest ago first. One query."""
    rows = Answer.objects.select_related("kept_by", "help").order_by("reviewed_on", "code")
    return [row for row in rows if may_keep(viewer, row.area_code)]


def is_stale(row: Answer) -> bool:
    """Whether nobody has checked it for a year."""
    return row.reviewed_on < clock.today() - timedelta(days=STALE_AFTER_DAYS)


def place_of(row: Answer) -> str:
    """The name of its area."""
    area = directory().get(row.area_code)
    return str(area) if area else row.area_code
