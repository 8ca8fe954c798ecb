"""The morning brief (日汇总): what a leader is told in a few sentences, each number of which opens what it counts."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.listing import of_each
from wuzhi.cases.models import Case
from wuzhi.cases.visibility import sight
from wuzhi.core import clock
from wuzhi.insight.parts import Part
from wuzhi.insight.queries import Counted, Summary
from wuzhi.insight.standing import Standing
from wuzhi.people.actor import Actor

MOST_KINDS = 3


@dataclass(frozen=True)
class Kind:
    """A kind of matter, and how many of it came in."""

    name: str
    number: int
    part: Part


def kinds(viewer: Actor, came: Counted, part: Part) -> list[Kind]:
    """Of those that came in, the kinds with the most. One query."""
    condition = came.figure.condition(came.span) & part.condition()
    found = Case.objects.filter(condition, process=came.figure.process, category__isnull=False)
    counted = found.filter(of_each(sight(viewer))).order_by().values_list("category").annotate(number=Count("pk"))
    listed = catalogue.fresh()
    ranked = sorted(counted, key=lambda one: (-one[1], one[0]))[:MOST_KINDS]
    return [Kind(str(listed.category(kind)), number, part.of(category=kind)) for kind, number in ranked]


class Brief:
    """Its sentences: of today the day before and what stands now, of an earlier day that day alone."""

    def __init__(self, summary: Summary, standing: Standing, came: list[Kind]) -> None:
        self._summary, self._part, self._standing, self._kinds = summary, standing.part, standing, came
        self._now = {one.figure.key: one for one in summary.standing}

    def sentences(self) -> list[SafeString]:
        """In the order of their weight."""
        if self._summary.span.last != clock.today():
            day = {one.figure.key: one for one in self._summary.daily}
            words = _("On this day {came} came in and {ended} ended.")
            return [self._say(words, came=day["in"], ended=day["closed"]), self._answers()]
        before = self._summary.before
        words = _("Yesterday {came} came in and {ended} ended. Open now: {open}.")
        first = self._say(words, came=before["in"], ended=before["closed"], open=self._now["open"])
        return [first, *self._most(), self._late(), self._today(), *self._hard(), self._answers()]

    def _most(self) -> list[SafeString]:
        if not self._kinds:
            return []
        came = self._summary.before["in"]
        each = [(one.name, self._link(came, one.number, one.part)) for one in self._kinds]
        return [format_html(_("Most of them: {kinds}."), kinds=format_html_join(_(", "), "{} {}", each))]

    def _late(self) -> SafeString:
        overdue, worst = self._now["overdue"], max(self._standing.by_unit(), key=lambda one: one.late, default=None)
        if worst is None or not worst.late:
            return format_html("{}", _("Nothing is overdue."))
        most = self._link(overdue, worst.late, worst.part)
        late = self._link(overdue, overdue.number, self._part)
        return format_html(
            _("Overdue: {late}, the most of them with {unit}: {most}."), late=late, unit=worst.name, most=most
        )

    def _today(self) -> SafeString:
        words = _("Still due today: {due}. Urgent: {urgent}.")
        return self._say(words, due=self._now["due_today"], urgent=self._now["urgent"])

    def _hard(self) -> list[SafeString]:
        objected, supervised = self._now["objected"], self._now["supervised"]
        if not objected.number and not supervised.number:
            return []
        words = _("Waiting for the supervisor after a second objection: {objected}. Under supervision: {supervised}.")
        return [self._say(words, objected=objected, supervised=supervised)]

    def _answers(self) -> SafeString:
        found = self._summary.answered
        if not found["answers"].number and not found["silent"].number:
            return format_html("{}", _("In seven days no callback was answered or left unanswered."))
        words = _(
            "Callbacks in seven days: {answers} answered, {satisfied} at level 4 or 5; {silent} without an answer."
        )
        return self._say(words, **found)

    def _say(self, words: str, **counted: Counted) -> SafeString:
        return format_html(words, **{name: self._link(one, one.number, self._part) for name, one in counted.items()})

    def _link(self, counted: Counted, number: int, part: Part) -> SafeString:
        url = address(counted, part)
        return format_html('<a href="{}"><b>{}</b></a>', url, number)


def address(counted: Counted, part: Part) -> str:
    """Of the list behind a number."""
    return f"{reverse('insight:cases', args=[counted.figure.key])}?{part.query}&{counted.span.query}"
