"""The reporter has the last word, once; silence is silence."""

from typing import Any

import pytest

from tests.support.world import CONCLUDE, CONTENT, World, at
from wuzhi.cases.clockwork import tick
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import Invalid, NotAllowed
from wuzhi.modules.reports.models import Report

UNSOLVED = {"answered": "yes", "solved": "no", "satisfaction": "3"}
CURT = {"answered": "no", "solved": "yes", "satisfaction": "2"}


def _facts(case: Case) -> Report:
    return Report.objects.get(case=case)


def _silence(case: Case) -> Case:
    assert case.due_at is not None
    with at("2026-03-13 17:29"):
        assert tick().taken == 0
    with at("2026-03-13 17:30"):
        assert tick().taken == 1
    case.refresh_from_db()
    return case


def test_content_closes_it(world: World) -> None:
    case = world.take(world.done(), "reporter", "call_back", **CONTENT)
    report = _facts(case)
    assert (case.state, case.outcome, case.due_at) == ("closed", "solved", None)
    assert (report.answered, report.solved, report.satisfaction, report.silent) == (True, True, 5, False)


@pytest.mark.parametrize("word", [UNSOLVED, CURT], ids=["not solved", "dissatisfied"])
def test_discontent_reopens_once(world: World, word: dict[str, Any]) -> None:
    case = world.take(world.done(), "reporter", "call_back", **word)
    assert (case.state, case.outcome, _facts(case).done_at) == ("handling", "", None)
    assert case.due_at is not None
    case = world.take(case, "clerk", "report_done", note="再修")
    case = world.take(case, "reporter", "call_back", **word)
    assert case.state == "closed"
    with pytest.raises(NotAllowed):
        world.take(case, "reporter", "reopen", note="仍未好")


def test_a_clerk_calls_back_by_telephone(world: World) -> None:
    case = world.take(world.done(), "dispatcher", "call_back", **CONTENT)
    assert (case.state, _facts(case).satisfaction) == ("closed", 5)


def test_whoever_was_not_reached_is_called_again_and_their_time_does_not_move(world: World) -> None:
    case = world.done()
    due = case.due_at
    case = world.take(case, "dispatcher", "not_reached", note="关机")
    assert (case.state, case.due_at, _facts(case).satisfaction) == ("callback", due, None)
    assert world.take(case, "dispatcher", "call_back", **CONTENT).outcome == "solved"


def test_after_silence_it_may_still_be_reopened(world: World) -> None:
    case = _silence(world.done())
    with at("2026-03-16 09:00"):
        assert world.take(case, "reporter", "reopen", note="还是不亮").state == "handling"


def test_silence_closes_and_is_never_a_yes(world: World) -> None:
    case = _silence(world.done())
    report = _facts(case)
    assert (case.state, case.outcome, report.silent) == ("closed", "silent", True)
    assert (report.answered, report.solved, report.satisfaction) == (None, None, None)


@pytest.mark.parametrize("word", [UNSOLVED, CURT], ids=["not solved", "dissatisfied"])
def test_silence_after_a_reopening_is_no_earlier_word(world: World, word: dict[str, Any]) -> None:
    case = world.take(world.done(), "reporter", "call_back", **word)
    report = _facts(_silence(world.take(case, "clerk", "report_done", note="再修")))
    assert report.silent
    assert (report.answered, report.solved, report.satisfaction) == (None, None, None)


def test_a_word_after_silence_and_reopening_is_no_silence(world: World) -> None:
    case = _silence(world.done())
    with at("2026-03-14 09:00"):
        case = world.take(case, "reporter", "reopen", note="未好")
        assert (case.state, case.outcome) == ("handling", "")
        case = world.take(case, "clerk", "report_done", note="再修")
        case = world.take(case, "reporter", "call_back", **CONTENT)
    assert (_facts(case).silent, _facts(case).satisfaction) == (False, 5)


@pytest.mark.parametrize(("when", "open_still"), [("2026-04-09 09:00", True), ("2026-04-09 09:01", False)])
def test_reopened_within_thirty_days(world: World, when: str, open_still: bool) -> None:
    case = world.take(world.done(), "reporter", "call_back", **CONTENT)
    with at(when):
        if open_still:
            assert world.take(case, "reporter", "reopen", note="又坏").state == "handling"
        else:
            with pytest.raises(NotAllowed):
                world.take(case, "reporter", "reopen", note="又坏")


@pytest.mark.parametrize(
    "word",
    [
        {},
        {"answered": "yes", "solved": "yes"},
        {**CONTENT, "satisfaction": "0"},
        {**CONTENT, "satisfaction": "6"},
        {**CONTENT, "solved": "maybe"},
        {**CONTENT, "solved": "true"},
    ],
)
def test_half_a_word_is_none(world: World, word: dict[str, Any]) -> None:
    case = world.done()
    with pytest.raises(Invalid):
        world.take(case, "reporter", "call_back", **word)
    assert _facts(case).satisfaction is None
    assert Case.objects.get(pk=case.pk).revision == case.revision


def test_a_conclusion_is_appealed_once(world: World) -> None:
    case = world.take(world.report(), "dispatcher", "conclude", **CONCLUDE)
    assert (case.outcome, _facts(case).conclusion) == ("concluded", "not-specific")
    case = world.take(case, "reporter", "appeal", note="请再看")
    case = world.take(case, "supervisor", "uphold_conclusion", note="维持")
    assert (case.state, case.outcome) == ("closed", "concluded")
    with pytest.raises(NotAllowed):
        world.take(case, "reporter", "appeal", note="还请再看")


def test_an_overturned_conclusion_goes_back_to_the_desk(world: World) -> None:
    case = world.take(world.reviewed(), "dispatcher", "conclude", **CONCLUDE)
    case = world.take(case, "reporter", "appeal", note="请再看")
    case = world.take(case, "supervisor", "overturn", note="再办")
    assert (case.state, case.outcome, case.closed_at, _facts(case).conclusion) == ("reviewed", "", None, "")
    case = world.take(case, "dispatcher", "conclude", **CONCLUDE)
    with pytest.raises(NotAllowed):
        world.take(case, "reporter", "appeal", note="再诉")


def test_solved_on_the_spot_but_not_for_the_reporter(world: World) -> None:
    case = world.take(world.report(), "dispatcher", "solve", note="电话解释")
    case = world.take(case, "reporter", "call_back", **UNSOLVED)
    assert (case.state, case.lead_unit_id) == ("reviewed", None)


@pytest.mark.parametrize("state", ["report", "reviewed", "dispatched", "handling"])
def test_withdrawn_by_the_reporter(world: World, state: str) -> None:
    case = world.take(getattr(world, state)(), "reporter", "withdraw")
    assert (case.state, case.outcome, case.due_at, case.next_at) == ("withdrawn", "withdrawn", None, None)
    with pytest.raises(NotAllowed):
        world.take(case, "reporter", "withdraw")


def test_who_was_called_in_owes_nothing_once_it_is_withdrawn(world: World) -> None:
    case = world.take(world.handling("second"), "reporter", "withdraw")
    assert case.tasks.filter(answered_at__isnull=False).count() == 1
    assert not case.tasks.filter(answered_at__isnull=True).exists()
