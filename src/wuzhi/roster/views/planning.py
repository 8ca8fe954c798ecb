"""Planning a roster: a pattern, days, people in turn; looked at before it is saved."""

import hashlib
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from wuzhi.cases.screens.views.access import for_workers
from wuzhi.core import clock
from wuzhi.people.actor import actor_of
from wuzhi.people.models import Role, Unit
from wuzhi.roster import actions, drafts
from wuzhi.roster.forms import PlanForm, next_month
from wuzhi.roster.models import Covers, Kind, Roster
from wuzhi.roster.rights import may_plan
from wuzhi.roster.views.scope import places_to_plan, units_for


@require_http_methods(["GET", "HEAD", "POST"])
@for_workers(Role.DISPATCHER, Role.ADMINISTRATOR)
def plan(request: HttpRequest) -> HttpResponse:
    """First the place and the unit, then the pattern and the people, then the plan to look at, then saved."""
    actor = actor_of(request)
    places = places_to_plan(actor)
    area_code, unit = request.GET.get("area", ""), None
    if area_code not in {area.code for area in places}:
        area_code = places[0].code if len(places) == 1 else ""
    choices = units_for(actor, area_code) if area_code else []
    wanted = request.GET.get("unit", "")
    if wanted in {str(one.id) for one in choices}:
        unit = Unit.objects.select_related("area").get(pk=wanted)
    context: dict[str, Any] = {"places": places, "area_code": area_code, "units": choices, "unit": unit}
    if unit is None:
        return render(request, "roster/plan.html", context)
    if not may_plan(actor, area_code, unit):
        raise PermissionDenied(_("Your posts do not open this page."))
    return _fill(request, area_code, unit, context)


def _fill(request: HttpRequest, area_code: str, unit: Unit, context: dict[str, Any]) -> HttpResponse:
    people = drafts.candidates(unit)
    context["people"] = people
    if request.method != "POST":
        context["form"] = PlanForm(people, initial=_initial(area_code, unit))
        return render(request, "roster/plan.html", context)
    form = PlanForm(people, request.POST)
    context["form"] = form
    if not form.is_valid():
        return render(request, "roster/plan.html", context, status=422)
    roster = _roster(form, area_code, unit)
    draft = drafts.draft(roster, form.pattern, form.in_turn)
    digest = hashlib.sha256(repr(draft.turns).encode()).hexdigest()
    if "save" in request.POST and request.POST.get("seen") == digest:
        try:
            count = actions.save_plan(actor=actor_of(request), roster=roster, turns=draft.turns, people=draft.people)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            words = ngettext("%(count)d shift is on the roster.", "%(count)d shifts are on the roster.", count)
            messages.success(request, words % {"count": count})
            return redirect(f"{reverse('roster:month')}?area={area_code}&month={roster.first:%Y-%m}")
    elif "save" in request.POST:
        form.add_error(None, _("Something has changed since you looked at this plan. Here it is as it would be now."))
    return render(request, "roster/plan.html", context | {"draft": draft, "seen": digest})


def _roster(form: PlanForm, area_code: str, unit: Unit) -> Roster:
    data = form.cleaned_data
    names = ("kind", "covers", "evening", "morning", "halves", "first", "last")
    people = [user.username for user in form.in_turn]
    return Roster(area_code=area_code, unit=unit, people=people, **{name: data[name] for name in names})


def _initial(area_code: str, unit: Unit) -> dict[str, Any]:
    """As the last roster of this duty was, for the month after it; else the coming month."""
    last = Roster.objects.filter(area_code=area_code, unit=unit).first()
    first_day, last_day = next_month(max(clock.today(), last.last) if last else clock.today())
    if last is None:
        pattern = {"kind": Kind.DUTY, "covers": Covers.ALL, "evening": "18:00", "morning": "08:00"}
        return {**pattern, "first": first_day, "last": last_day}
    names = ("kind", "covers", "evening", "morning", "halves")
    turns = {f"turn_{name}": number for number, name in enumerate(last.people, start=1)}
    return {**{name: getattr(last, name) for name in names}, "first": first_day, "last": last_day, **turns}
