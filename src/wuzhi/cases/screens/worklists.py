"""The lists of the inbox: what waits for me, what my unit has, what is late, what waits for others, what I follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from wuzhi.cases import keyset, search
from wuzhi.cases.listing import Desk, Listing
from wuzhi.cases.process import Words
from wuzhi.cases.screens.criteria import Criteria
from wuzhi.cases.statements import Statement, composed_once, counting

COUNTED = 1000


@dataclass(frozen=True)
class Tab:
    """One list of the inbox, how it is sorted unless one asks otherwise, and what to say where it is empty.

    One that is not `counted` is as long as it is: its number would tell nobody what to do.
    """

    key: str
    label: Words
    cases: Callable[[Desk], Listing]
    empty: Words
    sort: str = "due"
    counted: bool = True


@dataclass(frozen=True)
class Counted:
    """A tab with its number, at most COUNTED; `more` where there are more."""

    tab: Tab
    number: int
    more: bool


TABS = (
    Tab(
        "mine",
        _("Waits for me"),
        lambda desk: desk.mine,
        _("Nothing waits for you. New matters appear here as soon as someone needs you."),
    ),
    Tab("unit", _("My unit's open"), lambda desk: desk.of_unit, _("Your unit has nothing open.")),
    Tab("overdue", _("Overdue"), lambda desk: desk.overdue, _("Nothing in your sight is overdue.")),
    Tab("others", _("Waits for others"), lambda desk: desk.others, _("Nothing in your sight waits for anyone else.")),
    Tab(
        "followed",
        _("Followed"),
        lambda desk: desk.followed,
        _("You follow nothing. Open a case and choose “Follow” to find it here."),
        sort="newest",
    ),
    Tab(
        "all",
        _("All in my sight"),
        lambda desk: desk.in_sight,
        _("There is no matter in your area yet."),
        sort="newest",
        counted=False,
    ),
)


def tab_of(criteria: Criteria) -> Tab:
    """The chosen tab; the first where there is no such."""
    return next((one for one in TABS if one.key == criteria.tab), TABS[0])


def page(desk: Desk, criteria: Criteria, after: str = "") -> keyset.Page:
    """A page of a tab, narrowed and sorted."""
    tab = tab_of(criteria)
    by = search.order_of(keyset.order(criteria.sort, tab.sort), criteria.q)

    def ways() -> keyset.Ways:
        return search.matching(criteria.narrow(tab.cases(desk)).cases(), criteria.q)

    return keyset.page_of(ways, by, after, None if criteria.q else (desk.key, tab.key, criteria))


def counts(desk: Desk, criteria: Criteria) -> list[Counted]:
    """How long each tab is under the same criteria, words left out, counted no further than COUNTED. One query."""
    counted = [tab for tab in TABS if tab.counted]

    def ask() -> Statement:
        return counting(COUNTED + 1, [criteria.narrow(tab.cases(desk)).countable() for tab in counted])

    answer = composed_once((desk.key, criteria.anywhere()), ask).rows()
    numbers = dict(zip((tab.key for tab in counted), answer[0], strict=True))
    return [Counted(tab, min(number := numbers.get(tab.key, 0), COUNTED), number > COUNTED) for tab in TABS]
