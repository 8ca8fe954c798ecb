"""The days that break the weekly rule: rows that a place edits, seeded with the published holidays."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

import holidays
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from holidays.countries.china import ChinaStaticHolidays

from wuzhi.areas.codes import prefixes_of
from wuzhi.areas.models import Area, CalendarDay
from wuzhi.areas.reading import has_unseen
from wuzhi.core import clock, history
from wuzhi.core.calendar import WorkingCalendar
from wuzhi.core.history import COMMAND, Author
from wuzhi.core.models import Verb
from wuzhi.core.versions import Versioned, raise_version

Sittings = tuple[tuple[time, time], ...]
Calendars = Callable[[str, Sittings], WorkingCalendar]
STANDARD: Sittings = ((time(8, 30), time(12)), (time(14, 30), time(17, 30)))
_MAKE_UP = "调休上班"
_NAME_LENGTH = 60
_SEEDED = ("working", "name", "estimated", "seeded_as")


@dataclass(frozen=True, slots=True)
class DayChange:
    """Whether a day was and is worked in an area ('' for everywhere); None where no row says so."""

    area_code: str
    day: date
    before: bool | None
    after: bool | None


class _Exceptions:
    """The rows by area, merged once for each area that is asked for; `others` stand in for rows of the table."""

    def __init__(self, others: Mapping[tuple[str, date], bool | None] | None = None) -> None:
        self._rows: dict[str, dict[date, bool]] = {}
        found: dict[tuple[str, date], bool | None] = {
            (code, day): working
            for code, day, working in CalendarDay.objects.values_list("area_code", "day", "working")
        }
        for (code, day), working in {**found, **(others or {})}.items():
            if working is not None:
                self._rows.setdefault(code, {})[day] = working
        self._calendars: dict[tuple[str, Sittings], WorkingCalendar] = {}

    def calendar(self, area_code: str, sittings: Sittings) -> WorkingCalendar:
        """Areas without rows of their own share the calendar of the next wider one that has some."""
        own = [code for code in ("", *prefixes_of(area_code)) if code in self._rows]
        key = (own[-1] if own else "", sittings)
        if key not in self._calendars:
            merged: dict[date, bool] = {}
            for code in own:
                merged.update(self._rows[code])
            self._calendars[key] = WorkingCalendar(clock.local_zone(), sittings, exceptions=merged)
        return self._calendars[key]


_exceptions = Versioned("calendar", _Exceptions)
_listeners: list[Callable[[Author, Sequence[DayChange]], None]] = []


def listens(listener: Callable[[Author, Sequence[DayChange]], None]) -> None:
    """A room above is told of days that were changed, in the transaction that changed them."""
    if listener not in _listeners:
        _listeners.append(listener)


def calendars(changes: Iterable[DayChange], *, after: bool) -> Calendars:
    """The calendars as they are before, or after, these changes, whichever the table holds now."""
    days = {(one.area_code, one.day): one.after if after else one.before for one in changes}
    return _Exceptions(days).calendar


def load_calendar(area_code: str = "", sittings: Sittings = STANDARD) -> WorkingCalendar:
    """The calendar that holds in an area ('' for the installation); the most specific row of a day wins."""
    return _exceptions.fresh().calendar(area_code, sittings)


def is_published(year: int) -> bool:
    """Whether the library knows the State Council's notice for the year.

    Every notice since 2001 moves workdays, and the library lists those moves by year and invents none: a year
    without any is its own estimate.
    """
    return year in ChinaStaticHolidays.special_public_holidays


def set_day(*, actor: Author, area_code: str = "", day: date, working: bool, name: str, estimated: bool) -> bool:
    """Says of a day whether it is worked in an area ('' for everywhere); whether that is new.

    A row is never deleted: one that should say nothing says what the week's rule says. ValidationError in words.
    """
    if area_code and not Area.objects.filter(code=area_code, valid_until=None).exists():
        raise ValidationError(_("There is no area with the code %(code)s.") % {"code": area_code[:30]})
    if has_unseen(name):
        raise ValidationError(_("The name holds control characters."))
    facts = {"working": working, "name": name.strip(), "estimated": estimated}
    held = CalendarDay.objects.filter(area_code=area_code, day=day).first()
    row = held or CalendarDay(area_code=area_code, day=day)
    before = history.facts(row, [fact for fact, value in facts.items() if getattr(row, fact) != value])
    if held and not before:
        return False
    change = DayChange(area_code, day, held.working if held else None, working)
    for fact, value in facts.items():
        setattr(row, fact, value)
    with transaction.atomic():
        row.save()
        history.record(actor, history.changed(row, before) if held else history.added(row))
        raise_version("calendar")
        _tell(actor, [change])
    return True


def seed_calendar(
    *, years: Iterable[int], progress: Callable[[int], None] | None = None, actor: Author = COMMAND
) -> int:
    """Holidays and make-up workdays of China for the whole installation; the number of rows that changed.

    Run again, it changes nothing, or replaces estimates by what has been published since. A row that a person
    made or edited stays as it is. To undo a holiday edit its row: one that is missing is seeded again.
    """
    changed = 0
    with transaction.atomic():
        for year in sorted(set(years)):
            changed += _seed_year(year, actor)
            if progress:
                progress(year)
        if changed:
            raise_version("calendar")
    return changed


def _tell(actor: Author, changes: Sequence[DayChange]) -> None:
    moved = [one for one in changes if one.before != one.after]
    for listener in _listeners if moved else ():
        listener(actor, moved)


def _seed_year(year: int, actor: Author) -> int:
    wanted = _days_of(year)
    held = {row.day: row for row in CalendarDay.objects.filter(area_code="", day__year=year)}
    fresh = [row for day, row in wanted.items() if day not in held]
    untouched = {day: row for day, row in held.items() if row.seeded_as and row.seeded_as == _facts(row)}
    stale = [row for day, row in untouched.items() if day not in wanted]
    kept = [row for day, row in untouched.items() if day in wanted]
    differing = [row for row in kept if row.seeded_as != wanted[row.day].seeded_as]
    was = {row.day: row.working for row in differing}
    entries = [history.Entry(Verb.REMOVED, row, history.facts(row), {}) for row in stale]
    for row in differing:
        before = history.facts(row)
        for fact in _SEEDED:
            setattr(row, fact, getattr(wanted[row.day], fact))
        entries.append(history.changed(row, before))
    history.record(actor, *entries, *(history.added(row) for row in fresh))
    told = [DayChange("", row.day, row.working, None) for row in stale]
    told += [DayChange("", row.day, was[row.day], row.working) for row in differing]
    _tell(actor, [*told, *(DayChange("", row.day, None, row.working) for row in fresh)])
    CalendarDay.objects.filter(pk__in=[row.pk for row in stale]).delete()
    CalendarDay.objects.bulk_create(fresh)
    CalendarDay.objects.bulk_update(differing, _SEEDED)
    return len(fresh) + len(stale) + len(differing)


def _days_of(year: int) -> Mapping[date, CalendarDay]:
    # With the years around it, since a make-up workday may lie in the year before its holiday.
    known = holidays.country_holidays("CN", years=range(year - 1, year + 2), language="zh_CN")
    estimated = not is_published(year)
    days = {}
    for day, name in known.items():
        if day.year == year:
            days[day] = _row(day, False, name, estimated)
    for day in known.weekend_workdays:
        if day.year == year:
            days[day] = _row(day, True, _MAKE_UP, False)
    return days


def _row(day: date, working: bool, name: str, estimated: bool) -> CalendarDay:
    row = CalendarDay(day=day, working=working, name=name[:_NAME_LENGTH], estimated=estimated)
    row.seeded_as = _facts(row)
    return row


def _facts(row: CalendarDay) -> str:
    return f"{int(row.working)}{int(row.estimated)}{row.name}"
