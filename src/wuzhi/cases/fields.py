"""How each kind of field of a step is asked for and read. The schema itself is data in `process`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuzhi.cases.assigning import candidates
from wuzhi.cases.catalogue import CategoryFacts, ReasonFacts, catalogue
from wuzhi.cases.models import Case, Urgency
from wuzhi.cases.process import Field
from wuzhi.core.ids import read_number, read_tracking_code
from wuzhi.files.pictures import Picture, read_picture
from wuzhi.files.recordings import Recording, read_recording
from wuzhi.people.actor import Actor
from wuzhi.people.staff import Person
from wuzhi.people.units import UnitFacts, units

Choice: TypeAlias = tuple[Any, Any]
Offer: TypeAlias = Callable[[], Sequence[Choice]]
YES, NO = "yes", "no"
PERSON = "person"
# Marks that turn the direction of reading make a released line say what it does not hold.
NO_TURNING = RegexValidator(
    "[\u200e\u200f\u202a-\u202e\u2066-\u2069]", _("Please write without direction marks."), inverse_match=True
)
# Dates beyond these are slips of the pen; the outermost ones would not survive a change of zone.
FIRST_YEAR, LAST_YEAR = 2000, 2200
LEVELS = (
    ("5", _("very satisfied")),
    ("4", _("satisfied")),
    ("3", _("fair")),
    ("2", _("dissatisfied")),
    ("1", _("very dissatisfied")),
)


class OfferedField(forms.TypedChoiceField):
    """One of many: the list is made where a page shows it, a chosen value is only looked up.

    `find` gives what a value stands for, None where it is not offered; it must agree with `offer`.
    """

    def __init__(self, offer: Offer, find: Callable[[str], Any], **options: Any) -> None:
        self._find = find
        super().__init__(choices=offer, coerce=find, empty_value=None, **options)

    def valid_value(self, value: Any) -> bool:
        """Whether it is one of those offered."""
        return self._find(str(value)) is not None


class UnitField(OfferedField):
    """One unit, chosen from all that may be asked."""

    def __init__(self, **options: Any) -> None:
        nothing = "—" if options.get("required", True) else _("none")
        super().__init__(lambda: [("", nothing), *_units()], _unit, **options)


class PersonField(OfferedField):
    """One person whom the actor may name for one of these cases, by the official name."""

    def __init__(self, actor: Actor, cases: Sequence[Case], **options: Any) -> None:
        def offered() -> dict[str, Person]:
            return {str(one.id): one for case in cases for one in candidates(case, actor)}

        super().__init__(lambda: [("", "—"), *offered().items()], lambda value: offered().get(value), **options)


class UnitsField(forms.TypedMultipleChoiceField):
    """Several units, ticked."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=_units, coerce=_unit, empty_value=[], **options)

    def valid_value(self, value: Any) -> bool:
        """Whether it is a unit that may be asked."""
        return _unit(str(value)) is not None


class PictureField(forms.FileField):
    """A photo, read by its content and drawn anew."""

    widget = forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def clean(self, data: Any, initial: Any = None) -> Picture | None:
        """The picture; None where none was sent."""
        if isinstance(data, UploadedFile) and not data.size:
            raise ValidationError(_("The picture is empty. Please choose it again."))
        file = super().clean(data, initial)
        return read_picture(file, file.size) if file else None


class RecordingField(forms.FileField):
    """Voice or a short video, read by its content and packed anew. A phone offers to record it."""

    widget = forms.ClearableFileInput(attrs={"accept": "audio/*,video/*"})

    def clean(self, data: Any, initial: Any = None) -> Recording | None:
        """The recording; None where none was sent."""
        if isinstance(data, UploadedFile) and not data.size:
            raise ValidationError(_("The recording is empty. Please record it again."))
        file = super().clean(data, initial)
        return read_recording(file, file.size) if file else None


class CaseField(forms.CharField):
    """Another case, by its number or by the tracking code that a caller reads out, if the actor may see it."""

    def __init__(self, actor: Actor, **options: Any) -> None:
        self._actor = actor
        super().__init__(max_length=20, **options)

    def clean(self, value: Any) -> Case | None:
        """The case; ValidationError where there is none that this actor may see."""
        typed = super().clean(value)
        if not typed:
            return None
        number = read_number(typed)
        asked = Q(uuid__range=number) if number else Q(tracking_code=read_tracking_code(typed))
        found = list(Case.objects.visible_to(self._actor).with_relations(self._actor).filter(asked)[:2])
        if len(found) != 1:
            raise ValidationError(_("You have no case with this number or tracking code."))
        return found[0]


def build(field: Field, process: str, actor: Actor, cases: Sequence[Case] = ()) -> forms.Field:
    """The Django field for a field of the schema, in a step of these cases."""
    options: dict[str, Any] = {"label": field.label, "help_text": field.help, "required": field.required}
    if field.kind == PERSON:
        return PersonField(actor, cases, **options)
    return _BUILDERS[field.kind](field, process, actor, options)


