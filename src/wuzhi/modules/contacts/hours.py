"""Hours by weekday, as an office writes them on its door, and whether it is open at a moment."""

import re
from dataclasses import dataclass
from datetime import datetime, time

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from wuzhi.core.calendar import WorkingCalendar

_PART = re.compile(r"([1-7])(?:-([1-7]))?((?:\s+\S+)+)")
_SITTING = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})")
_DAY = 24 * 60
_FRIDAY = 4

Sitting = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Span:
    """Some days of the week (0 is Monday) with the same sittings, in minutes after midnight."""

    first: int
    last: int
    sittings: tuple[Sitting, ...]

    @property
    def days(self) -> str:
        """ "Monday to Friday", with "day and night" where it never closes."""
        first, last = str(WEEKDAYS[self.first]), str(WEEKDAYS[self.last])
        if (self.first, self.last) == (0, 6):
            days = _("every day")
        elif self.first == self.last:
            days = first
        else:
            days = _("%(first)s to %(last)s") % {"first": first, "last": last}
        return _("%(days)s, day and night") % {"days": days} if self._never_closes else days

    @property
    def times(self) -> list[str]:
        """ "08:30–12:00" for each sitting, none where it never closes."""
        return [] if self._never_closes else [f"{_clock(opens)}–{_clock(closes)}" for opens, closes in self.sittings]

    @property
    def _never_closes(self) -> bool:
        return self.sittings == ((0, _DAY),)

    def __str__(self) -> str:
        return " ".join([self.days, *self.times])


def read_hours(text: str) -> tuple[Span, ...]:
    """ "1-5 08:30-12:00 14:30-17:30; 6 09:00-11:30" as spans; '' is none. ValueError with a sentence otherwise."""
    spans: list[Span] = []
    for part in filter(None, (one.strip() for one in text.split(";"))):
        found = _PART.fullmatch(part)
        if found is None:
            raise ValueError(_("“%(part)s” is no weekday with times.") % {"part": part[:40]})
        first = int(found[1]) - 1
        span = Span(first, int(found[2] or found[1]) - 1, tuple(_sitting(one) for one in found[3].split()))
        edges = [edge for sitting in span.sittings for edge in sitting]
        if span.last < first or any(late <= early for early, late in zip(edges, edges[1:], strict=False)):
            raise ValueError(_("“%(part)s”: days and times must ascend.") % {"part": part[:40]})
        if any(span.first <= other.last and other.first <= span.last for other in spans):
            raise ValueError(_("A weekday is named twice."))
        spans.append(span)
    return tuple(spans)


def is_open(spans: tuple[Span, ...], at: datetime, calendar: WorkingCalendar, *, on_holidays: bool) -> bool:
    """Whether someone is there: by the week, closed on holidays, and as on a Friday on a weekend that is worked."""
    local = at.astimezone(calendar.zone)
    weekday = local.weekday()
    worked = calendar.is_working_day(local.date())
    if weekday in calendar.weekdays and not worked and not on_holidays:
        return False
    minute = local.hour * 60 + local.minute
    days = {weekday} if weekday in calendar.weekdays or not worked else {weekday, _FRIDAY}
    here = [span for span in spans if any(span.first <= day <= span.last for day in days)]
    return any(opens <= minute < closes for span in here for opens, closes in span.sittings)


def of_unit(sittings: tuple[tuple[time, time], ...]) -> tuple[Span, ...]:
    """The working days of a unit with these sittings."""
    return (Span(0, _FRIDAY, tuple((a.hour * 60 + a.minute, b.hour * 60 + b.minute) for a, b in sittings)),)


def _sitting(text: str) -> Sitting:
    found = _SITTING.fullmatch(text)
    opens, closes = (int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])) if found else (0, 0)
    if found is None or int(found[2]) > 59 or int(found[4]) > 59 or closes > _DAY:
        raise ValueError(_("“%(part)s” is no time such as 08:30-12:00.") % {"part": text[:40]})
    return opens, closes


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
