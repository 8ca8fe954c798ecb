"""Review, release, merge, split, conclude: the dispatcher's desk before anything is sent out."""

from django.utils.translation import gettext_lazy as _

from wuzhi.areas.directory import directory
from wuzhi.cases import deadlines
from wuzhi.cases.models import Case, Urgency
from wuzhi.cases.move import Move
from wuzhi.cases.outcomes import NotAllowed
from wuzhi.cases.place import Place
from wuzhi.cases.process import ENGINE, STAY, Field, Step, Words
from wuzhi.cases.recording import settle_place
from wuzhi.modules.reports.steps import common
from wuzhi.people.actor import Actor
from wuzhi.people.units import UnitFacts, units


def _on_desk(case: Case, actor: Actor) -> Words | None:
    return None if common.at_desk(case) else _("The report is still with the grid; it climbs when its time is up.")


def _review(move: Move) -> None:
    case, data = move.case, move.data
    before = (case.category_id, case.urgency, case.area_code)
    settle_place(case, data.get("place"))
    case.category_id, case.urgency = data["category"].id, data["urgency"]
    case.summary = data.get("summary") or ""
    if before != (case.category_id, case.urgency, case.area_code):
        case.promise = deadlines.promise(move.process, case.category_id, case.urgency, case.area_code)
    about = data.get("about_unit")
    if about:
        _refuse_at_work(move, about)
        common.hear_above(case, about)
    allowed = case.may_be_shown and data["category"].public and not case.about_unit_id
    case.public = bool(allowed and data.get("release") and case.summary)
    move.release_pictures = case.public and bool(data.get("release_picture"))


def _where_reviewed(move: Move) -> str:
    return "dispatched" if move.case.urgency == Urgency.AT_ONCE and common.ring_duty(move) else "reviewed"


def _reclassify(move: Move) -> None:
    """A category that the unit lacks the authority for takes the report from it; "at once" rings whoever is on duty."""
    case, urgency = move.case, move.case.urgency
    _review(move)
    lead = units.fresh().get(case.lead_unit_id)
    unfit = lead is not None and case.state in common.AT_WORK and not common.has_authority(case, lead)
    raised = case.urgency == Urgency.AT_ONCE != urgency and case.state in {"reviewed", "dispatched"}
    if unfit:
        common.take_back(move)
    rung = case.urgency == Urgency.AT_ONCE and (unfit or raised) and common.ring_duty(move)
    move.data["goes_to"] = "dispatched" if rung else "reviewed" if unfit else STAY
    move.notify += ["handler"] if case.lead_unit_id and not rung else common.DISPATCHERS if unfit else []


def _where_reclassified(move: Move) -> str:
    return str(move.data["goes_to"])


def _refuse_at_work(move: Move, about: UnitFacts) -> None:
    """Out of whose sight a report is taken must not be at work on it: nobody could bring it to an end."""
    case = move.case
    at_work = [task.unit_id for task in move.open_tasks()]
    if case.lead_unit_id and case.state not in {"collected", "reviewed", "dispatched"}:
        at_work.append(case.lead_unit_id)
    if any(about.id in units.fresh().chain(unit_id) for unit_id in at_work):
        raise NotAllowed(_("A unit that it is about, or one below it, is at work on it. Take it in as a new report."))


REVIEW_FORM = (
    Field("category", "category", _("Category")),
    Field("urgency", "urgency", _("Urgency")),
    Field(
        "summary",
        "summary",
        _("Summary for lists and the public"),
        _("What and where, no names, no telephone numbers."),
        required=False,
    ),
    Field("release", "tick", _("Show the summary to the public, if the reporter allowed it"), required=False),
    Field(
        "release_picture",
        "tick",
        _("Show the photo too: no faces, no plates, no house numbers"),
        required=False,
    ),
    Field("place", "place", _("Correct the place"), required=False),
    Field("about_unit", "unit", _("Complaint about"), required=False),
)


def _merge(move: Move) -> None:
    target = move.data["into"]
    if target.pk == move.case.pk or target.process != move.case.process or not target.is_open:
        raise NotAllowed(_("Choose another report that is still open."))
    if target.about_unit_id != move.case.about_unit_id:
        raise NotAllowed(_("A complaint and an ordinary report are not merged."))
    move.case.merged_into, move.case.outcome = target, "merged"
    move.case.public = False  # the other stands for both, where it is shown
    move.take_also(target, "absorb", merged=str(move.case.uuid))


def _split(move: Move) -> None:
    case = move.case
    area = directory().get(case.area_code)
    if area is None:
        raise NotAllowed(_("The grid of this report is no longer in force; correct its place first."))
    local = directory().get(case.place.code) if case.place else None
    place = Place(area, local, case.longitude, case.latitude, case.given_place, case.place_synthetic)
    data = {"words": move.data["note"], "category": move.data["category"], "place": place}
    about = {"about_unit_id": case.about_unit_id, "hearing": case.hearing} if case.about_unit_id else {}
    move.open(case.process, data, split_from=case, channel=case.channel, tier=case.tier, **about)


def _conclude(move: Move) -> None:
    report = common.facts(move.case)
    report.conclusion, move.case.outcome = move.data["reason"].code, "concluded"
    move.keep(report)


STEPS = (
    Step(
        "review",
        _("Review"),
        _("Reviewed"),
        ("collected",),
        ("reviewed", "dispatched"),
        common.DISPATCHERS,
        form=REVIEW_FORM,
        guard=_on_desk,
        change=_review,
        branch=_where_reviewed,
        public=True,
        tone="primary",
    ),
    Step(
        "release",
        _("Classify and release"),
        _("Classified"),
        ("reviewed", "dispatched", "handling", "waiting", "paused", "callback", "closed"),
        (STAY, "reviewed", "dispatched"),
        common.DISPATCHERS,
        form=REVIEW_FORM,
        change=_reclassify,
        branch=_where_reclassified,
    ),
    Step(
        "merge",
        _("Merge into another report"),
        _("Merged into another report"),
        ("collected", "reviewed"),
        ("merged",),
        common.DISPATCHERS,
        form=(Field("into", "case", _("Number of the other report")),),
        change=_merge,
        public=True,
    ),
    Step(
        "absorb",
        _("Absorb"),
        _("Another report was merged into this"),
        common.OPEN_STATES,
        (STAY,),
        (ENGINE,),
    ),
    Step(
        "split",
        _("Split off a part"),
        _("A part was split off"),
        ("reviewed",),
        (STAY,),
        common.DISPATCHERS,
        form=(
            Field("note", "words", _("The part that becomes a report of its own")),
            Field("category", "category", _("Its category")),
        ),
        change=_split,
    ),
    Step(
        "conclude",
        _("Conclude"),
        _("Concluded"),
        ("collected", "reviewed"),
        ("closed",),
        common.DISPATCHERS,
        form=(
            Field("reason", "reason", _("Why nothing more is done"), reasons="conclude"),
            Field("note", "words", _("What the reporter is told"), told=True),
        ),
        guard=_on_desk,
        change=_conclude,
        public=True,
    ),
)
