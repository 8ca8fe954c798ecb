"""Finding cases by words: names of places, kinds and units become codes; released summaries are found by pairs.

A word finds a summary that holds every pair of neighbouring characters of the word, so two Chinese characters are
enough and both databases agree. What people wrote stays in the vault and is never searched.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from django.db.models import F, Q

from wuzhi.areas.codes import prefix_range
from wuzhi.areas.directory import directory
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.fields import kind_label
from wuzhi.cases.insert import insert
from wuzhi.cases.keyset import FOUND, Order
from wuzhi.cases.listing import is_wide, of_each
from wuzhi.cases.models import Case, Gram
from wuzhi.cases.visibility import CaseQuerySet, any_of
from wuzhi.core.ids import read_number
from wuzhi.people.units import units

LONGEST = 60
MOST_WORDS = 5
MOST_PLACES = 20
MOST_WAYS = 60
_RUN = re.compile(r"[^\W_]+")


def plain(text: str) -> str:
    """One form for what is written in several: width and case do not matter."""
    return unicodedata.normalize("NFKC", text).casefold()


def grams(text: str) -> set[int]:
    """The pairs of neighbouring characters within runs of letters, signs and digits, each as one number."""
    return {
        ord(first) << 21 | ord(second)
        for run in _RUN.findall(plain(text))
        for first, second in zip(run, run[1:], strict=False)
    }


def index(cases: Sequence[Case]) -> None:
    """Makes the summaries of these cases findable as they now are. The caller holds the transaction."""
    if not cases:
        return
    Gram.objects.filter(case__in=cases).delete()
    insert([Gram(gram=gram, case_id=case.pk) for case in cases for gram in sorted(grams(case.summary))])


def words_of(text: str) -> list[str]:
    """What was typed, cut at blanks: at most MOST_WORDS of them."""
    return plain(text[:LONGEST]).split()[:MOST_WORDS]


@dataclass(frozen=True)
class Named:
    """One thing that a word names; `dense` where a walk through all cases meets it often."""

    condition: Q
    dense: bool = False

    def narrow(self, cases: CaseQuerySet[Case]) -> CaseQuerySet[Case]:
        """The cases of it."""
        return cases.filter(of_each(self.condition) if self.dense else self.condition)


def matching(ways: Sequence[CaseQuerySet[Case]], text: str) -> list[CaseQuerySet[Case]]:
    """Of the cases found in these ways those that hold every word, `rank` beside each, which FOUND sorts by.

    A word is the name of something (a place, a kind, a unit, a case's number), or stands in a summary. What comes back
    are ways again, one for each thing that could be meant: never an "or" for a planner to guess at.
    """
    words = words_of(text)
    if not words:
        return list(ways)
    named = {word: _named(word) for word in words}
    known = sorted(filter(None, named.values()), key=lambda things: (any(one.dense for one in things), len(things)))
    rest = [word for word in words if not named[word]]
    found = [_by_text(cases, words) for cases in ways]
    if known:
        first, *others = known
        if rest and len(first) * len(ways) > MOST_WAYS:  # the text finds them sooner
            return [*found, *(_by_text(_asked(cases, known), rest) for cases in ways)]
        meant = [_asked(thing.narrow(cases), others) for thing in first for cases in ways]
        found += [_by_text(cases, rest) if rest else _ranked(cases, "pk") for cases in meant]
    return found


def order_of(chosen: Order, text: str) -> Order:
    """Newest first, what words find comes in the order in which pairs are kept: nothing is sorted then."""
    return FOUND if words_of(text) and chosen.key == "newest" else chosen


def _by_text(cases: CaseQuerySet[Case], words: Iterable[str]) -> CaseQuerySet[Case]:
    """A join for each pair: the database walks one pair's cases in their order."""
    wanted = [grams(word) for word in words]
    if not all(wanted):
        return cases.none()
    first, *others = sorted({gram for pairs in wanted for gram in pairs})
    cases = _ranked(cases.filter(grams__gram=first), "grams__case_id")
    for gram in others:
        cases = cases.filter(grams__gram=gram)
    return cases


def _ranked(cases: CaseQuerySet[Case], key: str) -> CaseQuerySet[Case]:
    """The case's key, from the row that an index is walked for."""
    return cast("CaseQuerySet[Case]", cases.annotate(rank=F(key)))


def _asked(cases: CaseQuerySet[Case], known: Iterable[Sequence[Named]]) -> CaseQuerySet[Case]:
    for things in known:
        cases = cases.filter(of_each(any_of(thing.condition for thing in things)))
    return cases


def _named(word: str) -> list[Named]:
    return [*_places(word), *_kinds(word), *_units(word), *_number(word)]


def _places(word: str) -> list[Named]:
    """In the areas of that name, of those within another only the widest; at the buildings and hamlets of that name."""
    found = [area for area in directory().within("") if word in plain(f"{area.name} {area.name_en}")]
    codes = [area.code for area in found if area.code.isdigit()]
    widest = [code for code in codes if not any(code != other and code.startswith(other) for other in codes)]
    things = [Named(prefix_range("area_code", code), is_wide(code)) for code in widest[:MOST_PLACES]]
    return [*things, *(Named(Q(place=area.id)) for area in found if not area.code.isdigit())][:MOST_PLACES]


def _kinds(word: str) -> list[Named]:
    known = catalogue.fresh().all_categories()
    found = [one.id for one in known if word in plain(f"{one.name} {one.name_en} {kind_label(one.kind)}")]
    return [Named(Q(category=category)) for category in sorted(found)[:MOST_PLACES]]


def _units(word: str) -> list[Named]:
    found = [unit.id for unit in units.fresh() if word in plain(f"{unit.name} {unit.name_en}")]
    return [Named(Q(lead_unit=unit)) for unit in sorted(found)[:MOST_PLACES]]


def _number(word: str) -> list[Named]:
    number = read_number(word)
    if number:
        return [Named(Q(uuid__range=number))]
    given = any(sign.isdigit() for sign in word)
    return [Named(Q(external_number=written)) for written in {word, word.upper()}] if given else []
