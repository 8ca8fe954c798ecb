"""Collect, solve on the spot, climb a tier: where a report begins, and where small ones end."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from wuzhi.areas.codes import Level, covers, level_of
from wuzhi.areas.directory import local_ids
from wuzhi.cases.catalogue import catalogue, reaches
from wuzhi.cases.models import Case, Urgency
from wuzhi.cases.models.case import Channel
from wuzhi.cases.move import Move
from wuzhi.cases.process import Field, Step, Words
from wuzhi.modules.reports.models import Report
from wuzhi.modules.reports.steps import common
from wuzhi.people.actor import Actor
from wuzhi.people.models import Role


def _collect(move: Move) -> None:
    case, data = move.case, move.data
    category = data.get("category")
    case.urgency = data.get("urgency") or Urgency.ORDINARY
    if category and category.dangerous:
        case.urgency = Urgency.AT_ONCE
    case.may_be_shown = bool(data.get("may_be_shown"))
    for name in ("external_source", "external_number", "external_due_at"):
        setattr(case, name, data.get(name) or getattr(case, name))
    case.tier = case.tier or _first_tier(case, move.actor)
    about = data.get("about_unit")
    if about:
        common.hear_above(case, about)
    move.add(Report(case=case))
    _tell(move)


def _first_tier(case: Case, actor: Actor) -> str:
    """A chief's or grid worker's own find starts with them; everyone else's at the review desk."""
    own = [prefix for seat in actor.seats_as(Role.CHIEF, Role.GRID_WORKER) for prefix in seat.prefixes]
    local = [prefix for prefix in own if not prefix.isdigit() and case.place_id in local_ids(prefix)]
    held = local or [prefix for prefix in own if covers(prefix, case.area_code)]
    return level_of(max(held, key=len)) if held else common.desk_of(case.area_code)


def _where_collected(move: Move) -> str:
    """What must be done at once goes straight to whoever is on duty; review follows, it does not precede."""
    case = move.case
    if case.urgency != Urgency.AT_ONCE:
        return "collected"
    return "dispatched" if common.ring_duty(move) else "collected"


def _tell(move: Move) -> None:
    """A desk's queue says what waits; a notice for each of three hundred reports a morning would say nothing."""
    if common.at_desk(move.case):
        move.notify.remove("holder")
    if move.case.about_unit_id:
        move.notify.append("arbiter")


def _why_words(data: dict[str, Any]) -> Words | None:
    """A kind says enough, except “other” and a complaint about an office; so does a voice, for who writes with pain."""
    category = data.get("category")
    said = category is not None and category.code != _SAYS_NOTHING and not data.get("about_unit")
    return None if said or data.get("recording") else _("Please write a few words, or choose above what it is about.")


_SAYS_NOTHING = "other"
_ELSEWHERE = _("It comes from another system")
_FROM_ELSEWHERE = (
    Field(
        "external_source",
        "choice",
        _ELSEWHERE,
        required=False,
        official=True,
        choices=(
            ("", "—"),
            ("12345", "12345"),
            ("province", _("province")),
            ("other", _("other")),
        ),
        fold=_ELSEWHERE,
    ),
    Field("external_number", "line", _("Its number there"), required=False, longest=60, official=True, fold=_ELSEWHERE),
    Field("external_due_at", "moment", _("Its deadline there"), required=False, official=True, fold=_ELSEWHERE),
)
COLLECT = Step(
    "collect",
    _("Report"),
    _("Reported"),
    (),
    ("collected", "dispatched"),
    ("anyone",),
    form=(
        Field("category", "category", _("What is it about?"), required=False),
        Field(
            "words",
            "words",
            _("What happened?"),
            _("A few words: where exactly, since when. Not needed where the kind says it all, or your voice does."),
            required=False,
            longest=10_000,
            missing=_why_words,
        ),
        Field("place", "place", _("Village or community"), _("Its name is enough, or put the pin on the map.")),
        Field(
            "urgency",
            "urgency",
            _("How soon must someone act?"),
            _("“At once” rings whoever is on duty, day and night."),
            required=False,
        ),
        *(replace(field, fold=_("Add a photo, your voice or a video")) for field in (common.PICTURE, common.RECORDING)),
        Field(
            "contact",
            "contact",
            _("How can we reach you? (optional)"),
            _("Only those who handle this report can open it, and each look is recorded."),
            required=False,
            fold=_("Leave a way to reach you"),
        ),
        Field(
            "about_unit",
            "unit",
            _("Which office is it about?"),
            _("It goes to the level above, and that office does not see it."),
            required=False,
            fold=_("It is a complaint about an office or its staff"),
        ),
        *_FROM_ELSEWHERE,
        Field(
            "may_be_shown",
            "tick",
            _("A reviewed summary may be shown to the public"),
            required=False,
        ),
    ),
    change=_collect,
    branch=_where_collected,
    notify=("holder",),
    public=True,
)


def _may_solve(case: Case, actor: Actor) -> Words | None:
    """Small matters end where they start; what only a higher level may do is no small matter."""
    if case.about_unit_id:
        return _("A complaint is not settled on the spot.")
    category = catalogue.fresh().category(case.category_id)
    if category is None or category.authority == Level.VILLAGE or reaches(case.tier, category.authority):
        return None
    return _("Only this level or one above it may settle it: %(level)s.") % {"level": Level(category.authority).label}


def _solve(move: Move) -> None:
    move.case.outcome = "solved"
    common.facts(move.case).done_at = move.at
    move.keep(common.facts(move.case))


def _where_solved(move: Move) -> str:
    """Someone who asked is called back; what a worker found and mended alone ends there."""
    return "callback" if move.case.channel in {Channel.WEB, Channel.PHONE} else "closed"


def _below_county(case: Case, actor: Actor) -> Words | None:
    return None if common.next_tier(case) else _("The report already lies at the county.")


def _climb(move: Move) -> None:
    move.case.tier = common.next_tier(move.case) or move.case.tier
    move.notify.append("holder")


STEPS = (
    Step(
        "solve",
        _("Solve on the spot"),
        _("Solved on the spot"),
        ("collected",),
        ("closed", "callback"),
        ("holder",),
        form=(Field("note", "words", _("What was done"), told=True), common.PICTURE),
        guard=_may_solve,
        branch=_where_solved,
        change=_solve,
        notify=("collector",),
        public=True,
        tone="success",
    ),
    Step(
        "escalate",
        _("Pass to the next tier"),
        _("Passed to the next tier"),
        ("collected",),
        ("collected",),
        ("holder",),
        form=(common.NOTE,),
        guard=_below_county,
        change=_climb,
        public=True,
    ),
)
