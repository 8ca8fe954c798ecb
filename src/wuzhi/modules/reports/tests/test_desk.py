"""Review, merge, split, conclude, dispatch, whistle, objection: what the desk may do and what it may not."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db.models import F

from tests.support.world import CONCLUDE, FEUD, LAMP, LITTER, OBJECT, REVIEW, World, at, local
from wuzhi.cases import chain, process
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.models import Case, Category, Route, StageLimit, Task
from wuzhi.cases.outcomes import Invalid, NotAllowed
from wuzhi.cases.recording import secrets_named
from wuzhi.core.versions import raise_version
from wuzhi.demo.cast import GRID, NEXT_GRID
from wuzhi.demo.geography import COUNTY
from wuzhi.modules.reports.models import Report
from wuzhi.people.models import Post


def _object(world: World, case: Case) -> Case:
    return world.take(case, "clerk", "object", **OBJECT)


def test_the_dispatcher_decides_the_first_objection_and_the_supervisor_the_second(world: World) -> None:
    case = world.take(_object(world, world.dispatched()), "dispatcher", "reject_objection", note="仍由你处")
    case = _object(world, case)
    with pytest.raises(NotAllowed):
        world.take(case, "dispatcher", "reject_objection", note="再驳")
    case = world.take(case, "supervisor", "reject_objection", note="裁定")
    with pytest.raises(NotAllowed):
        _object(world, case)
    assert world.take(case, "clerk", "accept").state == "handling"


def test_a_ruling_holds_though_the_same_unit_is_sent_it_anew(world: World) -> None:
    case = world.take(_object(world, world.dispatched()), "dispatcher", "reject_objection", note="仍由你处")
    case = world.take(_object(world, case), "supervisor", "reject_objection", note="裁定")
    (department,) = world.ids("department")
    case = world.take(case, "dispatcher", "redispatch", unit=department, note="再派")
    with pytest.raises(NotAllowed):
        _object(world, case)


def test_an_upheld_objection_takes_it_from_the_unit(world: World) -> None:
    case = world.take(_object(world, world.dispatched()), "dispatcher", "uphold_objection", note="改派")
    assert (case.state, case.lead_unit_id) == ("reviewed", None)
    assert not world.sees("clerk", case)
    case = world.take(case, "dispatcher", "dispatch", unit=world.ids("third")[0])
    assert world.sees("other", case)
    assert world.take(case, "other", "object", **OBJECT).state == "objected"


def test_the_case_waits_for_every_asked_unit(world: World) -> None:
    case = world.handling("second", "third")
    with pytest.raises(NotAllowed):
        world.take(case, "clerk", "report_done", note="好了")
    case = world.take(case, "asked", "answer", note="已到")
    with pytest.raises(NotAllowed):
        world.take(case, "clerk", "report_done", note="好了")
    case = world.take(case, "other", "answer", note="已到")
    assert world.take(case, "clerk", "report_done", note="好了").state == "callback"
    assert Task.objects.filter(case=case, answered_at=None).count() == 0


def test_a_unit_is_asked_once_at_a_time(world: World) -> None:
    case = world.handling("second")
    case = world.take(case, "dispatcher", "whistle", units=world.ids("second", "third", "department"))
    asked = Task.objects.filter(case=case).values_list("unit_id", flat=True)
    assert sorted(map(str, asked)) == sorted(world.ids("second", "third"))


def test_an_excused_unit_holds_nothing_up(world: World) -> None:
    case = world.handling("second")
    with pytest.raises(NotAllowed, match="owes no answer"):
        world.take(case, "dispatcher", "excuse", unit=world.ids("third")[0], note="不需到场")
    world.take(case, "dispatcher", "excuse", unit=world.ids("second")[0], note="不需到场")
    assert world.take(case, "clerk", "report_done", note="好了").state == "callback"


def test_units_called_in_for_one_unit_owe_the_next_one_nothing(world: World) -> None:
    case = world.take(_object(world, world.dispatched("second")), "dispatcher", "uphold_objection", note="改派")
    assert Task.objects.filter(case=case, answered_at=None).count() == 0
    again = world.dispatched("second", "third")
    third = world.ids("third")
    world.take(again, "dispatcher", "redispatch", unit=world.ids("department")[0], others=third, note="再派")
    owing = Task.objects.get(case=again, answered_at=None)
    assert owing.unit == world.unit("third")


def test_only_whoever_sits_there_as_a_clerk_answers_for_a_unit(world: World) -> None:
    case, asked = world.handling("second", "third"), world.user("asked")
    leader = Post.objects.create(user=asked, unit=world.unit("third"), role="leader", starts="2020-01-01")
    leader.areas.add(world.cast.areas[COUNTY])
    world.take(case, "asked", "answer", note="已到")
    assert Task.objects.get(case=case, answered_at=None).unit == world.unit("third")


def test_dispatch_below_the_authority_is_refused_by_hand(world: World) -> None:
    case = world.reviewed()  # a lamp is the county's
    department, *below = world.ids("department", "town", "village", "next_centre")
    for unit in below:
        for chosen in ({"unit": unit}, {"unit": department, "others": [unit]}):
            with pytest.raises(NotAllowed):
                world.take(case, "dispatcher", "dispatch", **chosen)
    handled = world.handling()
    with pytest.raises(NotAllowed):
        world.take(handled, "dispatcher", "whistle", units=world.ids("village"))
    assert world.kinds(case) == ["collect", "review"]
    assert not Task.objects.exists()


def test_a_route_below_the_authority_is_not_followed(world: World) -> None:
    lamp = world.cast.categories[LAMP]
    Route.objects.filter(category=lamp).update(unit=world.unit("village"))
    raise_version("catalogue")
    assert catalogue.fresh().route(lamp.pk, GRID) is None


def test_a_village_s_own_matter_may_go_to_any_level(world: World) -> None:
    for unit in ("village", "town", "department"):
        case = world.take(world.report(), "dispatcher", "review", **{**REVIEW, "category": LITTER})
        assert world.take(case, "dispatcher", "dispatch", unit=world.ids(unit)[0]).state == "dispatched"


def test_nothing_is_dispatched_without_a_category(world: World) -> None:
    case = world.report(category="")
    case = world.take(case, "dispatcher", "conclude", **CONCLUDE)
    case = world.take(case, "reporter", "appeal", note="请再看")
    case = world.take(case, "supervisor", "overturn", note="再办")
    assert case.category_id is None
    with pytest.raises(NotAllowed):
        world.take(case, "dispatcher", "dispatch", unit=world.ids("village")[0])


def test_a_merged_report_leaves_its_mark_on_the_other(world: World) -> None:
    target, case = world.report(), world.report()
    merged = world.take(case, "dispatcher", "merge", into=target.tracking_code)
    assert (merged.state, merged.outcome, merged.merged_into_id) == ("merged", "merged", target.pk)
    assert world.kinds(target) == ["collect", "absorb"]
    assert str(case.uuid) in world.events(target)[-1].body.canonical


@pytest.mark.parametrize("refused", ["itself", "ended", "errand", "complaint"])
def test_what_can_t_be_merged(world: World, refused: str) -> None:
    case, about = world.report(), world.ids("department")[0]
    targets: dict[str, Callable[[], Case]] = {
        "itself": lambda: case,
        "ended": lambda: world.take(world.report(), "reporter", "withdraw"),
        "errand": world.errand,
        "complaint": lambda: world.report(about_unit=about),
    }
    target = targets[refused]()
    before = Case.objects.get(pk=target.pk).revision
    with pytest.raises(NotAllowed):
        world.take(case, "dispatcher", "merge", into=target.tracking_code)
    assert Case.objects.get(pk=target.pk).revision == before
    assert Case.objects.get(pk=case.pk).state == "collected"


def test_a_report_out_of_sight_can_t_be_merged_into_nor_found_by_its_code(world: World) -> None:
    beyond, case = world.report(), world.report(place_code=NEXT_GRID)
    with pytest.raises(Invalid) as refused:
        world.take(case, "desk", "merge", into=beyond.tracking_code)
    assert beyond.tracking_code not in str(refused.value)
    assert Case.objects.get(pk=beyond.pk).revision == 1


def test_a_split_part_is_a_report_of_its_own_at_the_desk(world: World) -> None:
    case = world.take(world.reviewed(), "dispatcher", "split", note="垃圾另办", category=LITTER)
    child = Case.objects.get(split_from=case)
    assert (child.state, child.tier, child.area_code) == ("collected", "county", case.area_code)
    assert (child.category.code if child.category else "", child.channel) == (LITTER, case.channel)
    assert (world.kinds(child), world.kinds(case)) == (["collect"], ["collect", "review", "split"])
    assert Report.objects.filter(case=child).exists()
    assert child.tracking_code != case.tracking_code
    assert child.contact is None
    assert secrets_named(chain.body_of(world.events(child)[0])) == {"words": child.words}


def test_a_split_part_of_a_complaint_stays_hidden(world: World) -> None:
    case = world.report(about_unit=world.ids("town")[0])
    case = world.take(case, "dispatcher", "review", **REVIEW)
    world.take(case, "dispatcher", "split", note="另一件", category=LITTER)
    child = Case.objects.get(split_from=case)
    assert (child.about_unit_id, child.hearing) == (case.about_unit_id, case.hearing)
    for who in ("town", "village", "grid", "chief", "woodpecker"):
        assert not world.sees(who, child), who


def test_a_category_that_is_not_public_is_never_released(world: World) -> None:
    case = world.report(may_be_shown="on")
    data = {**REVIEW, "category": FEUD, "release": "on"}
    assert not world.take(case, "dispatcher", "review", **data).public
    case = world.report(may_be_shown="on")
    assert world.take(case, "dispatcher", "review", **{**REVIEW, "release": "on"}).public
    case = world.report()  # the reporter did not allow it
    assert not world.take(case, "dispatcher", "review", **{**REVIEW, "release": "on"}).public


def test_later_settings_don_t_move_what_was_promised(world: World) -> None:
    case = world.handling()
    due = case.due_at
    StageLimit.objects.filter(stage="handle").update(amount=1)
    StageLimit.objects.filter(stage="callback").update(amount=1)
    Category.objects.filter(code=LAMP).update(authority="village")
    raise_version("catalogue")
    case.refresh_from_db()
    assert case.due_at == due
    with at("2026-03-10 10:00"):
        case = world.take(case, "clerk", "report_done", note="好了")
        assert case.due_at == local("2026-03-13 17:30")  # the three working days that were promised


def test_a_case_keeps_the_version_on_which_it_began(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = world.report()
    newer = process.current("report")
    monkeypatch.setitem(process._known, ("report", 2), _second_version(newer))
    assert process.current("report").version == 2
    case = world.take(case, "dispatcher", "review", **REVIEW)
    assert case.version == 1
    assert world.take(case, "reporter", "withdraw").state == "withdrawn"
    assert world.report().version == 2


def _second_version(first: process.Process) -> process.Process:
    steps = tuple(
        replace(step, sources=tuple(source for source in step.sources if source != "withdrawn"))
        for step in first.steps
        if step.key != "withdraw"
    )
    facts = {name: getattr(first, name) for name in first.__dataclass_fields__}
    states = tuple(state for state in first.states if state.key != "withdrawn")
    return process.Process(**{**facts, "version": 2, "steps": steps, "states": states})


def test_an_ended_route_is_no_longer_followed(world: World) -> None:
    lamp = world.cast.categories[LAMP]
    Route.objects.filter(category=lamp).update(ends="2026-03-10")
    Route.objects.create(category=lamp, area_code=COUNTY, unit=world.unit("third"), starts="2026-03-10")
    raise_version("catalogue")
    found = catalogue.fresh().route(lamp.pk, GRID)
    assert found is not None
    assert found.id == world.unit("third").pk


def test_a_review_that_changes_nothing_keeps_what_was_promised(world: World) -> None:
    case = world.report()
    promised = dict(case.promise)
    StageLimit.objects.update(amount=F("amount") + 7)
    raise_version("catalogue")
    assert world.take(case, "dispatcher", "review", **REVIEW).promise == promised
    assert world.take(case, "dispatcher", "release", **{**REVIEW, "urgency": "today"}).promise != promised


def test_what_a_unit_is_at_work_on_may_go_to_another_that_starts_afresh(world: World) -> None:
    case = world.take(world.handling("second"), "clerk", "ask_extension", days=3, note="缺件")
    with pytest.raises(Invalid):
        world.take(case, "dispatcher", "redispatch", unit=world.ids("third")[0])
    case = world.take(case, "dispatcher", "redispatch", unit=world.ids("third")[0], note="权责在住建")
    assert (case.state, case.lead_unit, case.report.pending) == ("dispatched", world.unit("third"), "")
    assert not Task.objects.filter(case=case, answered_at=None).exists()
    assert not world.sees("clerk", case)
    assert world.take(case, "other", "accept").state == "handling"


def test_a_unit_that_leads_now_owes_no_answer_of_its_own(world: World) -> None:
    case, second = world.dispatched("second"), world.ids("second")
    case = world.take(case, "dispatcher", "redispatch", unit=second[0], others=second, note="由环保牵头")
    case = world.take(case, "asked", "accept")
    assert world.take(case, "asked", "report_done", note="好了").state == "callback"
