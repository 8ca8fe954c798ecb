"""What is wrong or missing in the settings, each with the page where it is mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wuzhi.areas.calendar import is_published
from wuzhi.areas.codes import LENGTHS, Level
from wuzhi.areas.models import CalendarDay
from wuzhi.cases.models import Category, Route, StandardText
from wuzhi.cases.recounting import to_do
from wuzhi.core import clock
from wuzhi.modules.answers.models import Answer
from wuzhi.people.models import Post, Unit
from wuzhi.people.units import units
from wuzhi.roster.queries import unit_on_duty

_NAMED = 8


@dataclass(frozen=True)
class Gap:
    """One thing to be mended: a sentence, some names, and where."""

    words: str
    names: list[str]
    more: int
    url: str
    urgent: bool = False


def gaps() -> list[Gap]:
    """The worst first: what leaves matters with nobody, then times, then words."""
    found = [*_routes(), *_posts(), *_duty(), *_calendar(), *_texts()]
    return sorted(found, key=lambda gap: not gap.urgent)


def _gap(words: str, rows: Iterable[object], url: str, *, urgent: bool = False) -> Gap:
    names = [str(row) for row in rows]
    return Gap(words, names[:_NAMED], max(0, len(names) - _NAMED), url, urgent)


def _routes() -> Iterator[Gap]:
    today = clock.today()
    in_force = Route.objects.filter(Q(ends=None) | Q(ends__gt=today), starts__lte=today)
    bare = list(Category.objects.filter(active=True).exclude(pk__in=in_force.values("category")))
    if bare:
        words = ngettext(
            "%(count)d category has no route: nobody would be proposed.",
            "%(count)d categories have no route: nobody would be proposed.",
            len(bare),
        )
        yield _gap(words % {"count": len(bare)}, bare, reverse("admin:cases_route_add"), urgent=True)
    idle = list(in_force.filter(unit__active=False).select_related("unit", "category"))
    if idle:
        words = ngettext(
            "%(count)d route leads to a unit that is no longer active.",
            "%(count)d routes lead to units that are no longer active.",
            len(idle),
        )
        names = [f"{route.category} → {route.unit}" for route in idle]
        yield _gap(words % {"count": len(idle)}, names, reverse("admin:cases_route_changelist"), urgent=True)


def _posts() -> Iterator[Gap]:
    manned = Post.objects.in_force(clock.today()).values("unit")
    empty = list(Unit.objects.filter(active=True).exclude(pk__in=manned))
    if empty:
        words = ngettext(
            "%(count)d unit has nobody with a post: what goes there is seen by no one.",
            "%(count)d units have nobody with a post: what goes there is seen by no one.",
            len(empty),
        )
        yield _gap(words % {"count": len(empty)}, empty, reverse("admin:people_post_add"), urgent=True)


def _duty() -> Iterator[Gap]:
    length = LENGTHS[Level.COUNTY]
    counties = sorted({unit.area_code[:length] for unit in units.fresh().active() if len(unit.area_code) >= length})
    bare = [county for county in counties[:20] if unit_on_duty(county) is None]
    if bare:
        words = _("Nobody is on duty, and no centre answers for what must be done at once.")
        yield _gap(words, bare, reverse("roster:duty"), urgent=True)


def _calendar() -> Iterator[Gap]:
    this = clock.today().year
    for year in (this, this + 1):
        url = reverse("administration:year", args=[year])
        days = CalendarDay.objects.filter(area_code="", day__year=year)
        if not days.exists():
            words = _("The calendar has no holidays of %(year)d.") % {"year": year}
            yield _gap(words, [], url, urgent=year == this)
        elif days.filter(estimated=True).exists():
            words = _("The holidays of %(year)d are an estimate: enter those that the State Council has published.")
            yield _gap(words % {"year": year}, [], url, urgent=year == this or is_published(year))
    if to_do():
        words = _("Days of the calendar were changed, and due times are still being counted anew.")
        yield _gap(words, [], reverse("administration:this_year"))


def _texts() -> Iterator[Gap]:
    today = clock.today()
    texts = list(StandardText.objects.filter(Q(body_en="") | Q(name_en=""), active=True))
    if texts:
        words = ngettext(
            "%(count)d standard text is not there in English.",
            "%(count)d standard texts are not there in English.",
            len(texts),
        )
        yield _gap(words % {"count": len(texts)}, texts, reverse("admin:cases_standardtext_changelist"))
    current = Answer.objects.filter(Q(valid_until=None) | Q(valid_until__gt=today))
    answers = list(current.filter(Q(text_en="") | Q(title_en="")))
    if answers:
        words = ngettext(
            "%(count)d answer is not there in English.", "%(count)d answers are not there in English.", len(answers)
        )
        yield _gap(words % {"count": len(answers)}, answers, reverse("answers:keep"))
