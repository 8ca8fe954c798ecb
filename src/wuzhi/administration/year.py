"""A year of the calendar on one page: each day by what it is, not only by its colour."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wuzhi.areas.calendar import load_calendar
from wuzhi.areas.codes import prefixes_of
from wuzhi.areas.models import CalendarDay
from wuzhi.core import clock

EARLIEST, LATEST = 2000, 2100
WORK, WEEKEND, HOLIDAY, MAKE_UP = "work", "weekend", "holiday", "makeup"


@dataclass(frozen=True)
class Day:
    """One day: what it is, how it is called, whether that is an estimate, and whether this area says so itself."""

    on: date
    kind: str
    name: str
    estimated: bool
    own: bool
    today: bool

    @property
    def mark(self) -> str:
        """A sign beside the number, so that nobody needs the colour."""
        return {HOLIDAY: pgettext("mark on a day", "off"), MAKE_UP: pgettext("mark on a day", "work")}.get(
            self.kind, ""
        ) + ("?" if self.estimated else "")

    @property
    def said(self) -> str:
        """All of it in words, for whoever hears the page."""
        facts = [date_format(self.on, "l"), kinds()[self.kind], self.name, _("estimate") if self.estimated else ""]
        return f"{self.on.isoformat()}, " + ", ".join(fact for fact in facts if fact)


@dataclass(frozen=True)
class Month:
    """A month as weeks of seven places, Monday first; None where the place belongs to another month."""

    first: date
    weeks: list[list[Day | None]]


def kinds() -> Mapping[str, str]:
    """What a day may be, in words."""
    return {
        WORK: _("workday"),
        WEEKEND: _("weekend"),
        HOLIDAY: _("day off"),
        MAKE_UP: _("make-up workday"),
    }


def week_names() -> list[str]:
    """Monday to Sunday, in a sign or two."""
    return [
        pgettext("weekday, short", "Mon"),
        pgettext("weekday, short", "Tue"),
        pgettext("weekday, short", "Wed"),
        pgettext("weekday, short", "Thu"),
        pgettext("weekday, short", "Fri"),
        pgettext("weekday, short", "Sat"),
        pgettext("weekday, short", "Sun"),
    ]


def months(year: int, area_code: str) -> list[Month]:
    """The twelve months as they hold in an area ('' everywhere). Two queries."""
    rows = _rows(year, area_code)
    days = {day: _day(day, rows, area_code) for day in _days_of(year)}
    weeks = calendar.Calendar(firstweekday=0)
    return [
        Month(
            date(year, month, 1),
            [
                [days.get(day) if day.month == month else None for day in week]
                for week in weeks.monthdatescalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def one(day: date, area_code: str) -> Day:
    """A single day as it holds in an area."""
    return _day(day, _rows(day.year, area_code), area_code)


def _rows(year: int, area_code: str) -> dict[date, CalendarDay]:
    codes = ["", *(prefixes_of(area_code) if area_code else [])]
    found = CalendarDay.objects.filter(area_code__in=codes, day__year=year)
    rows: dict[date, CalendarDay] = {}
    for row in sorted(found, key=lambda row: len(row.area_code)):
        rows[row.day] = row
    return rows


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1).toordinal()
    return [date.fromordinal(first + number) for number in range(365 + calendar.isleap(year))]


def _day(day: date, rows: Mapping[date, CalendarDay], area_code: str) -> Day:
    row, weekend = rows.get(day), day.weekday() > 4
    working = row.working if row else load_calendar(area_code).is_working_day(day)
    kind = (MAKE_UP if weekend else WORK) if working else HOLIDAY if row and (row.name or not weekend) else WEEKEND
    facts = (row.name, row.estimated, row.area_code == area_code) if row else ("", False, False)
    return Day(day, kind, *facts, today=day == clock.today())
