"""What several steps of a report ask for and look at."""

from django.utils.translation import gettext_lazy as _

from wuzhi.areas.codes import LENGTHS, LEVELS, Level
from wuzhi.cases.catalogue import catalogue, may_handle
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import NotAllowed
from wuzhi.cases.process import Field
from wuzhi.modules.reports.models import Report
from wuzhi.people.models import UnitKind
from wuzhi.people.units import UnitFacts, units

NOTE = Field("note", "words", _("Note"), required=False)
NOTE_REQUIRED = Field("note", "words", _("Reason, in your own words"))
PICTURE = Field("picture", "picture", _("Photo"), _("Only if it helps."), required=False)
DESKS = (Level.TOWN, Level.COUNTY)
TIERS = (Level.MICROGRID, Level.GRID, Level.VILLAGE, Level.TOWN, Level.COUNTY)
DISPATCHERS = ("dispatcher", "arbiter")
HANDLERS = ("handler", "assignee")
OPEN_STATES = (
    "collected", "reviewed", "dispatched", "objected", "handling", "waiting", "paused", "callback", "appealed",
)  # fmt: skip


def facts(case: Case) -> Report:
    """The report's own row."""
    return case.report


def at_desk(case: Case) -> bool:
    """Whether the report has reached a dispatcher's desk."""
    return case.tier in DESKS


def desk_of(area_code: str) -> str:
    """The tier at which a resident's report is reviewed: the town's own centre where there is one, else the county."""
    centre = units.fresh().of_place(area_code, Level.TOWN, UnitKind.CENTRE)
    return Level.TOWN if centre else Level.COUNTY


def hear_above(case: Case, about: UnitFacts) -> None:
    """A complaint goes to the level above the unit that it is about, out of that unit's sight."""
    above = units.fresh().get(about.superior_id)
    code = above.area_code if above else about.area_code
    in_town = len(code) >= LENGTHS[Level.TOWN] and desk_of(code) == Level.TOWN
    case.about_unit_id = about.id
    case.tier = Level.TOWN if in_town else Level.COUNTY
    case.hearing = LENGTHS[Level(case.tier)]


def next_tier(case: Case) -> Level | None:
    """The tier above the one at which the report lies: from a building to its micro-grid, and up to the county."""
    tier = Level(case.tier)
    if tier not in LENGTHS:
        return LEVELS[len(case.area_code)]
    return TIERS[TIERS.index(tier) + 1] if tier != TIERS[-1] else None


def refuse_unfit(case: Case, chosen: list[UnitFacts]) -> None:
    """A unit below the authority, or one that a complaint is about, can't be asked to handle it.

    Raises NotAllowed with the sentence for the dispatcher.
    """
    category = catalogue.fresh().category(case.category_id)
    for unit in chosen:
        if category is not None and not may_handle(unit, category.authority):
            level = Level(category.authority).label
            raise NotAllowed(
                _("%(category)s may not be left below the level: %(level)s. %(unit)s lacks the authority.")
                % {"category": category, "level": level, "unit": unit}
            )
        if case.about_unit_id and case.about_unit_id in units.fresh().chain(unit.id):
            raise NotAllowed(_("The complaint is about %(unit)s; someone above it must handle it.") % {"unit": unit})
