"""Dates beside the stages: an asked unit's own, and another system's, are reminded of and marked as passed."""

from tests.support.world import World, at, local
from wuzhi.cases.clockwork import tick
from wuzhi.cases.models import Case, Task
from wuzhi.notices.jobs import work
from wuzhi.notices.models import Notice


def _ticked(world: World, case: Case, *moments: str) -> list[str]:
    for moment in moments:
        with at(moment):
            tick()
    case.refresh_from_db()
    return [kind for kind in world.kinds(case) if kind.startswith(("remind_", "task_", "external_"))]


def _told(case: Case, kind: str) -> set[str]:
    work()
    return set(Notice.objects.filter(subject=case.uuid, template=kind).values_list("user__username", flat=True))


def test_an_asked_unit_is_reminded_and_then_marked_and_who_waits_is_told(world: World) -> None:
    case = world.handling("second")
    due = Task.objects.get(case=case).due_at
    assert case.task_due_at == due == local("2026-03-12 17:30")
    assert _ticked(world, case, "2026-03-11 16:00") == ["remind_task"]
    assert _ticked(world, case, "2026-03-12 17:30", "2026-03-12 17:31") == ["remind_task", "task_overdue"]
    with at("2026-03-13 09:00"):
        assert _told(case, "remind_task") == {"asked"}
        assert _told(case, "task_overdue") == {"asked", "clerk"}
    assert case.task_due_at is None, "nothing more to watch"


def test_a_unit_that_answered_is_left_in_peace(world: World) -> None:
    case = world.take(world.handling("second"), "asked", "answer", note="已到场")
    assert case.task_due_at is None
    assert _ticked(world, case, "2026-03-20 09:00") == []


def test_each_date_is_watched_though_an_earlier_unit_still_owes(world: World) -> None:
    case = world.handling("second")
    with at("2026-03-11 10:00"):
        case = world.take(case, "dispatcher", "whistle", units=world.ids("third"))
    assert case.task_due_at == local("2026-03-12 17:30")
    found = _ticked(world, case, "2026-03-12 17:30")
    assert found == ["remind_task", "task_overdue", "remind_task"], "the next unit's own reminder follows"
    assert case.task_due_at == local("2026-03-13 17:30")
    assert _ticked(world, case, "2026-03-13 17:30") == ["remind_task", "task_overdue"] * 2
    assert case.task_due_at is None


def test_the_other_s_date_comes_next_when_the_first_has_answered(world: World) -> None:
    case = world.handling("second")
    with at("2026-03-11 10:00"):
        case = world.take(case, "dispatcher", "whistle", units=world.ids("third"))
        case = world.take(case, "asked", "answer", note="已到场")
    assert case.task_due_at == local("2026-03-13 17:30")


def test_another_system_s_deadline_is_watched_until_it_is_done(world: World) -> None:
    external = {"external_source": "12345", "external_number": "1", "external_due_at": "2026-03-12T12:00"}
    case = world.report(by=world["dispatcher"], **external)
    assert case.external_due_at == local("2026-03-12 12:00")
    assert _ticked(world, case, "2026-03-12 11:00") == ["remind_external"]
    assert _ticked(world, case, "2026-03-12 12:00", "2026-03-12 12:01") == ["remind_external", "external_overdue"]
    with at("2026-03-13 09:00"):
        assert "supervisor" in _told(case, "external_overdue")


def test_what_is_done_is_not_overdue_to_another_system(world: World) -> None:
    external = {"external_source": "12345", "external_number": "1", "external_due_at": "2026-03-12T12:00"}
    case = world.report(by=world["dispatcher"], **external)
    case = world.take(case, "dispatcher", "solve", note="已处理")
    assert _ticked(world, case, "2026-03-20 09:00") == []
