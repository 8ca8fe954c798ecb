"""Standard texts in memory, and their placeholders: what of a case may stand in them, and never a word of a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wuzhi.areas.codes import covers
from wuzhi.areas.queries import name_path
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.models import Case, StandardText
from wuzhi.core import clock
from wuzhi.core.ids import show_number
from wuzhi.core.naming import named
from wuzhi.core.versions import Versioned
from wuzhi.people.units import units

GAP = "____"  # where the case does not say it, whoever writes fills it in


@dataclass(frozen=True, slots=True)
class TextFacts:
    """A standard text as steps need it."""

    process: str
    step: str
    field: str
    code: str
    area_code: str
    name: str
    name_en: str
    body: str
    body_en: str


@dataclass(frozen=True, slots=True)
class Offered:
    """A text for one field of one case: its name, its words with the placeholders filled, and how a link names it."""

    name: str
    filled: str
    link: str


def offered(case: Case, step_key: str, field_key: str) -> list[Offered]:
    """The texts of a field at the case's place, in reading order. No query."""
    return offered_to_all([case], step_key, field_key)


def offered_to_all(cases: Sequence[Case], step_key: str, field_key: str) -> list[Offered]:
    """The texts that are the same for several cases of one process; where they differ in a fact, a gap. No query."""
    if not cases:
        return []
    fitting = [_best(case, step_key, field_key) for case in cases]
    shared = [one for code, one in fitting[0].items() if all(other.get(code) == one for other in fitting[1:])]
    return [
        Offered(named(one.name, one.name_en), fill(one, *cases), f"{step_key}.{field_key}.{one.code}") for one in shared
    ]


def _best(case: Case, step_key: str, field_key: str) -> dict[str, TextFacts]:
    """By code, the one of the most specific area."""
    best: dict[str, TextFacts] = {}
    for one in texts.fresh().get((case.process, step_key, field_key), ()):
        held = best.get(one.code)
        if covers(one.area_code, case.area_code) and (held is None or len(one.area_code) > len(held.area_code)):
            best[one.code] = one
    return best


def fill(text: TextFacts, *cases: Case) -> str:
    """The words in the reader's language with what the cases say alike."""
    body = named(text.body, text.body_en)
    values: dict[str, str] = {}
    for name, say in FIELDS.items():
        said = {say(case) for case in cases}
        values[name] = (said.pop() if len(said) == 1 else "") or GAP
    parts = [before + (values.get(name, GAP) if name else "") for before, name, _spec, _conversion in _parts(body)]
    return "".join(parts)


def check(body: str) -> None:
    """Raises ValidationError that names the first placeholder that is none."""
    known = " ".join(f"{{{name}}}" for name in FIELDS)
    try:
        names = [(name, spec, conversion) for _text, name, spec, conversion in _parts(body) if name is not None]
    except ValueError as error:
        raise ValidationError(_("A brace stands alone. Placeholders are: %(known)s") % {"known": known}) from error
    for name, spec, conversion in names:
        if name not in FIELDS or spec or conversion:
            said = {"name": f"{{{name[:30]}}}", "known": known}
            raise ValidationError(_("%(name)s is no placeholder. There are: %(known)s") % said)


def _parts(body: str) -> list[tuple[str, str | None, str | None, str | None]]:
    return list(Formatter().parse(body))


def _category(case: Case) -> str:
    return str(catalogue.fresh().category(case.category_id) or "")


def _unit(case: Case) -> str:
    return str(units.fresh().get(case.lead_unit_id) or "")


def _due(case: Case) -> str:
    return case.due_at.astimezone(clock.local_zone()).strftime("%Y-%m-%d %H:%M") if case.due_at else ""


# What a placeholder stands for: facts of the matter alone.
FIELDS: Mapping[str, Callable[[Case], str]] = {
    "place": lambda case: name_path(case.area_code),
    "category": _category,
    "unit": _unit,
    "due": _due,
    "date": lambda _case: clock.today().isoformat(),
    "number": lambda case: show_number(case.uuid),
}


def _load() -> dict[tuple[str, str, str], list[TextFacts]]:
    fields = ("process", "step", "field", "code", "area_code", "name", "name_en", "body", "body_en")
    found: dict[tuple[str, str, str], list[TextFacts]] = {}
    for row in StandardText.objects.filter(active=True).order_by("order", "code").values_list(*fields):
        found.setdefault((row[0], row[1], row[2]), []).append(TextFacts(*row))
    return found


texts = Versioned("catalogue", _load)
