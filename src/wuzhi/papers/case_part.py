"""The letters of a case, on its page."""

from wuzhi.cases.manifest import CasePart, add_to_case
from wuzhi.papers.queries import letters_of

add_to_case(CasePart("papers/letters.html", letters_of))
