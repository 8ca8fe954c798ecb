"""A supervision to its end: its own date beside the stages, the unit's report, the follow-up, and the second person."""

import pytest

from tests.support.world import CONTENT, World, at, local
from wuzhi.cases import queries
from wuzhi.cases.clockwork import tick
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import NotAllowed, NotFound
from wuzhi.demo.geography import COUNTY
from wuzhi.notices.jobs import work
from wuzhi.notices.models import Notice
from wuzhi.people.models import Leave, Post

ORDER = {"note": "速办", "until": "2026-03-12"}


def _supervised(world: World, case: Case | None = None) -> Case:
    return world.take(case or world.handling(), "supervisor", "supervise", **ORDER)


def _proposed(world: World) -> Case:
    case = world.take(_supervised(world), "clerk", "report_back", note="已整改")
    return world.take(case, "supervisor", "propose_end", note="现场已核实")


def _second_supervisor(world: World, who: str = "other") -> None:
    post = Post.objects.create(
        user=world.user(who), unit=world.unit("inspectors"), role="supervisor", starts="2020-01-01"
    )
    post.areas.add(world.cast.areas[COUNTY])


def _told(case: Case, kind: str) -> set[str]:
    work()
    return set(Notice.objects.filter(subject=case.uuid, template=kind).values_list("user__username", flat=True))


def test_the_date_runs_to_the_close_of_its_day_beside_the_stage(world: World) -> None:
    case = world.handling()
    due = case.due_at
    case = _supervised(world, case)
    assert case.follow_up_at == local("2026-03-12 17:30")
    assert case.due_at == due


def test_the_unit_is_reminded_on_the_working_day_before_and_the_passing_is_marked_once(world: World) -> None:
    case = _supervised(world)
    taken = {}
    for moment in ("11 14:59", "11 15:00", "12 17:29", "12 17:30", "13 09:00"):
        with at(f"2026-03-{moment}"):
            tick()
            taken[moment] = [kind for kind in world.kinds(case) if "report_back" in kind]
    assert taken["11 14:59"] == []
    assert taken["12 17:29"] == ["remind_report_back"]
    assert taken["13 09:00"] == taken["12 17:30"] == ["remind_report_back", "report_back_missed"]
    with at("2026-03-13 09:00"):
        assert _told(case, "remind_report_back") == {"clerk"}
        assert _told(case, "report_back_missed") == {"clerk", "supervisor"}


def test_a_new_state_does_not_wind_the_date_up_again_and_a_new_date_does(world: World) -> None:
    case = _supervised(world)
    with at("2026-03-12 18:00"):
        tick()
        case.refresh_from_db()
        case = world.take(case, "clerk", "report_done", note="修好了")
        tick()
        assert world.kinds(case).count("report_back_missed") == 1
        case = world.take(case, "supervisor", "follow_up", note="未见整改", until="2026-03-16")
    with at("2026-03-16 18:00"):
        tick()
    assert world.kinds(case).count("report_back_missed") == 2


def test_the_date_holds_while_paused_and_after_the_report_is_closed(world: World) -> None:
    case = _supervised(world, world.done())
    case = world.take(case, "reporter", "call_back", **CONTENT)
    assert (case.state, case.follow_up_at) == ("closed", local("2026-03-12 17:30"))
    with at("2026-03-12 18:00"):
        tick()
    case.refresh_from_db()
    assert world.kinds(case)[-2:] == ["remind_report_back", "report_back_missed"]
    assert case.next_at is None


def test_what_is_due_the_same_day_is_not_reminded_of_a_minute_later(world: World) -> None:
    case = world.take(world.handling(), "supervisor", "supervise", note="今日办结", until="2026-03-10")
    with at("2026-03-10 17:31"):
        tick()
    assert [kind for kind in world.kinds(case) if "report_back" in kind] == ["report_back_missed"]


@pytest.mark.parametrize(("moment", "until"), [("2026-03-10 09:00", "2026-03-09"), ("2026-03-10 18:00", "2026-03-10")])
def test_a_date_that_has_passed_is_refused(world: World, moment: str, until: str) -> None:
    case = world.handling()
    with at(moment), pytest.raises(NotAllowed, match="passed"):
        world.take(case, "supervisor", "supervise", note="速办", until=until)
    assert "supervise" not in world.kinds(case)


def test_reporting_back_stops_the_date_and_waits_in_the_supervisor_s_inbox(world: World) -> None:
    case = _supervised(world)
    assert not queries.inbox(world["supervisor"]).filter(pk=case.pk).exists()
    case = world.take(case, "clerk", "report_back", note="已整改")
    assert (case.follow_up_at, case.report.supervision) == (None, "reported")
    assert queries.inbox(world["supervisor"]).filter(pk=case.pk).exists()
    assert _told(case, "report_back") == {"supervisor"}
    with at("2026-03-13 09:00"):
        tick()
    assert "report_back_missed" not in world.kinds(case)


