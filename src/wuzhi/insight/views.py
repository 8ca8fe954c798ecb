"""The county page, what its map asks for, and the list behind each of its numbers."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from wuzhi.areas.codes import LENGTHS, Level
from wuzhi.areas.directory import directory
from wuzhi.cases.screens.lists import attached
from wuzhi.cases.screens.rows import rows_of
from wuzhi.cases.screens.views.access import for_workers
from wuzhi.core import clock
from wuzhi.core.plans import planned_anew
from wuzhi.insight import queries
from wuzhi.insight.brief import Brief, address, kinds
from wuzhi.insight.chart import chart
from wuzhi.insight.figures import BY_KEY
from wuzhi.insight.parts import READERS, Part, nearer, read_part, scopes
from wuzhi.insight.spans import Span, read_span
from wuzhi.insight.standing import Standing, spots, standing
from wuzhi.people.actor import Actor, actor_of


@require_safe
@for_workers(*READERS)
@planned_anew()
def county(request: HttpRequest) -> HttpResponse:
    """The brief and the figures of one day, today unless the address names one, of the viewer's areas."""
    viewer, span = actor_of(request), Span(read_span(request.GET.dict()).last)
    part = _areas_of(read_part(viewer, request.GET.dict()))
    today = span.last == clock.today()
    summary, open_now = queries.summary(viewer, span, part), standing(viewer, part) if today else Standing([], part)
    context = {
        "summary": summary,
        "part": part,
        "above": _above(viewer, part),
        "today": today,
        "before": Span(span.last - timedelta(days=1)),
        "after": None if today else Span(span.last + timedelta(days=1)),
        "brief": Brief(summary, open_now, kinds(viewer, summary.before["in"], part) if today else []).sentences(),
        "chart": chart(summary.weeks),
        "standing": open_now,
        "outline": _outline(part) if today else "",
    }
    return render(request, "insight/county.html", context)


@require_safe
@for_workers(*READERS)
@planned_anew()
def grids(request: HttpRequest) -> HttpResponse:
    """For the map: {"total": open ones, "grids": [longitude, latitude, open, overdue, name, address of the list]}."""
    viewer, span = actor_of(request), Span(clock.today())
    part = _areas_of(read_part(viewer, request.GET.dict()))
    found = standing(viewer, part)
    open_now = queries.Counted(BY_KEY["open"], found.open, span)
    placed = [
        [
            one.longitude,
            one.latitude,
            one.open,
            one.late,
            str(one.area),
            address(open_now, _exactly(part, one.area.code)),
        ]
        for one in spots(found)
    ]
    return JsonResponse({"total": found.open, "grids": placed}, json_dumps_params={"ensure_ascii": False})


@require_safe
@for_workers(*READERS)
@planned_anew()
def cases(request: HttpRequest, key: str) -> HttpResponse:
    """The cases that a figure counts."""
    wanted, viewer = BY_KEY.get(key), actor_of(request)
    if wanted is None:
        raise Http404
    asked = request.GET.dict()
    span, part = read_span(asked), read_part(viewer, asked)
    page = queries.page_of(viewer, wanted, span, part, asked.get("after", ""))
    rows = rows_of(page.cases, attached(page.cases))
    context = {
        "figure": wanted,
        "span": span,
        "part": part,
        "total": queries.total(viewer, wanted, span, part),
        "list": page,
        "rows": list(zip(rows, queries.measured(wanted, page.cases), strict=True)),
        "query": f"{part.query}&{span.query}",
        "further": urlencode({"after": page.after}) if page.after else "",
        "back": f"{reverse('insight:county')}?{_areas_of(part).query}&{Span(span.last).query}",
    }
    return render(request, "insight/cases.html", context)


def _outline(part: Part) -> str:
    """The area whose outline the map draws, '' where there is none: at least a county, at most a village."""
    county, village = LENGTHS[Level.COUNTY], LENGTHS[Level.VILLAGE]
    code = part.areas[0] if part.areas else ""
    found = code[:village] if len(part.areas) == 1 else code[:county]
    return found if len(found) >= county else ""


def _exactly(part: Part, code: str) -> Part:
    """What lies in an area and in none within it: a grid's number on the map is its own."""
    return part.within(code, here=bool(nearer(code)))


def _areas_of(part: Part) -> Part:
    return Part(part.areas)


def _above(viewer: Actor, part: Part) -> list[tuple[str, Part]]:
    """The way back up from an area to one's own."""
    if len(part.areas) != 1:
        return []
    own = tuple(one.code for one in scopes(viewer))
    path = directory().path(part.areas[0])[:-1]
    return [(str(one), part.within(one.code)) for one in path if one.code.startswith(own)]
