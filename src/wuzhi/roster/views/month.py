"""The roster of one month and place, as it hangs on the wall: one A4 page when printed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wuzhi.areas.calendar import load_calendar
from wuzhi.cases.screens.views.access import for_workers
from wuzhi.core import clock
from wuzhi.core.calendar import WorkingCalendar
from wuzhi.people.actor import actor_of
from wuzhi.roster.away import Away, away
from wuzhi.roster.models import Kind, Shift
from wuzhi.roster.overlaps import hours_words
from wuzhi.roster.rights import may_plan
from wuzhi.roster.views.scope import area_of

_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True)
class Row:
    """A shift as the month shows it: whoever comes, and for whom where somebody is on leave."""

    shift: Shift
    hours: str
    person: str
    stands_in_for: str
    stand_in: str


@dataclass(frozen=True)
class Day:
    """A day with the shifts that begin on it and its leaders; `made_up` is a weekend day that is worked."""

    day: date
    off: bool
    made_up: bool
    today: bool
    rows: list[Row]
    leaders: list[Row]


@require_safe
@for_workers()
def show(request: HttpRequest) -> HttpResponse:
    """Every shift that begins in the month. Two queries."""
    viewer = actor_of(request)
    area = area_of(request, viewer)
    first = _month(request.GET.get("month", ""))
    after = (first + timedelta(days=32)).replace(day=1)
    zone = clock.local_zone()
    begin, end = (datetime.combine(day, time(), tzinfo=zone) for day in (first, after))
    rows = Shift.objects.filter(area_code=area.code, starts__gte=begin, starts__lt=end)
    shifts = [one for one in rows.select_related("unit", "user", "stand_in") if not one.called_off]
    context = {
        "area": area,
        "first": first,
        "before": first - timedelta(days=1),
        "after": after,
        "days": _days(first, after, load_calendar(area.code), shifts),
        "units": sorted({one.unit for one in shifts if one.kind == Kind.DUTY}, key=lambda unit: unit.code),
        "any": bool(shifts),
        "leaders": any(shift.kind == Kind.LEADER for shift in shifts),
        "plans": may_plan(viewer, area.code),
    }
    return render(request, "roster/month.html", context)


def _days(first: date, after: date, calendar: WorkingCalendar, shifts: list[Shift]) -> list[Day]:
    begun: dict[date, list[Row]] = {}
    leaves = away(shifts)
    for shift in shifts:
        day = shift.starts.astimezone(calendar.zone).date()
        begun.setdefault(day, []).append(_row(shift, leaves, day))
    found = []
    for offset in range((after - first).days):
        day = first + timedelta(days=offset)
        off = not calendar.is_working_day(day)
        made_up = not off and day.weekday() not in calendar.weekdays
        duty = [row for row in begun.get(day, []) if row.shift.kind == Kind.DUTY]
        leaders = [row for row in begun.get(day, []) if row.shift.kind == Kind.LEADER]
        found.append(Day(day, off, made_up, day == clock.today(), duty, leaders))
    return found


def _row(shift: Shift, leaves: Away, day: date) -> Row:
    comes, then = (leaves.present(one, shift.unit_id, day) for one in (shift.user, shift.stand_in))
    instead = str(shift.user) if comes != shift.user else ""
    return Row(shift, _hours(shift), str(comes or ""), instead, str(then) if then and then != comes else "")


def _hours(shift: Shift) -> str:
    """ "18:00–next day 08:00": the day stands at the head of the row; one that ends later names its day."""
    starts, ends = (at.astimezone(clock.local_zone()) for at in (shift.starts, shift.ends))
    if ends.date() == starts.date() + timedelta(days=1):
        return _("%(from)s–next day %(until)s") % {"from": f"{starts:%H:%M}", "until": f"{ends:%H:%M}"}
    return hours_words(shift).partition(" ")[2]


def _month(text: str) -> date:
    """The first day of the month that the address names, else of this one."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        found = clock.today().replace(day=1)
    return min(max(found, _EARLIEST), _LATEST)
