"""The dispatchers' and supervisors' desks during half an hour of the demo's day: only steps that their page offers."""

from collections.abc import Callable, Mapping

from wuzhi.cases.catalogue import catalogue, may_handle
from wuzhi.cases.models import Case, Urgency
from wuzhi.cases.models.case import Channel
from wuzhi.cases.queries import load
from wuzhi.demo import supervising
from wuzhi.demo.geography import COUNTY
from wuzhi.demo.world import World
from wuzhi.people.actor import Actor
from wuzhi.people.units import UnitFacts, units

SUPERVISOR_AFTER = 2
_WHISTLED = {"illegal-building": "zr", "waste-water": "sl", "food-safety": "wj", "unsafe-building": "yj"}


def dispatchers(world: World) -> None:
    """The towns' desks first, then the county's, each through its inbox; then what waits for approval."""
    desks = [name for name in world.users if name == "desk" or name.startswith("desk-")]
    for name in [*desks, "dispatcher"]:
        actor = world.actor(name)
        for case in world.waiting_for(actor):
            decide = _DECISIONS.get(case.state)
            if decide is not None and world.chance(0.7):
                decide(world, actor, case, world.steps(case, actor))
    county = world.actor("dispatcher")
    _approve(world, county)
    _classify(world, county)


def supervisors(world: World) -> None:
    """What only a supervisor decides, then what is overdue, and what became of it."""
    actor = world.actor("supervisor")
    for case in world.waiting_for(actor):
        steps = world.steps(case, actor)
        if case.state == "appealed" and world.chance(0.3):
            upheld = world.chance(0.6)
            step = "uphold_conclusion" if upheld else "overturn"
            world.take(actor, case, step, note="已复核，理由成立。" if upheld else "情况有变，请重新办理。")
        elif case.state == "objected" and case.report.objections >= SUPERVISOR_AFTER and "reject_objection" in steps:
            world.take(actor, case, "reject_objection", note="按职责应由你单位办理。")
    supervising.supervise(world, actor)
    supervising.report_back(world)
    supervising.follow_up(world, actor)


def _review(world: World, actor: Actor, case: Case, steps: set[str]) -> None:
    story, category = world.story(case), world.category(case)
    if "review" not in steps or story is None or category is None:
        return
    kind = story.arrival.kind
    if kind == "vague" and "conclude" in steps:
        world.take(actor, case, "conclude", reason="not-specific", note="内容不具体，请写明地点和事情后再报。")
    elif kind == "duplicate" and (twin := _twin(world, actor, case)) is not None:
        world.take(actor, case, "merge", into=twin.tracking_code)
    else:
        data = {"category": category.code, "urgency": case.urgency, "summary": world.summary(case)}
        world.take(actor, case, "review", **data, release=True)


def _twin(world: World, actor: Actor, case: Case) -> Case | None:
    """An earlier open report from the same place on the same thing."""
    wanted = world.category(case)
    open_here = load(actor).filter(area_code=case.area_code, closed_at=None, pk__lt=case.pk, process=case.process)
    fitting = (other for other in open_here.order_by("pk") if world.category(other) == wanted)
    return next(fitting, None)


def _dispatch(world: World, actor: Actor, case: Case, steps: set[str]) -> None:
    story, category = world.story(case), catalogue.fresh().category(case.category_id)
    if "dispatch" not in steps or story is None or category is None:
        return
    if case.urgency == Urgency.ORDINARY and category.kind == "services" and world.chance(0.03):
        world.take(actor, case, "conclude", reason="policy", note="现行规定不支持，已经说明了办理的渠道。")
        return
    right = _heard_by(case) if case.about_unit_id else catalogue.fresh().route(category.id, case.area_code)
    if right is None:
        return
    unit = right
    if not story.wrongly_sent and not case.about_unit_id and world.chance(0.1):
        story.wrongly_sent = True
        able = [one for one in units.fresh().active() if one.area_code == COUNTY and one.kind == "department"]
        unit = world.dice.choice(able)
    others = _WHISTLED.get(category.code)
    called = [one for one in units.fresh().active() if one.code == f"{COUNTY}-{others}"]
    fit = [one.id for one in called if may_handle(one, category.authority)]
    world.take(actor, case, "dispatch", unit=unit.id, others=fit)


def _heard_by(case: Case) -> UnitFacts | None:
    about = units.fresh().get(case.about_unit_id)
    return units.fresh().get(about.superior_id) if about else None


def _rule(world: World, actor: Actor, case: Case, steps: set[str]) -> None:
    if "uphold_objection" in steps:
        right = catalogue.fresh().route(case.category_id, case.area_code) if case.category_id else None
        agreed = right is None or right.id != case.lead_unit_id
        step = "uphold_objection" if agreed else "reject_objection"
        world.take(actor, case, step, note="同意改派。" if agreed else "属你单位职责，请办理。")


def _phone(world: World, actor: Actor, case: Case, steps: set[str]) -> None:
    """A clerk rings those who came by telephone or left a contact; few are reached."""
    by_phone = case.channel == Channel.PHONE or case.contact is not None
    if "call_back" in steps and by_phone and world.chance(0.08):
        level = world.dice.choice((5, 5, 4, 4, 3))
        world.take(actor, case, "call_back", answered="yes", solved="yes", satisfaction=level)


def _approve(world: World, actor: Actor) -> None:
    """Requests for a pause or more time."""
    for case in load(actor).filter(state="handling").exclude(report__pending="").order_by("pk"):
        if world.chance(0.5):
            granted = world.chance(0.8)
            step, note = ("approve", "同意。") if granted else ("refuse", "理由不充分，请抓紧办理。")
            world.take(actor, case, step, note=note)


def _classify(world: World, actor: Actor) -> None:
    """What went to the unit on duty before any review is classified afterwards."""
    urgent = load(actor).filter(process="report", urgency=Urgency.AT_ONCE, summary="", closed_at=None)
    for case in urgent.order_by("pk"):
        category = world.category(case)
        if category is not None and "release" in world.steps(case, actor):
            data = {"category": category.code, "urgency": case.urgency, "summary": world.summary(case)}
            world.take(actor, case, "release", **data, release=True)


_DECISIONS: Mapping[str, Callable[[World, Actor, Case, set[str]], None]] = {
    "collected": _review,
    "reviewed": _dispatch,
    "objected": _rule,
    "callback": _phone,
}
