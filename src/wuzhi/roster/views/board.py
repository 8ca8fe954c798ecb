"""Who is on duty now: for people with a post with persons and gaps, for everyone else the units and telephones."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wuzhi.areas.directory import directory
from wuzhi.cases.screens.views.access import unstored
from wuzhi.people.actor import actor_of
from wuzhi.roster import board
from wuzhi.roster.rights import plans_anywhere
from wuzhi.roster.views.scope import county_of


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """A line for the county and each town, the viewer's own places first. One query for all of them."""
    viewer = actor_of(request)
    code = request.GET.get("county", "")
    county = directory().get(code) if code else county_of(viewer)
    if code and (county is None or county not in board.counties()):
        raise Http404
    places = board.places_of(county.code) if county else []
    own = board.own_areas(viewer)
    found = board.lines(viewer, [*own, *places])
    context = {
        "county": county,
        "counties": board.counties(),
        "own": found[: len(own)],
        "lines": found[len(own) :],
        "for_workers": bool(viewer.seats),
        "plans": plans_anywhere(viewer),
    }
    return unstored(render(request, "roster/duty.html", context))
