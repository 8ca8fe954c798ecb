"""One shift: added, given to someone else or other hours, called off."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wuzhi.areas.directory import directory
from wuzhi.cases.screens.views.access import for_workers
from wuzhi.core import clock, history
from wuzhi.core.settings_pages import lines_of, names_of
from wuzhi.people.actor import actor_of
from wuzhi.people.models import Role, Unit
from wuzhi.roster import actions
from wuzhi.roster.drafts import candidates
from wuzhi.roster.forms import ShiftForm, seen_of
from wuzhi.roster.models import Kind, Shift
from wuzhi.roster.overlaps import hours_words
from wuzhi.roster.rights import may_plan
from wuzhi.roster.views.scope import units_for

_MOST = 30


@require_http_methods(["GET", "HEAD", "POST"])
@for_workers(Role.DISPATCHER, Role.ADMINISTRATOR)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """A shift that may be changed. What a shift is not yours to plan is not there."""
    shift = _shift(request, pk)
    people = _people(shift)
    names = ("user", "stand_in", "starts", "ends")
    initial = {name: getattr(shift, name) for name in names} | {"seen": seen_of(shift)}
    form = ShiftForm(people, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["seen"] != seen_of(shift):
            form.add_error(None, _("Someone else has changed this shift meanwhile: %(now)s.") % {"now": _said(shift)})
        elif _changed(request, shift, form, names):
            return redirect(_month_of(shift))
    context = _context(shift, form)
    return render(request, "roster/shift.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_workers(Role.DISPATCHER, Role.ADMINISTRATOR)
def add(request: HttpRequest) -> HttpResponse:
    """One more shift of a unit for a place."""
    actor = actor_of(request)
    area_code = request.GET.get("area", "")
    wanted = request.GET.get("unit", "")
    choices = units_for(actor, area_code) if may_plan(actor, area_code) and directory().get(area_code) else []
    if not choices:
        raise Http404
    unit_id = next((one.id for one in choices if str(one.id) == wanted), choices[0].id)
    unit = Unit.objects.select_related("area").get(pk=unit_id)
    form = ShiftForm(candidates(unit), request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("user", "stand_in", "starts", "ends")}
        kind = Kind.LEADER if request.POST.get("kind") == Kind.LEADER else Kind.DUTY
        try:
            shift = actions.add_shift(actor=actor, area_code=area_code, unit=unit, kind=kind, **facts)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The shift is on the roster."))
            return redirect(_month_of(shift))
    context = {"form": form, "area": directory().get(area_code), "unit": unit, "units": choices, "kinds": Kind.choices}
    return render(request, "roster/add.html", context, status=422 if form.errors else 200)


@require_POST
@for_workers(Role.DISPATCHER, Role.ADMINISTRATOR)
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """It does not take place; one that has begun ends now."""
    shift = _shift(request, pk)
    try:
        actions.call_off(actor=actor_of(request), shift=shift)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        words = _("The shift is called off: %(what)s. To have it again, add one with the same hours.")
        messages.success(request, words % {"what": _said(shift)})
    return redirect(_month_of(shift))


def _changed(request: HttpRequest, shift: Shift, form: ShiftForm, names: tuple[str, ...]) -> bool:
    facts = {name: form.cleaned_data[name] for name in names}
    try:
        actions.change_shift(actor=actor_of(request), shift=shift, **facts)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("The shift is changed; those concerned are told."))
    return True


def _shift(request: HttpRequest, pk: int) -> Shift:
    shift = get_object_or_404(Shift.objects.select_related("unit__area", "user", "stand_in"), pk=pk)
    if not may_plan(actor_of(request), shift.area_code, shift.unit):
        raise Http404
    return shift


def _people(shift: Shift) -> list[Any]:
    """Those of the unit, and whoever has it now."""
    found = {user.pk: user for user in candidates(shift.unit)}
    found |= {user.pk: user for user in (shift.user, shift.stand_in) if user is not None}
    return list(found.values())


def _context(shift: Shift, form: ShiftForm) -> dict[str, Any]:
    changes = list(history.of(shift)[:_MOST])
    names = names_of(change.actor for change in changes)
    return {
        "shift": shift,
        "form": form,
        "hours": _said(shift),
        "area": directory().get(shift.area_code),
        "over": shift.ends <= clock.now(),
        "changes": [(change, names.get(change.actor, change.actor), lines_of(change)) for change in changes],
    }


def _said(shift: Shift) -> str:
    return f"{hours_words(shift)}, {shift.user or shift.unit}"


def _month_of(shift: Shift) -> str:
    month = shift.starts.astimezone(clock.local_zone())
    return f"{reverse('roster:month')}?area={shift.area_code}&month={month:%Y-%m}"
