"""What the pages of duty ask for."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wuzhi.people.models import User
from wuzhi.roster.hours import Pattern
from wuzhi.roster.models import Covers, Kind, Shift

MOST_TURNS = 99
LONGEST_DAYS = 366
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_HOUR = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class PlanForm(forms.Form):
    """The pattern, the days, and everyone's place in turn."""

    kind = forms.ChoiceField(label=_("Kind of duty"), choices=Kind.choices)
    covers = forms.ChoiceField(label=_("Which hours"), choices=Covers.choices)
    evening = forms.TimeField(label=_("On working days from"), widget=_HOUR)
    morning = forms.TimeField(
        label=_("Change-over in the morning"),
        help_text=_("Days off run from this hour to the same hour of the next day."),
        widget=_HOUR,
    )
    halves = forms.BooleanField(label=_("Days off in two shifts: by day and by night"), required=False)
    first = forms.DateField(label=_("First day"), widget=_DAY)
    last = forms.DateField(label=_("Last day"), widget=_DAY)

    def __init__(self, people: Sequence[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for user in people:
            self.fields[_turn_of(user)] = forms.IntegerField(
                label=str(user), required=False, min_value=1, max_value=MOST_TURNS
            )

    @property
    def turns(self) -> list[Any]:
        """The fields of the people, apart from the rest."""
        return [self[_turn_of(user)] for user in self.people]

    @property
    def pattern(self) -> Pattern:
        """Of valid data."""
        data = self.cleaned_data
        return Pattern(data["covers"], data["evening"], data["morning"], data["halves"])

    @property
    def in_turn(self) -> list[User]:
        """Those with a number, in its order; equal numbers in the order of names."""
        numbers = [(self.cleaned_data.get(_turn_of(user)), user.username, user) for user in self.people]
        return [user for _number, _name, user in sorted((one for one in numbers if one[0]), key=lambda one: one[:2])]

    def clean(self) -> dict[str, Any]:
        """Days in order, hours that make sense, at least one person."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if first and last and not timedelta(0) <= last - first < timedelta(days=LONGEST_DAYS):
            self.add_error("last", _("From the first day to the last, at most a year."))
        evening, morning = data.get("evening"), data.get("morning")
        if evening and morning and evening <= morning:
            self.add_error("evening", _("The evening lies after the morning."))
        if not self.errors and not self.in_turn:
            self.add_error(None, _("Give at least one person a place in turn: 1, 2, 3 …"))
        return data


class ShiftForm(forms.Form):
    """One shift: who, who stands in, when."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Person"), required=False, empty_label=_("the unit"))
    stand_in = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Stand-in"),
        required=False,
        empty_label="–",
        help_text=_("Is rung when the person does not hear."),
    )
    starts = forms.DateTimeField(label=_("From"), widget=_MOMENT, input_formats=_FORMATS)
    ends = forms.DateTimeField(label=_("Until"), widget=_MOMENT, input_formats=_FORMATS)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, people: Sequence[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        some = User.objects.filter(pk__in=[user.pk for user in people]).order_by("username")
        for name in ("user", "stand_in"):
            self.fields[name].queryset = some  # type: ignore[attr-defined]  # a choice of rows

    def clean(self) -> dict[str, Any]:
        """A shift has a length; nobody stands in for themselves."""
        data = super().clean() or self.cleaned_data
        if data.get("starts") and data.get("ends") and data["ends"] <= data["starts"]:
            self.add_error("ends", _("The shift ends before it begins."))
        if data.get("user") and data.get("user") == data.get("stand_in"):
            self.add_error("stand_in", _("Nobody stands in for themselves."))
        return data


def seen_of(shift: Shift) -> str:
    """What the form was filled with: another stored shift by now means that somebody else changed it."""
    return f"{shift.user_id}|{shift.stand_in_id}|{shift.starts.timestamp():.0f}|{shift.ends.timestamp():.0f}"


def next_month(today: date) -> tuple[date, date]:
    """The first and last day of the month after a day's."""
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _turn_of(user: User) -> str:
    return f"turn_{user.username}"
