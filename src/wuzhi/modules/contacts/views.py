"""Choosing a village, and its page, which prints as a notice for the village's board."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from wuzhi.areas.directory import directory
from wuzhi.core import clock
from wuzhi.core.qr import qr_svg
from wuzhi.modules.contacts import queries
from wuzhi.people.actor import actor_of

_LONGEST = 60


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """By name, from the list, or by where the reader's device is; one match opens at once."""
    viewer = actor_of(request)
    typed = request.GET.get("name", "").strip()[:_LONGEST]
    found = queries.choices(viewer, typed) if typed else []
    if len(found) == 1:
        return redirect("contacts:village", code=found[0].code)
    named = [(one, directory().get(one.parent_code)) for one in found]
    context = {"typed": typed, "found": named, "towns": queries.towns(viewer)}
    return render(request, "contacts/choose.html", context)


@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    """Who is here for this village, and whether they are open now. 404 for anything that is no village in force."""
    board = queries.board(actor_of(request), code)
    if board is None:
        raise Http404
    if board.area.code != code:
        return redirect("contacts:village", code=board.area.code)
    address = request.build_absolute_uri(request.path)
    context = {"board": board, "today": clock.today(), "address": address, "qr": qr_svg(address)}
    return render(request, "contacts/village.html", context)