def test_a_unit_that_only_waits_for_the_reporter_still_owes_its_report(world: World) -> None:
    case = _supervised(world, world.done())
    assert queries.inbox(world["clerk"]).filter(pk=case.pk).exists()
    case = world.take(case, "clerk", "report_back", note="已整改")
    assert not queries.inbox(world["clerk"]).filter(pk=case.pk).exists()


def test_whoever_proposed_the_end_is_refused_the_second_look_and_told_why(world: World) -> None:
    case = _proposed(world)
    with pytest.raises(NotAllowed, match="the leader must look"):
        world.take(case, "supervisor", "confirm_end")
    _second_supervisor(world)
    with pytest.raises(NotAllowed, match="Another supervisor must look"):
        world.take(case, "supervisor", "confirm_end")
    with pytest.raises(NotAllowed, match="second look is theirs"):
        world.take(case, "leader", "confirm_end")
    case = world.take(case, "other", "confirm_end")
    assert case.report.supervision == "ended"


def test_where_no_second_supervisor_serves_the_leader_looks_and_is_told(world: World) -> None:
    case = _proposed(world)
    assert _told(case, "propose_end") == {"leader"}
    assert queries.inbox(world["leader"]).filter(pk=case.pk).exists()
    assert world.take(case, "leader", "confirm_end").report.supervision == "ended"


def test_where_one_serves_that_one_is_told_and_the_leader_is_left_in_peace(world: World) -> None:
    _second_supervisor(world)
    case = _proposed(world)
    assert _told(case, "propose_end") == {"other"}
    assert queries.inbox(world["other"]).filter(pk=case.pk).exists()
    assert not queries.inbox(world["leader"]).filter(pk=case.pk).exists()


def test_a_second_supervisor_who_is_away_counts_as_whoever_stands_in(world: World) -> None:
    _second_supervisor(world)
    post = Post.objects.get(user=world.user("other"), role="supervisor")
    leave = {"starts": "2026-03-10", "ends": "2026-03-12"}
    Leave.objects.create(post=post, stand_in=world.user("supervisor"), **leave)
    case = _proposed(world)
    assert world.take(case, "leader", "confirm_end").report.supervision == "ended"


def test_the_second_person_may_send_it_back_with_a_new_date(world: World) -> None:
    case = world.take(_proposed(world), "leader", "keep_supervising", note="仍须整改", until="2026-03-20")
    assert (case.report.supervision, case.report.end_proposed_by_id) == ("ordered", None)
    assert case.follow_up_at == local("2026-03-20 17:30")
    assert _told(case, "keep_supervising") == {"clerk", "supervisor"}


def test_an_ended_supervision_may_begin_anew_and_an_open_one_not(world: World) -> None:
    case = _supervised(world)
    with pytest.raises(NotAllowed, match="already"):
        world.take(case, "supervisor", "supervise", **ORDER)
    case = world.take(world.take(case, "supervisor", "propose_end", note="已核实"), "leader", "confirm_end")
    assert _supervised(world, case).report.supervision == "ordered"


def test_a_closed_report_stays_under_supervision_until_the_second_look(world: World) -> None:
    case = world.take(_supervised(world, world.done()), "reporter", "call_back", **CONTENT)
    case = world.take(case, "clerk", "report_back", note="已整改")
    case = world.take(case, "supervisor", "propose_end", note="已核实")
    assert world.take(case, "leader", "confirm_end").report.supervision == "ended"


def test_nobody_else_follows_up_or_reports_back(world: World) -> None:
    case = _supervised(world)
    for who, step in (("clerk", "propose_end"), ("dispatcher", "report_back"), ("leader", "confirm_end")):
        with pytest.raises(NotAllowed):
            world.take(case, who, step, note="x")
    with pytest.raises(NotFound):
        world.take(case, "other", "report_back", note="x")


def test_a_complaint_is_no_second_look_for_whoever_it_is_about(world: World) -> None:
    """A supervisor of the department complained about does not see the report: the leader looks."""
    post = Post.objects.create(
        user=world.user("other"), unit=world.unit("department"), role="supervisor", starts="2020-01-01"
    )
    post.areas.add(world.cast.areas[COUNTY])
    case = world.report(about_unit=world.ids("department")[0])
    case = world.take(world.take(case, "supervisor", "supervise", **ORDER), "supervisor", "propose_end", note="已核实")
    with pytest.raises(NotFound):
        world.take(case, "other", "confirm_end")
    assert world.take(case, "leader", "confirm_end").report.supervision == "ended"