def _text(field: Field, _process: str, _actor: Actor, options: dict[str, Any]) -> forms.Field:
    rows = {"words": 3, "summary": 2}.get(field.kind)
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    longest = min(field.longest, 300) if field.kind == "summary" else field.longest
    validators = [NO_TURNING] if field.kind in {"summary", "line"} else []
    return forms.CharField(max_length=longest, widget=widget, validators=validators, **options)


def _reason(field: Field, process: str, _actor: Actor, options: dict[str, Any]) -> forms.Field:
    def offer() -> list[Choice]:
        found = catalogue.fresh().reasons(process, field.reasons)
        return [("", "—"), *((reason.code, str(reason)) for reason in found)]

    def find(code: str) -> ReasonFacts | None:
        found = catalogue.fresh().reasons(process, field.reasons)
        return next((reason for reason in found if reason.code == code), None)

    return OfferedField(offer, find, **options)


def _category(field: Field, process: str, _actor: Actor, options: dict[str, Any]) -> forms.Field:
    nothing = ("", "—") if field.required else ("", _("I don't know"))

    def offer() -> list[Choice]:
        kinds: dict[str, list[tuple[str, str]]] = {}
        for found in catalogue.fresh().categories(process):
            kinds.setdefault(found.kind, []).append((found.code, str(found)))
        return [nothing, *((kind_label(kind), listed) for kind, listed in kinds.items())]

    def find(code: str) -> CategoryFacts | None:
        found = catalogue.fresh().category_by_code(code)
        return found if found and found.active and found.process == process else None

    return OfferedField(offer, find, **options)


def _choice(field: Field, _process: str, _actor: Actor, options: dict[str, Any]) -> forms.Field:
    named = {
        "urgency": tuple(Urgency.choices),
        "yes_no": ((YES, _("yes")), (NO, _("no"))),
        "level5": LEVELS,
    }
    choices = named.get(field.kind, field.choices)
    widget = forms.RadioSelect() if len(choices) <= 5 else forms.Select()
    if field.kind == "level5":
        return forms.TypedChoiceField(choices=choices, coerce=int, empty_value=None, widget=widget, **options)
    if field.kind == "yes_no":
        return forms.TypedChoiceField(choices=choices, coerce=_is_yes, empty_value=None, widget=widget, **options)
    return forms.ChoiceField(choices=choices, widget=widget, **options)


def _days(field: Field, _process: str, _actor: Actor, options: dict[str, Any]) -> forms.Field:
    return forms.IntegerField(min_value=field.least or 1, max_value=field.most or 90, **options)


def _date(_field: Field, _process: str, _actor: Actor, options: dict[str, Any]) -> forms.Field:
    between = [MinValueValidator(date(FIRST_YEAR, 1, 1)), MaxValueValidator(date(LAST_YEAR, 1, 1))]
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, validators=between, **options)


def _moment(_field: Field, _process: str, _actor: Actor, options: dict[str, Any]) -> forms.Field:
    first, last = (datetime(year, 1, 1, tzinfo=UTC) for year in (FIRST_YEAR, LAST_YEAR))
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(widget=widget, validators=[MinValueValidator(first), MaxValueValidator(last)], **options)


_BUILDERS: dict[str, Callable[[Field, str, Actor, dict[str, Any]], forms.Field]] = {
    "words": _text,
    "summary": _text,
    "line": _text,
    "contact": lambda _f, _p, _a, options: forms.CharField(max_length=80, **options),
    "choice": _choice,
    "urgency": _choice,
    "yes_no": _choice,
    "level5": _choice,
    "tick": lambda _f, _p, _a, options: forms.BooleanField(**{**options, "required": False}),
    "reason": _reason,
    "unit": lambda _f, _p, _a, options: UnitField(**options),
    "units": lambda _f, _p, _a, options: UnitsField(widget=forms.CheckboxSelectMultiple(), **options),
    "category": _category,
    "days": _days,
    "date": _date,
    "moment": _moment,
    "case": lambda _f, _p, actor, options: CaseField(actor, **options),
    "picture": lambda _f, _p, _a, options: PictureField(**options),
    "recording": lambda _f, _p, _a, options: RecordingField(**options),
}
KINDS = frozenset({*_BUILDERS, PERSON, "place"})
KIND_LABELS = {
    "environment": _("environment and sanitation"),
    "order": _("city order"),
    "ecology": _("ecology"),
    "facilities": _("public facilities"),
    "livelihood": _("livelihood"),
    "services": _("resident services"),
    "disputes": _("disputes"),
    "hazards": _("hidden hazards"),
}


def kind_label(kind: str) -> str:
    """A kind of matter in the reader's language."""
    return str(KIND_LABELS.get(kind, kind))


def _units() -> list[Choice]:
    return [(str(unit.id), str(unit)) for unit in units.fresh().active()]


def _unit(value: str) -> UnitFacts | None:
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        return None
    found = units.fresh().get(int(value))
    return found if found and found.active and str(found.id) == value else None


def _is_yes(value: str) -> bool:
    return value == YES
