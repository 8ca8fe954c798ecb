"""Units, grid workers and reporters during half an hour of the demo's day: only steps that their page offers."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q

from wuzhi.areas.codes import LENGTHS, Level
from wuzhi.cases import deadlines
from wuzhi.cases.assigning import candidates
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.models import Case, Task, Urgency
from wuzhi.cases.queries import find_by_code, load
from wuzhi.core import clock
from wuzhi.core.calendar import WORKING_DAYS
from wuzhi.demo.world import Story, World
from wuzhi.people.actor import CLOCK, Actor
from wuzhi.people.models import UnitKind
from wuzhi.people.units import units as directory

_ON_DUTY = ("dispatched", "handling")


def units(world: World, *, at_night: bool) -> None:
    """The clerks of every unit that gets round to a matter now; at night only to what must be done at once."""
    for pk, unit_id in list(_attempts(world, at_night)):
        username = world.clerks.get(unit_id)
        if username is not None:
            actor = world.actor(username)
            for case in world.waiting_for(actor, pk):
                _work(world, actor, case, unit_id)


def _attempts(world: World, at_night: bool) -> Iterator[tuple[int, int]]:
    """Which unit gets round to which case in this half hour, by lot: leading, asked, or with it at its own tier."""
    waiting = Case.objects.filter(process="report", closed_at=None).order_by("pk")
    if at_night:
        waiting = waiting.filter(urgency=Urgency.AT_ONCE)
    for case in waiting.filter(state__in=_ON_DUTY, lead_unit__isnull=False):
        if world.chance(_pace(case)):
            yield case.pk, int(case.lead_unit_id or 0)
    owing = Task.objects.filter(answered_at=None, case__in=waiting).order_by("pk")
    for case_id, unit_id in owing.values_list("case_id", "unit_id"):
        if world.chance(0.3):
            yield case_id, unit_id
    climbed = waiting.filter(state="collected", tier=Level.VILLAGE).values_list("pk", "area_code")
    for pk, code in climbed:
        committee = directory.fresh().in_area(code[: LENGTHS[Level.VILLAGE]], UnitKind.VILLAGE)
        if committee is not None and world.chance(0.4):
            yield pk, committee.id


def _work(world: World, actor: Actor, case: Case, unit_id: int) -> None:
    story, steps = world.story(case), world.steps(case, actor)
    if story is None:
        return
    if "answer" in steps:
        world.take(actor, case, "answer", note="已到现场，我们这一部分已经办完。")
    elif case.state == "collected":
        _on_the_spot(world, actor, case, steps)
    elif case.state == "dispatched" and case.lead_unit_id == unit_id:
        _accept(world, actor, case, steps)
    elif case.state == "handling" and case.lead_unit_id == unit_id:
        _handle(world, actor, case, story, steps)


def _accept(world: World, actor: Actor, case: Case, steps: set[str]) -> None:
    right = catalogue.fresh().route(case.category_id, case.area_code) if case.category_id else None
    misplaced = right is not None and right.id != case.lead_unit_id and not case.about_unit_id
    if misplaced and "object" in steps and case.urgency != Urgency.AT_ONCE:
        world.take(actor, case, "object", reason="not-our-duty", note="职责不在我单位，请改派。")
    elif "accept" in steps:
        world.take(actor, case, "accept")


def _handle(world: World, actor: Actor, case: Case, story: Story, steps: set[str]) -> None:
    people = candidates(case, actor) if "assign" in steps and case.assignee_id is None else []
    if len(people) > 1 and world.chance(0.5):
        world.take(actor, case, "assign", person=world.dice.choice(people).id)
    elif "report_done" in steps and world.chance(0.8):
        world.take(actor, case, "report_done", note="已经到现场处理好了，请您看看是否满意。")
    elif "ask_reporter" in steps and not story.asked and not story.arrival.by and world.chance(0.4):
        story.asked = world.take(actor, case, "ask_reporter", question="请问具体在哪一栋附近？")
    elif "ask_pause" in steps and not story.paused and world.chance(0.4):
        until = clock.today() + timedelta(days=world.dice.randrange(2, 9))
        story.paused = world.take(actor, case, "ask_pause", reason="materials", until=until, note="材料在采购。")
    elif "ask_extension" in steps and case.report.extensions == 0 and world.chance(0.4):
        world.take(actor, case, "ask_extension", days=3, note="需要等设备进场。")
    elif "progress" in steps:
        world.take(actor, case, "progress", note="已经派人去看过，正在处理。")


def _pace(case: Case) -> float:
    """How likely its unit gets round to it in this half hour: soon where little time was promised."""
    span = deadlines.allowed(case, "handle")
    if case.urgency == Urgency.AT_ONCE:
        return 0.9 if case.state == "dispatched" else 0.4
    if case.state == "dispatched":
        return 0.45
    if case.urgency == Urgency.TODAY:
        return 0.3
    if span is None or (span.unit == WORKING_DAYS and span.amount > 2):
        return 0.07
    return 0.18 if span.unit == WORKING_DAYS else 0.4


def workers(world: World) -> None:
    """Grid workers and chiefs with what they found themselves, and errands near them."""
    waiting = Case.objects.filter(closed_at=None).filter(
        Q(process="report", state="collected", tier__in=[Level.GRID, Level.BUILDING])
        | Q(process="errand", state__in=["asked", "taken"])
    )
    for waits in list(waiting.order_by("pk")):
        name = _worker_of(world, waits) if world.chance(0.5) else ""
        for case in world.waiting_for(world.actor(name), waits.pk) if name else ():
            steps = world.steps(case, world.actor(name))
            if case.process == "errand":
                _run_errand(world, world.actor(name), case, steps)
            elif world.story(case) is not None:
                _on_the_spot(world, world.actor(name), case, steps)


def _worker_of(world: World, case: Case) -> str:
    story = world.story(case)
    if story is not None and story.arrival.by:
        return story.arrival.by
    return world.places.grid_workers.get(case.area_code[: LENGTHS[Level.GRID]], "")


def _on_the_spot(world: World, actor: Actor, case: Case, steps: set[str]) -> None:
    category = world.category(case)
    small = category is not None and category.authority == Level.VILLAGE
    if "solve" in steps and small and world.chance(0.8):
        world.take(actor, case, "solve", note="当场处理好了。")
    elif "escalate" in steps:
        world.take(actor, case, "escalate", note="需要上一级处理。")


def _run_errand(world: World, actor: Actor, case: Case, steps: set[str]) -> None:
    if "take" in steps and world.chance(0.95):
        world.take(actor, case, "take")
    elif "done" in steps and world.chance(0.5):
        world.take(actor, case, "done", note="办好了。")
    elif "decline" in steps and case.state == "asked":
        world.take(actor, case, "decline", reason="must-come-self", note="这件事须本人办理，我们可以陪同。")


def reporters(world: World) -> None:
    """Those who hold a tracking code: some answer, some are never heard of again."""
    mine = load(CLOCK).filter(collector=None).order_by("pk")
    waiting = Q(state__in=["waiting", "callback", "done"]) | Q(outcome="concluded", report__appealed=False)
    open_to_them = list(mine.filter(waiting).values_list("pk", "tracking_code"))
    heard = [pair for pair in open_to_them if world.chance(0.15)]
    solved = list(mine.filter(state="closed", outcome="solved").values_list("pk", "tracking_code"))
    if solved and world.chance(0.03):
        heard.append(world.dice.choice(solved))
    for pk, code in heard:
        story = world.stories.get(pk)
        if story is not None and not story.silent:
            case, actor = find_by_code(code)
            _hear(world, actor, case, world.steps(case, actor))


def _hear(world: World, actor: Actor, case: Case, steps: set[str]) -> None:
    if "reply" in steps:
        world.take(actor, case, "reply", reply="就在靠路边的那一栋。")
    elif "call_back" in steps:
        solved = world.chance(0.92)
        level = world.dice.choice((5, 5, 5, 4, 4, 4, 3) if solved else (3, 2, 1))
        data = {"answered": "yes", "solved": "yes" if solved else "no", "satisfaction": level}
        world.take(actor, case, "call_back", **data)
    elif "confirm" in steps:
        world.take(actor, case, "confirm", solved="yes")
    elif "appeal" in steps and world.chance(0.15):
        world.take(actor, case, "appeal", note="事情是具体的，请再看一看。")
    elif "reopen" in steps:
        world.take(actor, case, "reopen", note="又坏了。")
