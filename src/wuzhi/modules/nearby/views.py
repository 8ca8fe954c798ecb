"""The pages of what is public nearby. Nobody signs in, and nothing is asked of whoever reads."""

from __future__ import annotations

import math
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuzhi.areas.cells import FINEST, Box, Square, squares_in
from wuzhi.areas.queries import name_path
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.fields import kind_label
from wuzhi.cases.outcomes import NotAllowed
from wuzhi.cases.screens.describe import unit_name
from wuzhi.cases.screens.reading import released_pictures
from wuzhi.cases.screens.views.access import unstored
from wuzhi.cases.screens.views.opening import county
from wuzhi.core.plans import planned_anew
from wuzhi.core.views import error_page
from wuzhi.modules.nearby import choosing, device, queries, wording
from wuzhi.modules.nearby.actions import TooMany, say_me_too, take_back
from wuzhi.modules.nearby.counting import count_in, first_in
from wuzhi.modules.nearby.queries import Matter

NEWEST, MOST_JOINED = "newest", "joined"
MOST_SQUARES = 600
MOST_SINGLE = 40
_SQUARES_FINER = 3  # a square is 64 to 128 pixels wide


@require_safe
@planned_anew()
def matters(request: HttpRequest) -> HttpResponse:
    """The list, with the map above it for those who can draw one."""
    choice = choosing.read_choice(request.GET)
    typed = request.GET.get("place", "").strip()
    named = choosing.find_place(typed, choice.area) if typed else None
    if named and len(named.places) == 1:
        return redirect(f"{reverse('nearby:matters')}?{_address(request, area=named.places[0].code, place='')}")
    order = MOST_JOINED if request.GET.get("order") == MOST_JOINED else NEWEST
    after = request.GET.get("after", "")
    if order == MOST_JOINED:  # only an open matter can be joined
        choice = replace(choice, state=choosing.OPEN)
    part = (queries.most_joined if order == MOST_JOINED else queries.newest)(choice, after)
    count = queries.count_up_to(choice)
    context = {
        "choice": choice,
        "order": order,
        "part": part,
        "begun": bool(after),
        "count": count,
        "more_than": queries.MOST_COUNTED if count > queries.MOST_COUNTED else 0,
        "kinds": [(kind, kind_label(kind)) for kind in catalogue.fresh().public_kinds()],
        "states": choosing.STATES,
        "towns": choosing.towns(),
        "town": choice.area[:9],
        "place": name_path(choice.area) if choice.area else "",
        "named": named,
        "places": [(name_path(one.code), _address(request, area=one.code, place="")) for one in named.places]
        if named
        else [],
        "county": county(),
        "box": choosing.box_of(choice),
        "narrowed": bool(choice.kind or choice.state or choice.area or choice.square or choice.words),
        "too_short": wording.too_short(choice.words),
        "unsearched": _address(request, q=""),
        "follows": bool(_followed(request)),
        "onward": _address(request, after=part.after),
        "anew": _address(request, after=""),
        "everywhere": _address(request, area="", square=""),
    }
    return unstored(render(request, "nearby/matters.html", context))


@require_safe
@planned_anew()
def squares(request: HttpRequest) -> JsonResponse:
    """What a map draws: counts by square, or a matter itself where it is alone or seen closely; 400 for no box."""
    try:
        edges = [float(request.GET[edge]) for edge in ("west", "south", "east", "north")]
        zoom = math.floor(float(request.GET["zoom"]))
    except (KeyError, ValueError, OverflowError):
        edges, zoom = [], 0
    if not edges or not all(map(math.isfinite, edges)) or edges[0] > edges[2] or edges[1] > edges[3]:
        return JsonResponse({"error": _("This is no part of a map.")}, status=400)
    choice = choosing.read_choice(request.GET)
    asked = squares_in(Box(*edges), zoom + _SQUARES_FINER, MOST_SQUARES)
    counted = count_in(choice.anywhere(), asked)
    total = sum(counted.values())
    if asked[0].zoom == FINEST and total <= MOST_SINGLE:
        single, pins = list(counted), queries.in_cells(choice.anywhere(), counted)
    else:
        single = [one for one, count in counted.items() if count == 1][:MOST_SINGLE]
        pins = queries.these(first_in(choice.anywhere(), single))
    shown = set(single)
    answer = {
        "total": total,
        "squares": [_square(one, count) for one, count in counted.items() if one not in shown],
        "matters": [_pin(matter) for matter in pins],
    }
    return JsonResponse(answer, headers={"Cache-Control": "no-store"}, json_dumps_params={"separators": (",", ":")})


