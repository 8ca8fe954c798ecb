"""One's own shifts as an iCalendar file: the unit and the place, nothing of any matter."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from wuzhi.areas.queries import name_path
from wuzhi.core import clock
from wuzhi.roster.models import Shift


def calendar_of(shifts: Iterable[Shift]) -> bytes:
    """A calendar that programs take over; the same shift keeps its name, so that a second file changes the first."""
    calendar = Calendar()
    calendar.add("prodid", "-//Wuzhi//Duty//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Duty"))
    for shift in shifts:
        event = Event()
        place = name_path(shift.area_code)
        event.add("uid", f"shift-{shift.pk}@wuzhi")
        event.add("dtstamp", clock.now())
        event.add("dtstart", shift.starts)
        event.add("dtend", shift.ends)
        event.add("summary", _("On duty: %(unit)s") % {"unit": shift.unit})
        event.add("location", place or shift.area_code)
        if shift.called_off:
            event.add("status", "CANCELLED")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
