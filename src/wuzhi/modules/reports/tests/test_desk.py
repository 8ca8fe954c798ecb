"""Review, merge, split, conclude, dispatch, whistle, objection: what the desk may do and what it may not."""

import pytest

from tests.support.world import COUNTY, GRID, LIMITS, REVIEW, World, at
from wuzhi.cases import process
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.models import Case, Category, Route, StageLimit, Task
from wuzhi.cases.outcomes import Invalid, NotAllowed
from wuzhi.cases.recording import secrets_named
from wuzhi.core.versions import raise_version
from wuzhi.modules.reports.models import Report


def _object(world: World, case: Case) -> Case:
    return world.take(case, "clerk", "object", reason="other", note="非我处")


def test_the_dispatcher_decides_the_first_objection_and_the_supervisor_the_second(world: World) -> None:
    case = world.take(_object(world, world.dispatched()), "dispatcher", "reject_objection", note="仍由你处")
    case = _object(world, case)
    with pytest.raises(NotAllowed):
        world.take(case, "dispatcher", "reject_objection", note="再驳")
    with pytest.raises(NotAllowed):
        world.take(case, "town_dispatcher", "uphold_objection", note="同意")
    case = world.take(case, "supervisor", "reject_objection", note="裁定")
    with pytest.raises(NotAllowed):
        _object(world, case)
    assert world.take(case, "clerk", "accept").state == "handling"


def test_a_ruling_holds_though_the_same_unit_is_sent_it_anew(world: World) -> None:
    case = world.take(_object(world, world.dispatched()), "dispatcher", "reject_objection", note="仍由你处")
    case = world.take(_object(world, case), "supervisor", "reject_objection", note="裁定")
    case = world.take(case, "dispatcher", "dispatch", unit=str(world.unit("department").pk))
    with pytest.raises(NotAllowed):
        _object(world, case)


def test_an_upheld_objection_takes_it_from_the_unit(world: World) -> None:
    case = world.take(_object(world, world.dispatched()), "dispatcher", "uphold_objection", note="改派")
    assert (case.state, case.lead_unit_id) == ("reviewed", None)
    assert not Case.objects.visible_to(world["clerk"]).exists()
    case = world.take(case, "dispatcher", "dispatch", unit=str(world.unit("third").pk))
    assert Case.objects.visible_to(world["other_clerk"]).exists()
    assert world.take(case, "other_clerk", "object", reason="other", note="也非我处").state == "objected"


def test_the_case_waits_for_every_asked_unit(world: World) -> None:
    case = world.handling("second", "third")
    with pytest.raises(NotAllowed):
        world.take(case, "clerk", "report_done", note="好了")
    case = world.take(case, "asked_clerk", "answer", note="已到")
    with pytest.raises(NotAllowed):
        world.take(case, "clerk", "report_done", note="好了")
    case = world.take(case, "other_clerk", "answer", note="已到")
    assert world.take(case, "clerk", "report_done", note="好了").state == "callback"
    assert Task.objects.filter(case=case, answered_at=None).count() == 0


def test_a_unit_is_asked_once_at_a_time(world: World) -> None:
    case = world.handling("second")
    second, third = (str(world.unit(name).pk) for name in ("second", "third"))
    case = world.take(case, "dispatcher", "whistle", units=[second, third, str(case.lead_unit_id)])
    assert sorted(Task.objects.filter(case=case).values_list("unit__code", flat=True)) == ["second", "third"]


def test_only_whoever_sits_there_as_a_clerk_answers_for_a_unit(world: World) -> None:
    case = world.handling("second", "third")
    world.take(case, "asked_clerk", "answer", note="已到")
    owing = Task.objects.filter(case=case, answered_at=None).values_list("unit__code", flat=True)
    assert list(owing) == ["third"]


def test_dispatch_below_the_authority_is_refused_by_hand(world: World) -> None:
    case = world.reviewed()  # a lamp is the county's
    for unit in ("town", "village", "town_centre"):
        with pytest.raises(NotAllowed):
            world.take(case, "dispatcher", "dispatch", unit=str(world.unit(unit).pk))
        with pytest.raises(NotAllowed):
            others = [str(world.unit(unit).pk)]
            world.take(case, "dispatcher", "dispatch", unit=str(world.unit("department").pk), others=others)
    handled = world.handling()
    with pytest.raises(NotAllowed):
        world.take(handled, "dispatcher", "whistle", units=[str(world.unit("village").pk)])
    assert world.kinds(case) == ["collect", "review"]
    assert not Task.objects.exists()


def test_a_route_below_the_authority_is_not_followed(world: World) -> None:
    lamp = Category.objects.get(code="lamp")
    Route.objects.filter(category=lamp).update(unit=world.unit("village"))
    raise_version("catalogue")
    assert catalogue.fresh().route(lamp.pk, GRID) is None


def test_a_village_s_own_matter_may_go_to_any_level(world: World) -> None:
    for unit in ("village", "town", "department"):
        case = world.take(world.report(), "dispatcher", "review", **{**REVIEW, "category": "litter"})
        assert world.take(case, "dispatcher", "dispatch", unit=str(world.unit(unit).pk)).state == "dispatched"


