"""The county page, and the list behind each of its numbers."""

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wuzhi.areas.directory import directory
from wuzhi.cases.screens import describe
from wuzhi.cases.screens.lists import page_of, read_page
from wuzhi.cases.screens.views.access import for_workers
from wuzhi.core import clock
from wuzhi.insight import queries
from wuzhi.insight.figures import figure
from wuzhi.insight.menu import READERS
from wuzhi.people.actor import Actor, actor_of

_EARLIEST = date(2000, 1, 1)


@require_safe
@for_workers(*READERS)
def county(request: HttpRequest) -> HttpResponse:
    """The figures of one day, today's where the address names none, within the viewer's sight."""
    actor = actor_of(request)
    day = _day(request)
    context = {
        "summary": queries.summary(actor, day),
        "scope": _scope(actor),
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < clock.today() else None,
    }
    return render(request, "insight/county.html", context)


@require_safe
@for_workers(*READERS)
def cases(request: HttpRequest, key: str) -> HttpResponse:
    """The cases that a figure counts."""
    wanted = figure(key)
    if wanted is None:
        raise Http404
    day, actor = _day(request), actor_of(request)
    page = page_of(queries.cases_of(actor, wanted, day), read_page(request.GET.get("page", "")))
    rows = zip(describe.rows(page.cases), queries.measured(wanted, page.cases), strict=True)
    context = {
        "figure": wanted,
        "day": day,
        "total": queries.total(actor, wanted, day),
        "list": page,
        "rows": list(rows),
    }
    return render(request, "insight/cases.html", context)


def _day(request: HttpRequest) -> date:
    try:
        return max(_EARLIEST, min(date.fromisoformat(request.GET.get("day", "")), clock.today()))
    except ValueError:
        return clock.today()


def _scope(actor: Actor) -> list[str]:
    codes = sorted({prefix for seat in actor.seats_as(*READERS) for prefix in seat.prefixes})
    found = [directory().get(code) for code in codes]
    return [str(area) for area in found if area is not None]
