"""A small day of the demo keeps every promise, is the same for the same seed, and its checks can fail."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction

from tests.support.tampering import alter_body
from wuzhi.areas.calendar import seed_calendar
from wuzhi.cases.models import Case, Event, EventBody
from wuzhi.core import clock
from wuzhi.demo import cast as casting
from wuzhi.demo import day as play
from wuzhi.demo import tally
from wuzhi.demo.county import load_county
from wuzhi.demo.texts import DANGER, ERRANDS, WHAT
from wuzhi.papers.models import Letter

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 12)
EVENING = datetime(2026, 10, 12, 10, tzinfo=UTC)
END = datetime(2026, 10, 16, 2, tzinfo=UTC)


@pytest.mark.long
def test_a_day_in_the_county_keeps_its_promises() -> None:
    with clock.at(END):
        load_county()
        played = play.run(day=DAY, reports=16, lead_in=1, until=END)
    assert played.problems == []
    assert played.of_day.came_in == 16
    assert played.of_all.came_in == 16 + 1
    assert played.of_all.accounted_for
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"collect", "review", "dispatch", "accept", "report_done", "close_silent"} <= kinds
    assert Case.objects.filter(report__silent=True, report__satisfaction=None).exists()
    assert not Event.objects.filter(at__gt=END).exists()
    assert "supervise" in kinds, "a day shows a supervised matter"
    assert Letter.objects.filter(kind="supervision").exists()


def test_the_same_seed_plays_the_same_day() -> None:
    casting.build_cast()
    seed_calendar(years=[2026])

    def once() -> tuple[list[str], list[datetime], tally.Figures]:
        with transaction.atomic():
            until = datetime.combine(DAY, time(15), tzinfo=clock.local_zone())
            played = play.run(day=DAY, reports=8, lead_in=0, until=until, seed=7)
            events = Event.objects.order_by("pk")
            told = list(events.values_list("kind", flat=True)), list(events.values_list("at", flat=True))
            transaction.set_rollback(True)
        return *told, played.of_all

    first = once()
    assert first == once()
    assert len(first[0]) > 8, "more happened than the opening"


def test_a_changed_row_and_a_changed_body_are_found_out() -> None:
    casting.build_cast()
    seed_calendar(years=[2026])
    play.run(day=DAY, reports=5, lead_in=0, until=EVENING, seed=3)
    cases = list(Case.objects.select_related("report").order_by("pk"))
    assert tally.broken_promises(cases) == []
    Case.objects.filter(pk=cases[0].pk).update(urgency="today" if cases[0].urgency != "today" else "ordinary")
    body = EventBody.objects.filter(event__case=cases[1]).order_by("pk")[0]
    alter_body(body, body.canonical.replace("{", "{ ", 1))
    Case.objects.filter(pk=cases[2].pk).update(revision=99)
    found = tally.broken_promises(list(Case.objects.select_related("report").order_by("pk")))
    assert {fault.partition(":")[0] for fault in found} == {str(case.uuid) for case in cases[:3]}


def test_an_unknown_end_is_unaccounted_for() -> None:
    figures = tally.Figures(came_in=3, open=1, ended={"solved": 2})
    assert figures.accounted_for
    assert not tally.Figures(came_in=3, open=1, ended={"solved": 1}).accounted_for
    assert not tally.Figures(came_in=3, open=1, ended={"vanished": 2}).accounted_for


def test_the_last_working_day_knows_make_up_days() -> None:
    seed_calendar(years=[2026])
    with clock.at(datetime(2026, 2, 15, 4, tzinfo=UTC)):
        assert play.last_working_day() == date(2026, 2, 14), "a Saturday that is worked before the Spring Festival"
    with clock.at(datetime(2026, 9, 7, 4, tzinfo=UTC)):
        assert play.last_working_day() == date(2026, 9, 4), "Friday before a Monday"


def test_every_text_has_a_category() -> None:
    categories = casting.build_cast().categories
    processes = Counter(categories[code].process for code in (*WHAT, *DANGER, *ERRANDS))
    assert processes == {"report": len(WHAT) + len(DANGER), "errand": len(ERRANDS)}
    assert all(categories[code].dangerous for code in DANGER)
    assert not any(categories[code].dangerous for code in WHAT)


def test_slots_cover_the_time_without_a_gap() -> None:
    seed_calendar(years=[2026])
    slots = list(play._slots(DAY - timedelta(days=3), DAY, END))
    assert all(at + length == after for (at, length), (after, _length) in zip(slots, slots[1:], strict=False))
    assert slots[-1][0] < END <= slots[-1][0] + slots[-1][1]
