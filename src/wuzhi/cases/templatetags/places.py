"""What a place field offers where a name fits several villages, or one was chosen already."""

from django.template import Library

from wuzhi.areas.directory import AreaFacts, directory
from wuzhi.cases.forms import StepForm
from wuzhi.cases.screens.describe import place_words

register = Library()


@register.simple_tag
def places(form: StepForm) -> list[tuple[AreaFacts, str, bool]]:
    """(area, its path in words, chosen) for each place to choose from; empty where the name says enough."""
    chosen = str(form["place_code"].value() or "")
    offered = list(form.place_choices)
    known = directory().get(chosen)
    if known is not None and all(area.code != chosen for area in offered):
        offered.insert(0, known)
    return [(area, place_words(area.code), area.code == chosen) for area in offered]