def test_nothing_is_dispatched_without_a_category(world: World) -> None:
    case = world.report(category="")
    case = world.take(case, "dispatcher", "conclude", reason="other", note="无具体事项")
    case = world.take(case, "reporter", "appeal", note="请再看")
    case = world.take(case, "supervisor", "overturn", note="再办")
    assert case.category_id is None
    with pytest.raises(NotAllowed):
        world.take(case, "dispatcher", "dispatch", unit=str(world.unit("village").pk))


def test_a_merged_report_leaves_its_mark_on_the_other(world: World) -> None:
    target, case = world.report(), world.report()
    merged = world.take(case, "dispatcher", "merge", into=target.tracking_code)
    assert (merged.state, merged.outcome, merged.merged_into_id) == ("merged", "merged", target.pk)
    assert world.kinds(target) == ["collect", "absorb"]
    assert str(case.uuid) in world.events(target)[-1].body.canonical


@pytest.mark.parametrize("refused", ["itself", "ended", "errand", "complaint"])
def test_what_can_t_be_merged(world: World, refused: str) -> None:
    case, about = world.report(), str(world.unit("department").pk)
    targets = {
        "itself": lambda: case,
        "ended": lambda: world.take(world.report(), "reporter", "withdraw"),
        "errand": lambda: world.errand(),
        "complaint": lambda: world.report(about_unit=about),
    }
    target = targets[refused]()
    before = Case.objects.get(pk=target.pk).revision
    with pytest.raises(NotAllowed):
        world.take(case, "dispatcher", "merge", into=target.tracking_code)
    assert Case.objects.get(pk=target.pk).revision == before
    assert Case.objects.get(pk=case.pk).state == "collected"


def test_a_report_out_of_sight_can_t_be_merged_into_nor_found_by_its_code(world: World) -> None:
    beyond = world.report(place_code="421081101201")
    case = world.report()
    with pytest.raises(Invalid) as refused:
        world.take(case, "town_dispatcher", "merge", into=beyond.tracking_code)
    assert beyond.tracking_code not in str(refused.value)
    assert Case.objects.get(pk=beyond.pk).revision == 1


def test_a_split_part_is_a_report_of_its_own_at_the_desk(world: World) -> None:
    case = world.take(world.reviewed(), "dispatcher", "split", note="垃圾另办", category="litter")
    child = Case.objects.get(split_from=case)
    assert (child.state, child.tier, child.area_code) == ("collected", "town", case.area_code)
    assert (child.category.code if child.category else "", child.channel) == ("litter", case.channel)
    assert (world.kinds(child), world.kinds(case)) == (["collect"], ["collect", "review", "split"])
    assert Report.objects.filter(case=child).exists()
    assert child.tracking_code != case.tracking_code
    assert child.contact is None
    assert list(secrets_named({"data": {"note": {"secret": str(child.words)}}}).values()) == [child.words]


def test_a_split_part_of_a_complaint_stays_hidden(world: World) -> None:
    case = world.report(about_unit=str(world.unit("town").pk))
    case = world.take(case, "dispatcher", "review", **REVIEW)
    world.take(case, "dispatcher", "split", note="另一件", category="litter")
    child = Case.objects.get(split_from=case)
    assert (child.about_unit_id, child.hearing) == (case.about_unit_id, case.hearing)
    for who in ("town_clerk", "town_dispatcher", "village_clerk", "grid", "chief"):
        assert not Case.objects.visible_to(world[who]).filter(pk=child.pk).exists(), who


def test_a_category_that_is_not_public_is_never_released(world: World) -> None:
    case = world.report(may_be_shown="on")
    data = {**REVIEW, "category": "feud", "release": "on"}
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
    Category.objects.filter(code="lamp").update(authority="village")
    raise_version("catalogue")
    case.refresh_from_db()
    assert case.due_at == due
    with at("2026-03-10 10:00"):
        case = world.take(case, "clerk", "report_done", note="好了")
        assert case.promise["callback"] == [LIMITS["report", "callback", ""][0], "working_days"]
        assert case.due_at is not None
        assert case.due_at.date().isoformat() == "2026-03-13"


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
    steps = tuple(step for step in first.steps if step.key != "withdraw")
    facts = {name: getattr(first, name) for name in first.__dataclass_fields__}
    states = tuple(state for state in first.states if state.key != "withdrawn")
    return process.Process(**{**facts, "version": 2, "steps": steps, "states": states})


def test_an_ended_route_is_no_longer_followed(world: World) -> None:
    lamp = Category.objects.get(code="lamp")
    assert str(catalogue.fresh().route(lamp.pk, GRID)) == "department"
    Route.objects.filter(category=lamp).update(ends="2026-03-10")
    Route.objects.create(category=lamp, area_code=COUNTY, unit=world.unit("third"), starts="2026-03-10")
    raise_version("catalogue")
    assert str(catalogue.fresh().route(lamp.pk, GRID)) == "third"
