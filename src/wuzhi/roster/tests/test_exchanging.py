"""Shifts change hands by agreement alone: asked, accepted or not, both told; of two answers one holds."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections

from tests.support.databases import FreshDatabase
from tests.support.world import World, at
from wuzhi.core import history
from wuzhi.core.versions import forget_stamps
from wuzhi.notices.models import Notice
from wuzhi.roster import actions, exchanging
from wuzhi.roster.models import Exchange, Shift
from wuzhi.roster.tests.conftest import Desk

SATURDAY, SUNDAY = ("2026-03-14 08:00", "2026-03-15 08:00"), ("2026-03-15 08:00", "2026-03-16 08:00")


def _told(key: str) -> set[str]:
    return set(Notice.objects.filter(template=f"roster.{key}").values_list("user__username", flat=True))


def _hands(*shifts: Shift) -> list[str]:
    return [Shift.objects.select_related("user").get(pk=one.pk).user.username for one in shifts]  # type: ignore[union-attr]  # held


def test_a_swap_holds_when_the_other_agrees_and_both_are_told(desk: Desk) -> None:
    mine, theirs = desk.shift("clerk", *SATURDAY), desk.shift("second", *SUNDAY)
    client = desk.client("clerk")
    assert client.post(f"/duty/shifts/{mine.pk}/exchange", {"swap": theirs.pk}).status_code == 302
    assert _told("asked") == {"second"}
    assert _hands(mine, theirs) == ["clerk", "second"], "asking changes nothing"
    page = desk.client("second").get("/duty/mine").content.decode()
    assert "would give you 03-14 08:00–03-15 08:00 and take your shift 03-15 08:00–03-16 08:00" in page
    pk = Exchange.objects.get().pk
    assert desk.client("second").post(f"/duty/exchanges/{pk}/accept").status_code == 302
    assert _hands(mine, theirs) == ["second", "clerk"]
    assert _told("accepted") == {"clerk", "second"}
    changes = [change.changes for change in history.of(mine)]
    assert changes == ['{"user": ["clerk", "second"]}']


def test_a_colleague_takes_a_shift_over(desk: Desk) -> None:
    shift = desk.shift("clerk", *SATURDAY, stand_in="second")
    answer = desk.client("clerk").post(f"/duty/shifts/{shift.pk}/exchange", {"person": desk.people["second"].pk})
    assert answer.status_code == 302
    exchanging.accept(actor=desk.world["second"], exchange=Exchange.objects.get())
    shift.refresh_from_db()
    assert (shift.user, shift.stand_in) == (desk.people["second"], None), "nobody stands in for themselves"


@pytest.mark.parametrize(("verb", "who", "told"), [("decline", "second", "clerk"), ("withdraw", "clerk", "second")])
def test_who_declines_or_asks_no_longer_changes_nothing(desk: Desk, verb: str, who: str, told: str) -> None:
    shift = desk.shift("clerk", *SATURDAY)
    exchange = exchanging.ask(actor=desk.world["clerk"], shift=shift, asked=desk.people["second"])
    assert desk.client(who).post(f"/duty/exchanges/{exchange.pk}/{verb}").status_code == 302
    assert _hands(shift) == ["clerk"]
    assert _told("declined" if verb == "decline" else "withdrawn") == {told}
    with pytest.raises(ValidationError, match="answered or withdrawn already"):
        exchanging.accept(actor=desk.world["second"], exchange=exchange)


def test_what_may_not_be_asked_is_refused_in_words(desk: Desk) -> None:
    world, people = desk.world, desk.people
    mine, other = desk.shift("clerk", *SATURDAY), desk.shift("third", *SUNDAY)
    desk.shift("second", "2026-03-14 18:00", "2026-03-14 20:00", code="421081001")
    asking: dict[str, Any] = {"actor": world["clerk"], "shift": mine}
    with pytest.raises(PermissionDenied):
        exchanging.ask(actor=world["second"], shift=mine, asked=people["third"])
    with pytest.raises(ValidationError, match="has a shift then already"):
        exchanging.ask(**asking, asked=people["second"])
    with pytest.raises(ValidationError, match="has no post in"):
        exchanging.ask(**asking, asked=world.user("town"))
    with pytest.raises(ValidationError, match="stands in for themselves"):
        exchanging.ask(**asking, asked=people["clerk"])
    with pytest.raises(ValidationError, match="same duty"):
        exchanging.ask(**asking, asked=people["second"], other=other)
    exchanging.ask(**asking, asked=people["third"])
    with pytest.raises(ValidationError, match="asked somebody already"):
        exchanging.ask(**asking, asked=people["third"])
    with at("2026-03-14 08:00"), pytest.raises(ValidationError, match="has begun"):
        exchanging.accept(actor=world["third"], exchange=Exchange.objects.get())
    assert desk.client("second").get(f"/duty/shifts/{mine.pk}/exchange").status_code == 404
    pk = Exchange.objects.get().pk
    assert desk.client("second").post(f"/duty/exchanges/{pk}/accept").status_code == 404
    assert desk.client("third").post(f"/duty/exchanges/{pk}/sell").status_code == 404


def test_a_person_who_was_planned_elsewhere_meanwhile_is_not_given_two(desk: Desk) -> None:
    shift = desk.shift("clerk", *SATURDAY)
    exchange = exchanging.ask(actor=desk.world["clerk"], shift=shift, asked=desk.people["second"])
    desk.shift("second", "2026-03-14 18:00", "2026-03-14 20:00", code="421081001")
    with pytest.raises(ValidationError, match="has a shift then already"):
        exchanging.accept(actor=desk.world["second"], exchange=exchange)
    assert Exchange.objects.get().answer == "", "nothing half done"


def test_of_answers_at_once_one_holds(fresh_database: FreshDatabase) -> None:
    """Accept beside withdraw, a dispatcher's change and a second accept: one owner, and the record has one end."""
    with fresh_database.connected():
        forget_stamps()
        desk = Desk(World())
        for day in range(1, 5):
            starts, ends = f"2027-04-{day:02} 08:00", f"2027-04-{day:02} 20:00"
            mine, theirs = desk.shift("clerk", starts, ends), desk.shift("second", ends, f"2027-04-{day + 1:02} 07:00")
            exchange = exchanging.ask(actor=desk.world["clerk"], shift=mine, asked=desk.people["second"], other=theirs)
            found = _race(desk, exchange, mine)
            assert found.count("done") >= 1, found
            exchange.refresh_from_db()
            hands = _hands(mine, theirs)
            swapped = hands == ["second", "clerk"]
            assert swapped == (exchange.answer == "accepted"), (exchange.answer, hands, found)
            assert Exchange.objects.filter(answer="").count() == 0


def _race(desk: Desk, exchange: Exchange, shift: Shift) -> list[str]:
    clerk, second, dispatcher = (desk.world[name] for name in ("clerk", "second", "dispatcher"))

    def change() -> None:
        row = Shift.objects.select_related("unit__area").get(pk=shift.pk)
        actions.change_shift(actor=dispatcher, shift=row, stand_in=desk.people["third"])

    works = (
        lambda: exchanging.accept(actor=second, exchange=exchange),
        lambda: exchanging.accept(actor=second, exchange=exchange),
        lambda: exchanging.withdraw(actor=clerk, exchange=exchange),
        change,
    )
    line = Barrier(len(works))

    def run(number: int) -> str:
        line.wait(timeout=20)
        try:
            works[number]()
        except ValidationError:
            return "refused"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, range(len(works))))
