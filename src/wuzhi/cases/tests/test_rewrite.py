"""Rows changed together: whoever lost a case to somebody else is named, and the others are not kept back."""

import pytest
from django.db import DatabaseError

from tests.support.world import World
from wuzhi.cases.actions import act_many
from wuzhi.cases.chain import first_broken
from wuzhi.cases.models import Case
from wuzhi.cases.queries import load
from wuzhi.cases.rewrite import rewrite, win


def test_of_many_only_the_one_that_moved_meanwhile_is_refused(world: World) -> None:
    made = [world.handling() for _number in range(4)]
    seen = list(load(world["dispatcher"]).filter(pk__in=[case.pk for case in made]).order_by("-pk"))
    world.take(made[2], "clerk", "progress", note="已在路上")
    refused = act_many(actor=world["dispatcher"], cases=seen, step_key="remind")
    assert [one.case.pk for one in refused] == [made[2].pk]
    assert [world.kinds(case)[-1] for case in made] == ["remind", "remind", "progress", "remind"]
    for case in made:
        case.refresh_from_db()
        assert first_broken(world.events(case)) is None
        assert case.revision == len(world.events(case))


def test_what_a_step_does_not_change_is_not_written(world: World) -> None:
    """So that what is written beside a revision (a place's new code, say) is not put back by an older look."""
    case = world.handling()
    seen = list(load(world["dispatcher"]).filter(pk=case.pk))
    Case.objects.filter(pk=case.pk).update(external_number="12345-7")
    assert act_many(actor=world["dispatcher"], cases=seen, step_key="remind") == []
    case.refresh_from_db()
    assert case.external_number == "12345-7"


def test_facts_of_several_cases_are_written_each_for_its_own(world: World) -> None:
    made = [world.handling() for _number in range(3)]
    facts = [case.report for case in made]
    for number, report in enumerate(facts):
        report.reminders = number
    rewrite(reversed(facts))
    assert [Case.objects.get(pk=case.pk).report.reminders for case in made] == [0, 1, 2]


def test_a_row_that_is_gone_is_an_error(world: World) -> None:
    report = world.report().report
    report.pk = 10_000_000
    with pytest.raises(DatabaseError, match="not there"):
        rewrite([report])


def test_nothing_is_nothing(world: World) -> None:
    assert win([], ()) == []
    rewrite([])