@require_safe
def matter(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One public matter, by its public id; a merged one leads to what it goes on in."""
    found = queries.find(uuid)
    if found is None:
        onward = queries.goes_on_in(uuid)
        if onward is None:
            raise Http404(_("This matter is not public, or there is none at this address."))
        return redirect("nearby:matter", uuid=onward)
    known = device.device_of(request)
    reader = known or device.new_device()
    context = {
        "matter": found,
        "unit": unit_name(found.case.lead_unit_id),
        "pictures": released_pictures(found.case),
        "timeline": queries.steps_of(found),
        "device": "" if known else reader.text,
        "said": bool(known) and queries.has_said(found, reader.mark(uuid)),
        "followed": reader.follows(uuid),
        "county": county(),
    }
    return unstored(render(request, "nearby/matter.html", context))


@require_POST
def me_too(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Says or takes back that it concerns this browser's reader too; the same however often it is sent."""
    found, sender = _find(uuid), device.sending_device(request)
    try:
        if request.POST.get("say") == "no":
            take_back(case=found.case, mark=sender.mark(uuid))
            messages.success(request, _("Taken back."))
        else:
            say_me_too(case=found.case, mark=sender.mark(uuid))
            messages.success(
                request, _("Thank you. It is counted once for this browser, and nobody can tell whose it is.")
            )
    except NotAllowed as refused:
        messages.error(request, str(refused))
    except TooMany:
        words = _("Very many people are saying this right now. Please try again in an hour; nothing is lost.")
        return error_page(request, 429, _("Too many at once"), words)
    return _remembered(redirect("nearby:matter", uuid=uuid), sender)


@require_POST
def follow(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Puts a matter on this device's own list, or takes it off; taking off works for one that is public no more."""
    sender = device.sending_device(request)
    if request.POST.get("follow") == "no":
        messages.success(request, _("You no longer follow it."))
        return _remembered(redirect("nearby:following"), sender.leaving(uuid))
    _find(uuid)
    if not sender.follows(uuid) and len(sender.followed) >= device.MOST_FOLLOWED:
        words = _("This device follows %(count)d matters already, the most it can. Leave one first.")
        messages.error(request, words % {"count": device.MOST_FOLLOWED})
        return redirect("nearby:following")
    messages.success(request, _("You follow it on this device."))
    return _remembered(redirect("nearby:matter", uuid=uuid), sender.following(uuid))


@require_http_methods(["GET", "HEAD", "POST"])
def following(request: HttpRequest) -> HttpResponse:
    """What this device follows, and how it stands; sent as a form, it forgets what is public no more."""
    shown, gone = queries.followed(_followed(request))
    if request.method == "POST":
        return _remembered(redirect("nearby:following"), device.sending_device(request).leaving(*gone))
    return unstored(render(request, "nearby/following.html", {"matters": shown, "gone": len(gone)}))


def _find(uuid: UUID) -> Matter:
    found = queries.find(uuid)
    if found is None:
        raise Http404(_("This matter is not public, or there is none at this address."))
    return found


def _followed(request: HttpRequest) -> tuple[UUID, ...]:
    known = device.device_of(request)
    return known.followed if known else ()


def _remembered(answer: HttpResponse, sender: device.Device) -> HttpResponse:
    device.remember(answer, sender)
    return answer


def _address(request: HttpRequest, **parts: str) -> str:
    """The address asked for with some parts changed; an empty one is left out, and a new choice begins at the top."""
    asked = request.GET.copy()
    for name, value in {"after": "", **parts}.items():
        asked[name] = value
    for name in [name for name in asked if not asked[name]]:
        del asked[name]
    return asked.urlencode()


def _square(square: Square, count: int) -> list[object]:
    longitude, latitude = square.middle
    return [round(longitude, 5), round(latitude, 5), count, f"{square.zoom}-{square.number}"]


def _pin(matter: Matter) -> dict[str, object]:
    longitude, latitude = matter.at or (0.0, 0.0)
    return {
        "longitude": round(longitude, 5),
        "latitude": round(latitude, 5),
        "title": matter.title,
        "state": matter.state,
        "ended": matter.ended,
        "url": reverse("nearby:matter", args=[matter.uuid]),
    }
