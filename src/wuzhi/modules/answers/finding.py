"""Finding an answer by what a reader calls it: pairs of characters in memory, the rarest pairs weigh most."""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from wuzhi.modules.answers.models import Answer

LONGEST = 200
MOST = 20
_RUN = re.compile(r"[^\W_]+")
_WEIGHTS = {"title": 6.0, "title_en": 6.0, "other_words": 6.0, "text": 1.0, "text_en": 1.0}
_ENOUGH = 0.34  # of what was asked, by weight, must be found in the answer
_FILLERS = frozenset(
    {
        *("的", "了", "吗", "呢", "怎么", "么办", "如何", "什么", "哪里", "可以", "需要", "请问", "我想"),
        *("the", "a", "an", "to", "of", "is", "how", "do", "i", "can", "what", "where", "for"),
    }
)


def parts(text: str) -> set[str]:
    """What is matched: pairs of Chinese characters, and whole words of letters and digits."""
    found: set[str] = set()
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).casefold()):
        for piece in re.findall(r"[0-9a-z]+|[^0-9a-z]+", run):
            latin = piece[0].isascii()
            pairs = {piece[at : at + 2] for at in range(max(len(piece) - 1, 1))}
            found |= {piece} if latin else pairs
    return found - _FILLERS


class Finder:
    """The answers of this installation with their parts."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self.answers = list(answers)
        self._places: dict[str, dict[int, float]] = defaultdict(dict)
        for number, answer in enumerate(self.answers):
            for column, weight in _WEIGHTS.items():
                for part in parts(getattr(answer, column)):
                    held = self._places[part].get(number, 0.0)
                    self._places[part][number] = max(held, weight)

    def find(self, typed: str) -> list[Answer]:
        """The best first, at most MOST; those that hold too little of what was asked are left out."""
        asked = parts(typed[:LONGEST])
        rare = {part: math.log(1 + len(self.answers) / (1 + len(self._places.get(part, ())))) for part in asked}
        whole = sum(rare.values())
        marks: dict[int, float] = defaultdict(float)
        held: dict[int, float] = defaultdict(float)
        for part in asked:
            for number, weight in self._places.get(part, {}).items():
                marks[number] += weight * rare[part]
                held[number] += rare[part]
        fit = [number for number in marks if held[number] >= _ENOUGH * whole]
        fit.sort(key=lambda number: (-marks[number], self.answers[number].code))
        return [self.answers[number] for number in fit[:MOST]]
