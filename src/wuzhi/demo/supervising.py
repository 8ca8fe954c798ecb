"""Supervision in the demo's day: orders with their letters, reports back, follow-ups, second looks."""

from datetime import timedelta

from wuzhi.cases.models import Case
from wuzhi.cases.queries import load
from wuzhi.core import clock
from wuzhi.demo.world import World
from wuzhi.modules.reports.models import ORDERED, PROPOSED, REPORTED
from wuzhi.papers.actions import issue
from wuzhi.people.actor import CLOCK, Actor

FOR_CERTAIN = 3


def supervise(world: World, actor: Actor) -> None:
    """Some of what is overdue, the first few for certain: a day without a supervised matter would show none."""
    overdue = load(actor).filter(state__in=["dispatched", "handling"], due_at__lt=clock.now())
    some = load(actor).filter(report__supervised_at__isnull=False).count()
    for case in overdue.order_by("pk"):
        if case.report.supervised_at is None and (world.chance(0.15) or some < FOR_CERTAIN):
            until = clock.today() + timedelta(days=3)
            order = "该事项已超办理时限。请查明原因，明确责任人，限期办结，并书面反馈办理情况。"
            some += _with_letter(world, actor, case, "supervise", "supervision", note=order, until=until)
        elif case.report.supervised_at and not case.report.accountability_at and world.chance(0.01):
            words = "经督办仍未按要求办理。建议对相关责任人予以提醒谈话，并责令限期整改。"
            unit = case.lead_unit_id
            _with_letter(world, actor, case, "suggest_accountability", "accountability", unit=unit, note=words)


def report_back(world: World) -> None:
    """The clerk of the unit in charge, also of what is closed by now; some let the date pass."""
    for case in load(CLOCK).filter(report__supervision=ORDERED, lead_unit__isnull=False).order_by("pk"):
        name = world.clerks.get(case.lead_unit_id or 0)
        if name is not None and case.report.supervised_at != clock.now() and world.chance(0.04):
            clerk = world.actor(name)
            for found in load(clerk).filter(pk=case.pk):
                if "report_back" in world.steps(found, clerk):
                    world.take(clerk, found, "report_back", note="已查明原因，明确了责任人，问题已经整改。")


def follow_up(world: World, actor: Actor) -> None:
    """What was reported back is looked at; its end, where it is put right, waits for the second supervisor."""
    for case in load(actor).filter(report__supervision=REPORTED).order_by("pk"):
        if world.chance(0.3):
            if case.report.done_at is not None:
                world.take(actor, case, "propose_end", note="已到现场核实，整改到位。")
            else:
                until = clock.today() + timedelta(days=2)
                world.take(actor, case, "follow_up", note="尚未办结，请继续抓紧。", until=until)
    other = world.actor("supervisor2" if "supervisor2" in world.users else "leader")
    for case in load(other).filter(report__supervision=PROPOSED).order_by("pk"):
        if "confirm_end" in world.steps(case, other) and world.chance(0.03):
            world.take(other, case, "confirm_end", note="情况属实，同意销号。")


def _with_letter(world: World, actor: Actor, case: Case, step: str, kind: str, /, **data: object) -> bool:
    number = case.revision + 1
    taken = world.take(actor, case, step, **data)
    if taken:
        issue(actor=actor, case_uuid=case.uuid, event_number=number, kind_key=kind)
    return taken
