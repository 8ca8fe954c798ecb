"""The form of a step, made from its schema: the page shows it, the API and the phone bind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeAlias

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from wuzhi.areas.directory import AreaFacts, directory
from wuzhi.cases import fields, place
from wuzhi.cases.models import Case
from wuzhi.cases.process import Process, Step
from wuzhi.people.actor import DESKS, Actor

Files: TypeAlias = "MultiValueDict[str, UploadedFile[bytes]]"
PLACE_KEYS = ("place_code", "place_name", "place_longitude", "place_latitude", "place_datum")


@dataclass(frozen=True)
class Part:
    """Fields that stand together. Under a `heading` they are folded away until one of them says something."""

    heading: str
    fields: list[BoundField]

    @property
    def is_open(self) -> bool:
        """Whether one of them holds an answer or a fault."""
        return any(bound.errors or bound.value() for bound in self.fields)


class StepForm(forms.Form):
    """One field per field of the step, in its order. A place is several inputs and one value, `place`.

    `cases` are those that the step is to be taken of: who may be named depends on them.
    """

    def __init__(
        self,
        process: Process,
        step: Step,
        actor: Actor,
        data: Mapping[str, Any] | None = None,
        *,
        files: Files | None = None,
        initial: dict[str, Any] | None = None,
        cases: Sequence[Case] = (),
    ) -> None:
        super().__init__(data, files, initial=initial)
        self._step = step
        self.place_choices: list[AreaFacts] = []
        self.place_required: bool | None = None
        for field in step.form:
            if field.official and not actor.has_role(*DESKS):
                continue
            if field.kind == "place":
                self.place_required = field.required
                self._add_place(field.label, field.help)
            else:
                self.fields[field.key] = fields.build(field, process.key, actor, cases)

    def _add_place(self, label: Any, help_text: Any) -> None:
        self.fields["place_code"] = forms.CharField(max_length=17, required=False, widget=forms.HiddenInput())
        self.fields["place_name"] = forms.CharField(max_length=60, required=False, label=label, help_text=help_text)
        hidden = forms.HiddenInput()
        self.fields["place_longitude"] = forms.FloatField(required=False, widget=hidden)
        self.fields["place_latitude"] = forms.FloatField(required=False, widget=hidden)
        datums = [("wgs84", "WGS 84"), ("gcj02", "GCJ-02"), ("bd09", "BD-09")]
        self.fields["place_datum"] = forms.ChoiceField(choices=datums, required=False, widget=hidden)

    def clean(self) -> dict[str, Any]:
        """Reads the place, which is the only value made of several inputs."""
        cleaned = dict(super().clean() or self.cleaned_data)
        if self.place_required is not None and not any(key in self.errors for key in PLACE_KEYS):
            try:
                cleaned["place"] = self._read_place(cleaned)
            except place.SeveralPlaces as several:
                self.place_choices = several.places
                self.add_error("place_name", several)
            except ValidationError as error:
                self.add_error("place_name", error)
        for key in PLACE_KEYS:
            cleaned.pop(key, None)
        for field in self._step.form:
            empty = field.key in self.fields and not cleaned.get(field.key) and field.key not in self.errors
            why_not = field.missing(cleaned) if empty and field.missing else None
            if why_not:
                self.add_error(field.key, ValidationError(str(why_not), code="missing"))
        return cleaned

    def _read_place(self, cleaned: dict[str, Any]) -> place.Place | None:
        longitude, latitude = cleaned.get("place_longitude"), cleaned.get("place_latitude")
        if longitude is not None and latitude is not None:
            return place.at_point(longitude, latitude, cleaned.get("place_datum") or "wgs84")
        if cleaned.get("place_code"):
            return place.at_code(cleaned["place_code"])
        if cleaned.get("place_name"):
            return place.named(cleaned["place_name"])
        if self.place_required:
            raise ValidationError(_("Please say where it is: a point on the map or the name of the village."))
        return None

    @property
    def parts(self) -> list[Part]:
        """For the page that takes a matter in: the fields in their order, those that fold together as one part."""
        folds = {field.key: str(field.fold) for field in self._step.form}
        found = []
        for heading, group in groupby(self, key=lambda bound: folds.get(bound.name, "")):
            found.append(Part(heading, list(group)))
        return found

    @property
    def towns(self) -> list[AreaFacts]:
        """For the page: where a person begins who knows neither map nor name."""
        return [area for area in directory().within("") if area.level == "town"]
