"""What several steps of a report ask for and look at."""

from django.utils.translation import gettext_lazy as _

from wuzhi.areas.codes import LENGTHS, LEVELS, Level
from wuzhi.cases.catalogue import catalogue, may_handle
from wuzhi.cases.models import Case
from wuzhi.cases.move import Move
from wuzhi.cases.outcomes import NotAllowed
from wuzhi.cases.process import Field
from wuzhi.modules.reports.models import Report
from wuzhi.people.models import UnitKind
from wuzhi.people.units import UnitFacts, units
from wuzhi.roster import ringing
from wuzhi.roster.queries import unit_on_duty

NOTE = Field("note", "words", _("Note"), required=False)
NOTE_REQUIRED = Field("note", "words", _("Reason, in your own words"))
PICTURE = Field("picture", "picture", _("Photo"), _("Only if it helps."), required=False)
RECORDING = Field(
    "recording",
    "recording",
    _("Voice or short video"),
    _("Up to 5 MB: three minutes of voice or one minute of video. Only those who handle the report hear and see it."),
    required=False,
)
DESKS = (Level.TOWN, Level.COUNTY)
TIERS = (Level.MICROGRID, Level.GRID, Level.VILLAGE, Level.TOWN, Level.COUNTY)
DISPATCHERS = ("dispatcher", "arbiter")
HANDLERS = ("handler", "assignee")
AT_WORK = ("dispatched", "handling", "waiting", "paused")
OPEN_STATES = (
    "collected", "reviewed", "dispatched", "objected", "handling", "waiting", "paused", "callback", "appealed",
)  # fmt: skip

EVERY_STATE = (*OPEN_STATES, "closed", "merged", "withdrawn")


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


def has_authority(case: Case, unit: UnitFacts) -> bool:
    """Whether the category, where one is known, may be left with this unit."""
    category = catalogue.fresh().category(case.category_id)
    return category is None or may_handle(unit, category.authority)


def ring_duty(move: Move) -> bool:
    """Sends the report to the nearest unit on duty that has the authority, and rings; False where none is.

    A complaint is sent to nobody on duty.
    """
    case = move.case
    duty = None if case.about_unit_id else unit_on_duty(case.area_code, lambda unit: has_authority(case, unit))
    if duty is None:
        return False
    case.lead_unit_id, case.assignee_id = duty.unit.id, duty.user_id
    move.notify += ["handler", "assignee"]
    move.add(*ringing.rows(case.uuid, case.area_code, duty, move.number, move.at))
    return True


def excuse_all(move: Move, kept: set[int]) -> None:
    """Who was called in for another unit's sake owes nothing to the next one, unless called in again."""
    for task in move.open_tasks():
        if task.unit_id not in kept:
            move.answer(task, None)


def take_back(move: Move) -> None:
    """The unit has it no longer, nor those that were called in for its sake; whoever comes next starts afresh."""
    report = facts(move.case)
    report.pending, report.ruled = "", False
    move.case.lead_unit_id = move.case.assignee_id = move.case.time_left = None
    excuse_all(move, kept=set())
    move.keep(report)


def refuse_unfit(case: Case, chosen: list[UnitFacts]) -> None:
    """A unit below the authority, or one that a complaint is about, can't be asked to handle it.

    Raises NotAllowed with the sentence for the dispatcher.
    """
    category = catalogue.fresh().category(case.category_id)
    for unit in chosen:
        if category is not None and not has_authority(case, unit):
            level = Level(category.authority).label
            raise NotAllowed(
                _("%(category)s may not be left below the level: %(level)s. %(unit)s lacks the authority.")
                % {"category": category, "level": level, "unit": unit}
            )
        if case.about_unit_id and case.about_unit_id in units.fresh().chain(unit.id):
            raise NotAllowed(_("The complaint is about %(unit)s; someone above it must handle it.") % {"unit": unit})
