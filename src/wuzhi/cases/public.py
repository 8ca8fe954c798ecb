"""What anyone may see of matters, without an account: the one condition of lists, maps, counts and pictures."""

from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.models import Case
from wuzhi.cases.visibility import CaseQuerySet


def released() -> CaseQuerySet[Case]:
    """Matters whose summary was released and not taken back, of categories that are public today."""
    hidden = catalogue.fresh().hidden()
    found = Case.objects.filter(public=True)
    return found.exclude(category__in=hidden) if hidden else found
