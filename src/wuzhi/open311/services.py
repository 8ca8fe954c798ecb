"""Services are the categories that anyone may report and the public may see; attributes are what else is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from wuzhi.cases import process
from wuzhi.cases.catalogue import CategoryFacts, catalogue
from wuzhi.cases.fields import kind_label
from wuzhi.cases.forms import StepForm
from wuzhi.cases.process import ANYONE, Field, Process
from wuzhi.open311.faults import Fault
from wuzhi.people.actor import ANYONE as NOBODY

# What the standard's own parameters say.
_SAID = {"category", "place", "words", "contact", "picture", "recording"}
_DATATYPES = {
    "line": "string", "summary": "text", "days": "number", "date": "datetime", "moment": "datetime",
    "choice": "singlevaluelist", "urgency": "singlevaluelist", "yes_no": "singlevaluelist",
    "level5": "singlevaluelist", "tick": "singlevaluelist", "unit": "singlevaluelist", "reason": "singlevaluelist",
    "units": "multivaluelist",
}  # fmt: skip
TICKED = "true"


@dataclass(frozen=True)
class Service:
    """A category with the process that takes it in."""

    category: CategoryFacts
    process: Process


def services() -> Iterator[Service]:
    """All of them, in reading order."""
    known = catalogue.fresh()
    for one in process.all_current():
        asks = any(field.kind == "category" for field in one.opening.form)
        if asks and ANYONE in one.opening.by and known.is_offered_somewhere(one.key):
            yield from (Service(found, one) for found in known.categories(one.key) if found.public)


def service(code: str) -> Service:
    """The service of this code. Fault 404."""
    found = next((one for one in services() if one.category.code == code), None)
    if found is None:
        raise Fault(404, _("service_code: there is no service %(code)s.") % {"code": code[:40]})
    return found


def summary(one: Service) -> dict[str, Any]:
    """A line of the list of services."""
    name = str(one.category)
    return {
        "service_code": one.category.code,
        "service_name": name,
        "description": f"{one.process.label}: {name}",
        "metadata": bool(asked(one)),
        "type": "realtime",
        "keywords": ", ".join(dict.fromkeys((one.category.name, one.category.name_en, kind_label(one.category.kind)))),
        "group": kind_label(one.category.kind),
    }


def definition(one: Service) -> dict[str, Any]:
    """What is asked beside the standard's own parameters."""
    form = StepForm(one.process, one.process.opening, NOBODY)
    return {
        "service_code": one.category.code,
        "attributes": [_attribute(form, field, order) for order, field in enumerate(asked(one), start=1)],
    }


def asked(one: Service) -> list[Field]:
    """The fields of the opening that stand for attributes."""
    return [field for field in one.process.opening.form if field.kind in _DATATYPES and not field.official]


def _attribute(form: StepForm, field: Field, order: int) -> dict[str, Any]:
    return {
        "variable": True,
        "code": field.key,
        "datatype": _DATATYPES[field.kind],
        "required": field.required,
        "datatype_description": str(field.help) or None,
        "order": order,
        "description": str(field.label),
        **({"values": _values(form.fields[field.key])} if _DATATYPES[field.kind].endswith("list") else {}),
    }


def _values(shown: forms.Field) -> list[dict[str, str]]:
    if isinstance(shown, forms.BooleanField):
        return [{"key": TICKED, "name": _("yes")}]
    choices: Any = getattr(shown, "choices", ())
    return [{"key": str(key), "name": str(name)} for key, name in choices if str(key)]
