"""The clock: every case whose time has come, once a visit, however often and however late it is run."""

from typing import Any

import pytest
from django.db import connection

from tests.support.asked import asked
from tests.support.world import LAMP, REVIEW, World, at
from wuzhi.cases import clockwork, recording, sequencer
from wuzhi.cases.clockwork import BATCH, tick
from wuzhi.cases.models import Case, Event, EventPosition, StageLimit
from wuzhi.cases.move import Move
from wuzhi.cases.sequencer import number_events
from wuzhi.core.versions import raise_version

LATE = "2026-03-31 09:00"


def test_twice_is_once(world: World) -> None:
    case = world.report()
    with at(LATE):
        assert tick().taken == 2
        assert tick().taken == 0
    assert world.kinds(case) == ["collect", "remind", "overdue"]


def test_two_due_timers_in_the_order_of_their_times(world: World) -> None:
    case = world.dispatched()
    with at(LATE):
        tick()
    assert world.kinds(case)[-2:] == ["remind", "overdue"]


def test_a_timer_fires_anew_on_the_next_visit(world: World) -> None:
    case = world.report()
    with at(LATE):
        tick()
        case = world.take(case, "dispatcher", "review", **REVIEW)
        assert case.fired == []
    with at("2026-04-01 17:30"):
        assert tick().taken == 2
    assert world.kinds(case).count("overdue") == 2


def test_a_reminder_by_hand_does_not_silence_the_clock(world: World) -> None:
    case = world.take(world.report(), "dispatcher", "remind")
    with at(LATE):
        tick()
    assert world.kinds(case) == ["collect", "remind", "remind", "overdue"]


def test_nothing_before_its_time(world: World) -> None:
    case = world.report()  # 09:00, two working hours: reminded of at 10:36, due at 11:00
    for minute, taken in (("10:35", 0), ("10:36", 1), ("10:59", 0), ("11:00", 1)):
        with at(f"2026-03-10 {minute}"):
            assert tick().taken == taken, minute
    assert world.kinds(case) == ["collect", "remind", "overdue"]


@pytest.mark.parametrize("read", [2, 5, 200])
def test_more_than_a_batch_skips_none(world: World, monkeypatch: pytest.MonkeyPatch, read: int) -> None:
    monkeypatch.setattr(clockwork, "BATCH", 3)
    monkeypatch.setattr(clockwork, "READ", read)
    cases = [world.report() for _number in range(7)] + [world.errand()]
    with at(LATE):
        assert tick().taken == 2 * len(cases)
    assert all(len(world.kinds(case)) == 3 for case in cases)
    assert BATCH == 25


def test_a_batch_begins_where_the_last_one_ended(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clockwork, "READ", 2)
    seen: list[int] = []
    for _number in range(5):
        world.report()
    with at(LATE):
        tick(progress=lambda done, _total: seen.append(done))
    assert seen == [2, 4, 5]


def test_many_cost_the_clock_no_more_queries_than_few(world: World) -> None:
    def cost(count: int) -> int:
        for _number in range(count):
            world.handling("second")
        with at(LATE):
            found = asked(tick)
        kinds = Event.objects.filter(kind="task_overdue").count()
        assert kinds == Case.objects.count()
        return len(found)

    cost(2)  # whatever is read once a process
    assert cost(3) == cost(12)


def test_one_that_can_t_be_read_does_not_stop_the_others(world: World) -> None:
    broken, sound = world.report(), world.report()
    Case.objects.filter(pk=broken.pk).update(version=99)
    with at(LATE):
        result = tick()
    assert result.broken == 1
    assert world.kinds(sound) == ["collect", "remind", "overdue"]
    assert world.kinds(broken) == ["collect"]


def test_one_whose_step_fails_does_not_stop_the_others(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [world.report() for _number in range(3)]
    prepare = recording.prepare

    def fail_for_one(case: Case, *rest: Any) -> Move:
        if case.pk == cases[1].pk:
            raise ValueError("its unit's hours can't be read")
        return prepare(case, *rest)

    monkeypatch.setattr("wuzhi.cases.recording.prepare", fail_for_one)
    with at(LATE):
        result = tick()
    assert (result.broken, result.refused, result.taken) == (1, 1, 4)
    assert [len(world.kinds(case)) for case in cases] == [3, 1, 3]


def test_a_limit_of_no_time_at_all_does_not_run_for_ever(world: World) -> None:
    StageLimit.objects.filter(stage="review").update(amount=0)
    raise_version("catalogue")
    case = world.report(by=world["chief"], place_code="421081001001B0001", category=LAMP)
    tick()
    case.refresh_from_db()
    assert case.tier in {"town", "county"}


def test_a_step_refused_is_looked_at_in_the_next_run(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = world.report()
    with at(LATE):
        with monkeypatch.context() as held:
            held.setattr("wuzhi.cases.actions.reason_why_not", lambda *_: "not now")
            first = tick()
        second = tick()
    assert (first.taken, first.refused, second.taken) == (0, 1, 2)
    assert world.kinds(case) == ["collect", "remind", "overdue"]


def test_numbering_goes_in_short_transactions(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 2)
    for _number in range(5):
        world.report()
    assert number_events() == 5
    order = list(EventPosition.objects.order_by("pk").values_list("event_id", flat=True))
    assert order == sorted(order)
    assert number_events() == 0


def test_what_is_due_is_found_by_its_index(world: World) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # a small table is walked whatever its indexes
    assert "case_clock" in clockwork.due_now().explain()


def test_what_commits_late_is_numbered_late(world: World) -> None:
    first, second = world.report(), world.report()
    late, early = world.events(first)[0], world.events(second)[0]
    EventPosition.objects.create(event=early)  # the earlier row was not yet visible then
    assert number_events() == 1
    order = list(EventPosition.objects.order_by("pk").values_list("event_id", flat=True))
    assert order == [early.pk, late.pk]
    assert number_events() == 0
    world.take(second, "dispatcher", "review", **REVIEW)
    assert tick().numbered == 1
    assert EventPosition.objects.count() == Event.objects.count()
