"""A question composed once answers like the queryset that it was made of, whatever it is asked for."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db.models import BigIntegerField, Count, DateTimeField, UUIDField

from tests.support.asked import asked
from tests.support.world import World
from wuzhi.core import clock
from wuzhi.core.composed import Composed, Given
from wuzhi.notices.models import Notice

COLUMNS = ("id", "subject", "at", "urgent", "template")


def _told(world: World, *, urgent: bool) -> Notice:
    facts = {"template": "x", "subject": uuid4(), "event_number": 1, "at": clock.now(), "urgent": urgent}
    return Notice.objects.create(user=world.user("clerk"), **facts)


def test_each_asking_is_answered_for_its_own_values(world: World) -> None:
    first, second = _told(world, urgent=True), _told(world, urgent=False)
    made: list[int] = []

    def make():  # type: ignore[no-untyped-def]  # a queryset of values, as in the rooms
        made.append(1)
        return Notice.objects.filter(subject__in=[Given("one", UUIDField())]).order_by("id").values_list(*COLUMNS)

    question = Composed(make)
    for notice in (first, second, first):
        kept = [tuple(row) for row in Notice.objects.filter(pk=notice.pk).values_list(*COLUMNS)]
        assert len(asked(partial(question.rows, one=notice.subject))) == 1
        assert question.rows(one=notice.subject) == kept
    assert question.rows(one=uuid4()) == []
    assert len(made) == 1


def test_instants_groups_and_nothing_at_all(world: World) -> None:
    notice = _told(world, urgent=True)
    before = Composed(
        lambda: (
            Notice.objects.filter(user=Given("user", BigIntegerField()), at__lt=Given("at", DateTimeField()))
            .order_by()
            .values_list("urgent")
            .annotate(Count("pk"))
        )
    )
    assert before.rows(user=world.user("clerk").pk, at=notice.at) == []
    assert before.rows(user=world.user("clerk").pk, at=notice.at + timedelta(microseconds=1)) == [(True, 1)]
    assert before.rows(user=None, at=notice.at) == []


def test_a_value_that_was_forgotten_is_an_error(world: World) -> None:
    question = Composed(lambda: Notice.objects.filter(user=Given("user", BigIntegerField())).values_list("id"))
    with pytest.raises(KeyError):
        question.rows()
