"""Who may take which step of a report, in every state, against the written table."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from tests.support.world import CAST, CONCLUDE, CONTENT, LITTER, MORNING, OBJECT, PAUSE, REVIEW, World
from wuzhi.cases import process, queries
from wuzhi.cases.actions import act
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import NotAllowed, NotFound
from wuzhi.core import clock
from wuzhi.modules.reports.tests.situations import SITUATIONS
from wuzhi.modules.reports.tests.table import TABLE
from wuzhi.people.actor import Actor, reporter

EVERYONE = ("reporter", *CAST, "anyone", "clock")


def _answers(world: World, case: Case) -> Mapping[str, dict[str, Any]]:
    """Something valid for every step that asks for anything."""
    second, third = world.ids("second", "third")
    return {
        "review": REVIEW,
        "release": REVIEW,
        "solve": {"note": "已处理"},
        "merge": {"into": world.report(place_code=case.area_code).tracking_code},
        "split": {"note": "另一处", "category": LITTER},
        "conclude": CONCLUDE,
        "dispatch": {"unit": third},
        "redispatch": {"unit": third, "note": "改派"},
        "whistle": {"units": [third]},
        "excuse": {"unit": second, "note": "不需到场"},
        "object": OBJECT,
        "uphold_objection": {"note": "同意"},
        "reject_objection": {"note": "不同意"},
        "answer": {"note": "已到场"},
        "progress": {"note": "已下单"},
        "ask_reporter": {"question": "哪一盏?"},
        "reply": {"reply": "门口"},
        "ask_pause": PAUSE,
        "ask_extension": {"days": "3", "note": "雨"},
        "refuse": {"note": "不可"},
        "report_done": {"note": "修好"},
        "call_back": CONTENT,
        "reopen": {"note": "又坏"},
        "appeal": {"note": "请再看"},
        "uphold_conclusion": {"note": "维持"},
        "overturn": {"note": "再办"},
        "supervise": {"note": "速办", "until": "2026-03-20"},
        "assign": {"person": world.colleague().pk},
        "report_back": {"note": "已到现场"},
        "follow_up": {"note": "仍未办妥", "until": "2026-03-20"},
        "propose_end": {"note": "现场已核实"},
        "keep_supervising": {"note": "再督", "until": "2026-03-20"},
        "suggest_accountability": {"unit": third, "note": "建议"},
    }


def _attempt(actor: Actor, case: Case, step: str, data: dict[str, Any]) -> str:
    """What an attempt comes to; nothing of it stays."""
    found = "works"
    with transaction.atomic():
        try:
            assert act(actor=actor, case_uuid=case.uuid, step_key=step, data=data).case.revision == case.revision + 1
        except NotAllowed:
            found = "held"
        except NotFound:
            found = "unseen"
        transaction.set_rollback(True)
    return found


def test_every_state_has_its_rows_and_every_step_is_tried() -> None:
    definition = process.current("report")
    assert set(TABLE) == set(SITUATIONS)
    taken = {step.rstrip("!") for row in TABLE.values() for steps in row.values() for step in steps.split()}
    assert taken == {step.key for step in definition.steps} - {"absorb"}
    held = {step[:-1] for row in TABLE.values() for steps in row.values() for step in steps.split() if "!" in step}
    guarded = {step.key for step in definition.steps if step.guard}
    assert held == guarded


def test_every_state_is_reached(world: World) -> None:
    reached = {build(world).state for build in SITUATIONS.values()}
    assert reached == {state.key for state in process.current("report").states}


@pytest.mark.parametrize("situation", TABLE)
def test_each_step_by_everyone(world: World, situation: str) -> None:
    case, row = SITUATIONS[situation](world), TABLE[situation]
    before, answers = world.kinds(case), _answers(world, case)
    here = sorted({step.rstrip("!") for steps in row.values() for step in steps.split()}) or ["remind"]
    with clock.at(MORNING + timedelta(minutes=5)):
        for who in EVERYONE:
            actor = reporter(case.pk) if who == "reporter" else world[who]
            if who in row:
                _try_all(actor, case, row[who], here, answers)
            else:
                assert {_attempt(actor, case, step, {}) for step in here[:2]} == {"unseen"}, who
    assert world.kinds(case) == before


def _try_all(actor: Actor, case: Case, written: str, here: list[str], answers: Mapping[str, dict[str, Any]]) -> None:
    """Offered is what is written; what works, works; the rest is refused, and one of it by a real attempt."""
    seen = queries.find(actor, case.uuid)
    offers = {offer.step.key + ("!" if offer.why_not else "") for offer in queries.open_steps(seen, actor)}
    assert offers == set(written.split()), actor
    works = [step for step in written.split() if "!" not in step]
    for key in works:
        assert _attempt(actor, case, key, answers.get(key, {})) == "works", (actor, key)
    held = [step for step in process.current("report").steps if step.key not in works]
    assert all(queries.reason_why_not(seen, actor, step) for step in held), actor
    refused = [key for key in here if key not in works] or ["remind"]
    assert {_attempt(actor, case, key, answers.get(key, {})) for key in refused[-2:]} == {"held"}, actor
    assert {_attempt(actor, case, key, {}) for key in ("absorb", "no such step")} == {"unseen"}
