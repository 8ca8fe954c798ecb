"""Every state of a report, and what differs within one, reached by real steps."""

from collections.abc import Callable, Mapping

from tests.support.world import CONCLUDE, CONTENT, OBJECT, PAUSE, World
from wuzhi.cases.models import Case
from wuzhi.demo.cast import GRID, NEXT_GRID


def _at_grid(world: World) -> Case:
    return world.report(by=world["grid"], place_code=GRID)


def _asking(world: World) -> Case:
    return world.take(world.handling("second"), "clerk", "ask_extension", days=2, note="雨季")


def _objected(world: World) -> Case:
    return world.take(world.dispatched("second"), "clerk", "object", **OBJECT)


def _objected_twice(world: World) -> Case:
    case = world.take(_objected(world), "dispatcher", "reject_objection", note="仍由你处办理")
    return world.take(case, "clerk", "object", **OBJECT)


def _ruled(world: World) -> Case:
    return world.take(_objected_twice(world), "supervisor", "reject_objection", note="裁定")


def _assigned(world: World) -> Case:
    return world.take(world.handling("second"), "clerk", "assign", person=world.user("clerk").pk)


def _waiting(world: World) -> Case:
    return world.take(world.handling("second"), "clerk", "ask_reporter", question="哪一盏?")


def _paused(world: World) -> Case:
    case = world.take(world.handling("second"), "clerk", "ask_pause", **PAUSE)
    return world.take(case, "dispatcher", "approve")


def _supervised(world: World) -> Case:
    return world.take(world.handling("second"), "supervisor", "supervise", note="速办", until="2026-03-12")


def _reported_back(world: World) -> Case:
    return world.take(_supervised(world), "clerk", "report_back", note="已到现场")


def _end_proposed(world: World) -> Case:
    return world.take(_reported_back(world), "supervisor", "propose_end", note="现场已核实")


def _closed_supervised(world: World) -> Case:
    case = world.take(world.done(), "supervisor", "supervise", note="速办", until="2026-03-12")
    return world.take(case, "reporter", "call_back", **CONTENT)


def _concluded(world: World) -> Case:
    return world.take(world.report(), "dispatcher", "conclude", **CONCLUDE)


def _appealed(world: World) -> Case:
    return world.take(_concluded(world), "reporter", "appeal", note="请再看")


def _overturned(world: World) -> Case:
    case = world.take(world.report(category=""), "dispatcher", "conclude", **CONCLUDE)
    case = world.take(case, "reporter", "appeal", note="请再看")
    return world.take(case, "supervisor", "overturn", note="再办")


def _upheld(world: World) -> Case:
    return world.take(_appealed(world), "supervisor", "uphold_conclusion", note="维持")


def _closed(world: World) -> Case:
    return world.take(world.done(), "reporter", "call_back", **CONTENT)


def _reopened(world: World) -> Case:
    case = world.take(_closed(world), "reporter", "reopen", note="又坏了")
    case = world.take(case, "clerk", "report_done", note="又修")
    return world.take(case, "reporter", "call_back", answered="yes", solved="no", satisfaction="1")


def _merged(world: World) -> Case:
    return world.take(world.report(), "dispatcher", "merge", into=world.report().tracking_code)


SITUATIONS: Mapping[str, Callable[[World], Case]] = {
    "collected": lambda world: world.report(),
    "at the grid": _at_grid,
    "rung without a category": lambda world: world.report(category="", urgency="at_once"),
    "at a town's desk": lambda world: world.report(place_code=NEXT_GRID),
    "without a category": _overturned,
    "reviewed": lambda world: world.reviewed(),
    "dispatched": lambda world: world.dispatched("second"),
    "ruled": _ruled,
    "objected": _objected,
    "objected twice": _objected_twice,
    "handling": lambda world: world.handling("second"),
    "all answered": lambda world: world.take(world.handling("second"), "asked", "answer", note="已到场"),
    "asking": _asking,
    "supervised": _supervised,
    "assigned": _assigned,
    "supervised at the desk": lambda world: world.take(
        world.report(), "supervisor", "supervise", note="速审", until="2026-03-12"
    ),
    "reported back": _reported_back,
    "end proposed": _end_proposed,
    "supervision ended": lambda world: world.take(_end_proposed(world), "leader", "confirm_end"),
    "closed under supervision": _closed_supervised,
    "waiting": _waiting,
    "paused": _paused,
    "callback": lambda world: world.done(),
    "appealed": _appealed,
    "closed": _closed,
    "concluded": _concluded,
    "upheld": _upheld,
    "reopened": _reopened,
    "merged": _merged,
    "withdrawn": lambda world: world.take(world.report(), "reporter", "withdraw"),
}
