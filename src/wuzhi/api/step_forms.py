"""A step's form as JSON Schema, and JSON as the form reads it: the same schema that the page draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from wuzhi.api.problems import FieldFault, Refused
from wuzhi.areas.datum import Datum
from wuzhi.cases.fields import NO, YES, PictureField, RecordingField
from wuzhi.cases.forms import StepForm
from wuzhi.cases.models import Case
from wuzhi.cases.process import Field, Process, Step
from wuzhi.people.actor import Actor

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FILE = {"type": "string", "contentEncoding": "binary"}
_FOLD = "x-fold"  # a heading under which a page folds what few will say
_PLACE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "code": {"type": "string", "maxLength": 17},
        "name": {"type": "string", "maxLength": 60},
        "longitude": {"type": "number", "minimum": -180, "maximum": 180},
        "latitude": {"type": "number", "minimum": -90, "maximum": 90},
        "datum": {"enum": [one.value for one in Datum]},
    },
    "additionalProperties": False,
}


def schema_of(definition: Process, step: Step, actor: Actor, cases: Sequence[Case] = ()) -> dict[str, Any]:
    """What the step asks of this actor for these cases. Files are sent as parts of the same names."""
    form = StepForm(definition, step, actor, cases=cases)
    asked = {field.key: field for field in step.form if field.kind == "place" or field.key in form.fields}
    return {
        "$schema": DIALECT,
        "type": "object",
        "properties": {key: _described(field, form.fields.get(key)) for key, field in asked.items()},
        "required": [key for key, field in asked.items() if field.required and field.kind != "tick"],
        "additionalProperties": False,
    }


def flat(step: Step, data: Mapping[str, Any]) -> dict[str, Any]:
    """JSON as the step's form takes it. Raises Refused with every field that it can't take."""
    known = {field.key: field for field in step.form}
    faults = [FieldFault(field=key[:60], detail=_("The step has no such field.")) for key in data if key not in known]
    found: dict[str, Any] = {}
    for key, value in data.items():
        if key not in known:
            continue
        try:
            found |= _place(value) if known[key].kind == "place" else {key: _value(known[key], value)}
        except ValueError:
            faults.append(FieldFault(field=key, detail=_("This is not as the description says.")))
    if faults:
        raise Refused(422, _("Please look at the marked fields."), faults)
    return found


def _described(field: Field, asked: forms.Field | None) -> dict[str, Any]:
    words = {"title": str(field.label)}
    words |= {name: str(said) for name, said in (("description", field.help), (_FOLD, field.fold)) if said}
    if asked is None:
        return {**_PLACE, **words}
    described = next(describe(asked) for kind, describe in _KINDS if isinstance(asked, kind))
    return {**(_yes_no(field) or described), **words}


def _yes_no(field: Field) -> dict[str, Any] | None:
    return {"type": "boolean"} if field.kind == "yes_no" else None


def _text(asked: Any) -> dict[str, Any]:
    return {"type": "string", **({"maxLength": asked.max_length} if asked.max_length else {})}


def _whole(asked: Any) -> dict[str, Any]:
    limits = {"minimum": asked.min_value, "maximum": asked.max_value}
    return {"type": "integer", **{name: value for name, value in limits.items() if value is not None}}


def _one_of(asked: Any) -> dict[str, Any]:
    return {"oneOf": _choices(asked.choices)}


def _choices(choices: Any, group: str = "") -> list[dict[str, str]]:
    """A group of choices is its members, each described by it."""
    found: list[dict[str, str]] = []
    for value, label in choices:
        if isinstance(label, list | tuple):
            found += _choices(label, str(value))
        elif value:
            found.append({"const": str(value), "title": str(label), **({"description": group} if group else {})})
    return found


# The first that fits.
_KINDS: tuple[tuple[type[forms.Field], Callable[[Any], dict[str, Any]]], ...] = (
    (PictureField, lambda _asked: {**_FILE, "contentMediaType": "image/*"}),
    (RecordingField, lambda _asked: {**_FILE, "contentMediaType": "audio/*"}),
    (forms.MultipleChoiceField, lambda asked: {"type": "array", "items": _one_of(asked), "uniqueItems": True}),
    (forms.ChoiceField, _one_of),
    (forms.BooleanField, lambda _asked: {"type": "boolean"}),
    (forms.IntegerField, _whole),
    (forms.DateField, lambda _asked: {"type": "string", "format": "date"}),
    (forms.DateTimeField, lambda _asked: {"type": "string", "format": "date-time"}),
    (forms.CharField, _text),
)


def _value(field: Field, value: Any) -> Any:
    """A plain value, or a list of them; ValueError for anything else."""
    if field.kind == "yes_no" and isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, bool) else _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(type(value).__name__)
    text = str(value)
    text.encode()  # a lone half of a character is no text: UnicodeEncodeError is a ValueError
    return text


def _place(value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict) or not value.keys() <= _PLACE["properties"].keys():
        raise ValueError("place")
    return {f"place_{key}": None if one is None else _plain(one) for key, one in value.items()}
