"""Public matters found by words: what was released of them, their kind, the names of villages and towns.

The rule of pairs is the workers' own (`cases.search`): two Chinese characters are enough. Buildings are not searched:
a matter is told by its grid, and whoever finds it by a building would know who lives there.
"""

from __future__ import annotations

from django.db.models import Q

from wuzhi.areas.codes import LENGTHS, Level, prefix_range
from wuzhi.areas.directory import directory
from wuzhi.cases import search
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.fields import kind_label
from wuzhi.cases.models import Case, Gram
from wuzhi.cases.visibility import NOBODY, CaseQuerySet, either

LONGEST = search.LONGEST
MOST_PLACES = 20
_NAMED = (LENGTHS[Level.TOWN], LENGTHS[Level.VILLAGE])


def holding(found: CaseQuerySet[Case], text: str) -> CaseQuerySet[Case]:
    """Of these the matters that hold every word typed. No query of its own."""
    for word in search.words_of(text):
        found = found.filter(either(_by_summary(word), either(_by_kind(word), _by_place(word))))
    return found


def too_short(text: str) -> bool:
    """Whether a word was typed that no summary can be asked for and that names nothing either."""
    words = search.words_of(text)
    return any(not search.grams(word) and either(_by_kind(word), _by_place(word)) == NOBODY for word in words)


def _by_summary(word: str) -> Q:
    """Every pair of neighbouring characters stands in the summary."""
    pairs = sorted(search.grams(word))
    found = Q()
    for pair in pairs:
        found &= Q(pk__in=Gram.objects.filter(gram=pair).values("case"))
    return found if pairs else NOBODY


def _by_kind(word: str) -> Q:
    known = catalogue.fresh().all_categories()
    meant = [one.id for one in known if one.public and word in _names(one.name, one.name_en, kind_label(one.kind))]
    return Q(category__in=meant) if meant and search.grams(word) else NOBODY


def _by_place(word: str) -> Q:
    """In a village or town of that name; a town's villages are in it already."""
    if not search.grams(word):
        return NOBODY
    known = [one for one in directory().within("") if len(one.code) in _NAMED and one.code.isdigit()]
    codes = [one.code for one in known if word in _names(one.name, one.name_en)]
    widest = [code for code in codes if not any(code != other and code.startswith(other) for other in codes)]
    found = NOBODY
    for code in widest[:MOST_PLACES]:
        found = either(found, prefix_range("area_code", code))
    return found


def _names(*names: str) -> str:
    return search.plain(" ".join(names))
