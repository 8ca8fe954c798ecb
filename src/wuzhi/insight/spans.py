"""Spans of local days: what a figure counts in, and how an address names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from wuzhi.core import clock

WEEK = 7
_EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Span:
    """`days` local days, of which `last` is the last."""

    last: date
    days: int = 1

    @property
    def first(self) -> date:
        """The first day."""
        return self.last - timedelta(days=self.days - 1)

    def instants(self) -> tuple[datetime, datetime]:
        """When it begins and when it has ended."""
        after = self.last + timedelta(days=1)
        zone = clock.local_zone()
        return datetime.combine(self.first, time(), tzinfo=zone), datetime.combine(after, time(), tzinfo=zone)

    @property
    def query(self) -> str:
        """As an address names it."""
        return f"day={self.last.isoformat()}" + (f"&days={self.days}" if self.days > 1 else "")

    def __str__(self) -> str:
        return self.last.isoformat() if self.days == 1 else f"{self.first.isoformat()} – {self.last.isoformat()}"


def read_span(asked: Mapping[str, str]) -> Span:
    """What an address names: today where it names no day, one day where it names no number of days, a week at most."""
    try:
        last = max(_EARLIEST, min(date.fromisoformat(asked.get("day", "")), clock.today()))
    except ValueError:
        last = clock.today()
    days = asked.get("days", "")
    return Span(last, int(days) if days in {str(number) for number in range(1, WEEK + 1)} else 1)


def weeks_to(day: date, number: int) -> list[Span]:
    """So many weeks from Monday on, the last of them the one of `day`, which ends with it."""
    monday = day - timedelta(days=day.weekday())
    whole = [Span(monday - timedelta(days=WEEK * back + 1), WEEK) for back in range(number - 1)]
    return [*reversed(whole), Span(day, day.weekday() + 1)]
