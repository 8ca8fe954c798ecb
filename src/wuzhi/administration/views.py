"""The administrator's first page, and the year of the calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from wuzhi.administration import gaps, groups
from wuzhi.administration import year as years
from wuzhi.administration.changes import last_changes
from wuzhi.administration.forms import OFF, WORKED, DayForm
from wuzhi.areas.calendar import DayChange, set_day
from wuzhi.areas.directory import directory
from wuzhi.areas.models import CalendarDay
from wuzhi.cases import recounting
from wuzhi.cases.screens.views.access import for_workers
from wuzhi.core import clock
from wuzhi.people.actor import actor_of
from wuzhi.people.models import Role
from wuzhi.people.units import units

_SECONDS = 3.0  # that a page may take to go through open matters; the clock does the rest


@require_safe
@for_workers(Role.ADMINISTRATOR)
def home(request: HttpRequest) -> HttpResponse:
    """What can be set, who changed what last, and what is wrong or missing."""
    context = {"groups": list(groups.shown()), "gaps": gaps.gaps(), "last": last_changes()}
    return render(request, "administration/home.html", context)


@require_safe
@for_workers(Role.ADMINISTRATOR)
def this_year(request: HttpRequest) -> HttpResponse:
    """The year that it is."""
    return redirect("administration:year", year=clock.today().year)


@require_http_methods(["GET", "HEAD", "POST"])
@for_workers(Role.ADMINISTRATOR)
def year(request: HttpRequest, year: int) -> HttpResponse:
    """Twelve months; a chosen day can be changed, and says first what that would move."""
    area_code = request.GET.get("area", "")
    if not years.EARLIEST <= year <= years.LATEST or (area_code and directory().get(area_code) is None):
        raise Http404
    chosen = _chosen(request, year)
    form = None
    if chosen is not None:
        form = _form(request, chosen, area_code)
        if request.method == "POST" and form.is_valid():
            saved = _save(request, chosen, area_code, form)
            if saved is not None:
                return saved
    context = {
        "year": year,
        "months": years.months(year, area_code),
        "kinds": years.kinds(),
        "week_names": years.week_names(),
        "query": f"area={area_code}&" if area_code else "",
        "area_code": area_code,
        "areas": _areas(),
        "chosen": years.one(chosen, area_code) if chosen else None,
        "form": form,
        "moving": _moving(chosen, area_code) if chosen else None,
        "announced": _announced(year),
        "counting": recounting.to_do(),
        "most": recounting.MOST_COUNTED,
    }
    return render(request, "administration/year.html", context, status=422 if form and form.errors else 200)


def _chosen(request: HttpRequest, year: int) -> date | None:
    asked = request.GET.get("day", "")
    if not asked:
        return None
    try:
        day = date.fromisoformat(asked)
    except ValueError as error:
        raise Http404 from error
    if day.year != year:
        raise Http404
    return day


def _form(request: HttpRequest, day: date, area_code: str) -> DayForm:
    if request.method == "POST":
        return DayForm(request.POST)
    found = years.one(day, area_code)
    worked = found.kind in (years.WORK, years.MAKE_UP)
    return DayForm(initial={"working": WORKED if worked else OFF, "name": found.name, "estimated": found.estimated})


def _change(day: date, area_code: str) -> DayChange:
    """The day turned to the other."""
    worked = years.one(day, area_code).kind in (years.WORK, years.MAKE_UP)
    row = CalendarDay.objects.filter(area_code=area_code, day=day).first()
    return DayChange(area_code, day, row.working if row else None, not worked)


def _moving(day: date, area_code: str) -> recounting.Moving:
    return recounting.would_move([_change(day, area_code)])


def _save(request: HttpRequest, day: date, area_code: str, form: DayForm) -> HttpResponse | None:
    facts: dict[str, Any] = {"working": form.cleaned_data["working"] == WORKED}
    facts |= {name: form.cleaned_data[name] for name in ("name", "estimated")}
    try:
        changed = set_day(actor=actor_of(request), area_code=area_code, day=day, **facts)
    except ValidationError as error:
        form.add_error("name", error.messages[0])
        return None
    if changed:
        moved = recounting.recount_all(_SECONDS)
        words = ngettext(
            "%(day)s is saved. %(count)d due time was counted anew.",
            "%(day)s is saved. %(count)d due times were counted anew.",
            moved,
        )
        messages.success(request, words % {"day": day.isoformat(), "count": moved})
        if recounting.to_do():
            messages.info(request, _("The rest is counted by the clock within minutes."))
    else:
        messages.info(request, _("Nothing was changed: the day says that already."))
    where = {"area": area_code} if area_code else {}
    address = reverse("administration:year", args=[day.year])
    return redirect(f"{address}{'?' + urlencode(where) if where else ''}#d{day.isoformat()}")


def _areas() -> list[Any]:
    """Where a calendar of its own may be wanted: areas in which a unit sits, towns and wider."""
    codes = sorted({unit.area_code for unit in units.fresh().active() if len(unit.area_code) <= 9})
    return [area for code in codes if (area := directory().get(code)) is not None]


def _announced(year: int) -> list[str]:
    """What this or the next year's days lack."""
    found = []
    for one in (year, year + 1) if year >= clock.today().year else (year,):
        days = CalendarDay.objects.filter(area_code="", day__year=one)
        if not days.exists():
            found.append(_("The holidays of %(year)d are missing. Enter them once they are published.") % {"year": one})
        elif days.filter(estimated=True).exists():
            words = _("Days of %(year)d marked “?” are an estimate. Enter those that the State Council has published.")
            found.append(words % {"year": one})
    return found
