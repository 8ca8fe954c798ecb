"""Leaves and who has what, in words: the page of one's own absence and the people of one's units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Count
from django.utils.translation import gettext as _

from wuzhi.cases.models import Case
from wuzhi.core import clock
from wuzhi.people.actor import Actor
from wuzhi.people.models import Leave, Post, Role, User
from wuzhi.people.staff import Person, staff
from wuzhi.people.units import units


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone of a unit: what they are there, who stands in for them, and how many open matters name them."""

    id: int
    name: str
    roles: str
    stand_ins: str
    count: int
    gone: bool = False


@dataclass(frozen=True, slots=True)
class UnitPeople:
    """A unit of the viewer's and its people, by name."""

    name: str
    people: list[Colleague]


class AwayForm(forms.Form):
    """From when to when, and for each post that someone else in the unit has too, who stands in."""

    def __init__(self, posts: Iterable[Post], allowed: dict[int, list[User]], data: Any = None) -> None:
        super().__init__(data)
        today = clock.today().isoformat()
        for name, label in (("first", _("First day away")), ("last", _("Last day away"))):
            widget = forms.DateInput(attrs={"type": "date", "min": today}, format="%Y-%m-%d")
            self.fields[name] = forms.DateField(label=label, widget=widget)
        self._posts = {post.pk: post for post in posts if allowed.get(post.pk)}
        for post in self._posts.values():
            facts = {"role": post.get_role_display(), "unit": post.unit}
            self.fields[f"post_{post.pk}"] = forms.ModelChoiceField(
                User.objects.filter(pk__in=[person.pk for person in allowed[post.pk]]),
                label=_("Who stands in for you as %(role)s, %(unit)s?") % facts,
                required=len(self._posts) == 1,
                empty_label="—",
            )

    def chosen(self) -> dict[Post, User]:
        """The stand-in by post, where one was chosen."""
        found = {post: self.cleaned_data.get(f"post_{post.pk}") for post in self._posts.values()}
        return {post: person for post, person in found.items() if person is not None}


def leave_words(leave: Leave) -> str:
    """As in: Zhang San is away from 10 to 12 March; Li Si stands in."""
    facts = {"person": leave.post.user, "stand_in": leave.stand_in, "first": leave.starts, "last": last_day(leave)}
    if leave.ends <= leave.starts:
        return _("%(person)s is not away after all; %(stand_in)s does not stand in.") % facts
    if leave.ends <= clock.today():
        return _("%(person)s is back since %(back)s; %(stand_in)s no longer stands in.") % {**facts, "back": leave.ends}
    return _("%(person)s is away from %(first)s to %(last)s; %(stand_in)s stands in.") % facts


def last_day(leave: Leave) -> date:
    """The last day away, as people say it; the row holds the day after."""
    return leave.ends - timedelta(days=1)


def units_of(viewer: Actor) -> list[UnitPeople]:
    """The people of the viewer's units, and whoever still has matters of it but no post any more. Two queries."""
    own = sorted(viewer.unit_ids)
    rows = Case.objects.visible_to(viewer).filter(closed_at__isnull=True, assignee__isnull=False, lead_unit__in=own)
    counted = rows.order_by().values_list("lead_unit_id", "assignee_id").annotate(Count("pk"))
    counts = Counter({(unit_id, person_id): count for unit_id, person_id, count in counted})
    here = {(unit_id, one.id) for unit_id in own for one in staff.fresh().of_unit(unit_id)}
    left = User.objects.filter(pk__in={person for unit_id, person in counts if (unit_id, person) not in here})
    names = {user.pk: str(user) for user in left}
    found = []
    for unit_id in own:
        people = [_colleague(one, unit_id, counts) for one in staff.fresh().of_unit(unit_id)]
        gone = [
            Colleague(pk, names[pk], "", "", count, gone=True)
            for (unit, pk), count in sorted(counts.items())
            if unit == unit_id and (unit, pk) not in here and pk in names
        ]
        found.append(UnitPeople(str(units.fresh().get(unit_id) or ""), [*gone, *people]))
    return found


def _colleague(person: Person, unit_id: int, counts: Counter[tuple[int, int]]) -> Colleague:
    roles = sorted({seat.role for seat in person.seats if seat.unit_id == unit_id})
    others = _(", ").join(str(one) for one in staff.fresh().stand_ins(person, unit_id))
    labels = _(", ").join(str(Role(role).label) for role in roles)
    return Colleague(person.id, str(person), labels, others, counts[unit_id, person.id])
