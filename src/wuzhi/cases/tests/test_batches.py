"""What runs in the background holds the write lock for a small batch at a time, and loses nothing between two."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.support.databases import FreshDatabase
from tests.support.world import World
from wuzhi.cases import idempotency, sequencer
from wuzhi.cases.models import Event, EventPosition, IdempotencyKey
from wuzhi.core import clock


@pytest.mark.parametrize("late", [3, 4, 100])
def test_events_are_numbered_in_batches_in_their_order(
    world: World, monkeypatch: pytest.MonkeyPatch, late: int
) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 2)
    for _number in range(8):
        world.report()
    monkeypatch.setattr(sequencer, "LATE", late)
    assert sequencer.number_events(everything=True) == 8
    order = list(EventPosition.objects.order_by("pk").values_list("event_id", flat=True))
    assert order == sorted(Event.objects.values_list("pk", flat=True))
    assert sequencer.number_events(everything=True) == 0


def test_what_another_numberer_took_meanwhile_is_passed_over(world: World) -> None:
    world.report()
    world.report()
    first, second = Event.objects.order_by("pk").values_list("pk", flat=True)
    EventPosition.objects.create(event_id=first)
    assert sequencer._number([first, second]) == 1
    assert EventPosition.objects.count() == 2


def test_each_batch_is_a_transaction_of_its_own(fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    with fresh_database.connected():
        world = World()
        for _number in range(5):
            world.report()
        monkeypatch.setattr(sequencer, "BATCH", 2)
        seen: list[int] = []
        real = sequencer._number

        def watched(found: list[int]) -> int:
            if len(seen) == 2:
                raise KeyboardInterrupt
            seen.append(real(found))
            return seen[-1]

        monkeypatch.setattr(sequencer, "_number", watched)
        with pytest.raises(KeyboardInterrupt):
            sequencer.number_events()
        assert EventPosition.objects.count() == 4
        monkeypatch.setattr(sequencer, "_number", real)
        assert sequencer.number_events() == 1


def test_old_keys_go_in_batches(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "BATCH", 3)
    old, new = clock.now() - idempotency.KEPT - timedelta(days=1), clock.now()
    keys = [IdempotencyKey(actor="anyone", key=uuid4(), content="", revision=1, at=at) for at in [old] * 7 + [new] * 2]
    IdempotencyKey.objects.bulk_create(keys)
    assert idempotency.expire() == 7
    assert idempotency.expire() == 0
    assert IdempotencyKey.objects.count() == 2
