"""Turns are even, nobody is planned while away or twice in a row, and what is there stays."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from wuzhi.roster.hours import Pattern, Span
from wuzhi.roster.planning import Open, begin_with, plan, shares
from wuzhi.roster.tests.test_hours import CALENDAR, at

PEOPLE = ["an", "bo", "cai", "ding"]


def test_nights_and_days_off_have_turns_of_their_own_and_are_even() -> None:
    slots = list(Pattern().slots(CALENDAR, date(2026, 12, 1), date(2026, 12, 31)))
    found = shares(plan(slots, PEOPLE, {}), PEOPLE)
    assert [one.person for one in found] == PEOPLE
    assert sum(one.shifts for one in found) == len(slots) == 31
    for figure in ([one.shifts for one in found], [one.days_off for one in found]):
        assert max(figure) - min(figure) <= 2, figure


def test_who_is_away_is_passed_over_and_comes_next() -> None:
    slots = list(Pattern().slots(CALENDAR, date(2026, 12, 1), date(2026, 12, 4)))
    away = {"bo": [Span(at("2026-12-02 00:00"), at("2026-12-03 00:00"))]}
    turns = plan(slots, PEOPLE, away)
    assert [turn.who for turn in turns] == ["an", "cai", "bo", "ding"]


def test_a_shift_that_is_there_stays_and_where_nobody_is_free_nobody_is_invented() -> None:
    slots = list(Pattern().slots(CALENDAR, date(2026, 12, 1), date(2026, 12, 3)))
    taken = [Span(at("2026-12-01 20:00"), at("2026-12-01 22:00"))]
    busy = {"an": [slots[1].span]}
    assert [turn.who for turn in plan(slots, ["an"], busy, taken)] == [Open.TAKEN, Open.NOBODY, "an"]


@given(st.integers(2, 6), st.integers(0, 50), st.booleans())
def test_nobody_has_two_shifts_on_end_while_another_is_free(count: int, start: int, halves: bool) -> None:
    first = date.fromordinal(date(2026, 9, 1).toordinal() + start)
    slots = list(Pattern(halves=halves).slots(CALENDAR, first, date.fromordinal(first.toordinal() + 40)))
    turns = plan(slots, [f"p{number}" for number in range(count)], {})
    for one, other in pairwise(turns):
        assert one.who != other.who or one.slot.span.ends < other.slot.span.starts


def test_the_next_roster_goes_on_where_the_last_one_stopped() -> None:
    assert begin_with(PEOPLE, "bo") == ["cai", "ding", "an", "bo"]
    assert begin_with(PEOPLE, "nobody") == PEOPLE
