"""The steps that are open to someone, each with its form ready to be shown, also after a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from wuzhi.cases import process, texts
from wuzhi.cases.catalogue import catalogue, may_handle
from wuzhi.cases.fields import PERSON
from wuzhi.cases.forms import StepForm
from wuzhi.cases.models import Case
from wuzhi.cases.process import Process, Step
from wuzhi.cases.queries import Offer
from wuzhi.core.ids import new_uuid
from wuzhi.people.actor import Actor, ActorKind
from wuzhi.people.units import UnitFacts, units


@dataclass(frozen=True)
class Tried:
    """A form that came back, with what was typed and why it was not taken; `seen` is the revision of its page."""

    step_key: str
    form: StepForm | None = None
    words: str = ""
    seen: int | None = None


@dataclass(frozen=True)
class Chosen:
    """What a link on the page has chosen without JavaScript: a standard text, and the number of another case."""

    text: str = ""
    into: str = ""


_TONES = ("primary", "success", "", "warning", "danger")


@dataclass
class OpenStep:
    """A step as the page shows it. `unfolded` where the reader should meet its form at once."""

    step: Step
    form: StepForm | None
    why_not: str | None
    key: str
    unfolded: bool = False
    refused: str = ""

    @property
    def has_form(self) -> bool:
        """Whether it asks for anything."""
        return bool(self.step.form)

    @property
    def sends_files(self) -> bool:
        """Whether the form needs the encoding for files."""
        return any(field.kind in {"picture", "recording"} for field in self.step.form)

    @property
    def records(self) -> bool:
        """Whether a voice may be recorded for it."""
        return self.form is not None and self.why_not is None and "recording" in self.form.fields


def open_steps(
    case: Case, actor: Actor, offers: Iterable[Offer], tried: Tried | None = None, chosen: Chosen | None = None
) -> list[OpenStep]:
    """The offers with their forms, the likeliest first. `tried` is a form that came back with errors."""
    definition = process.get(case.process, case.version)
    ordered = sorted(offers, key=lambda offer: (offer.why_not is not None, _TONES.index(offer.step.tone)))
    found = []
    for offer in ordered:
        back = tried.form if tried is not None and tried.step_key == offer.step.key else None
        given = _given(case, offer.step, chosen) if chosen else {}
        form = back or (_form(definition, case, offer.step, actor, given) if offer.step.form else None)
        if form is not None and actor.kind is ActorKind.PERSON:
            offer_texts(form, [case], offer.step)
        refused = tried.words if tried is not None and tried.step_key == offer.step.key else ""
        unfolded = back is not None or bool(refused) or bool(given)
        found.append(OpenStep(offer.step, form, offer.why_not, str(new_uuid()), unfolded, refused))
    if tried is None and not any(one.unfolded for one in found):
        for one in found[:1]:
            one.unfolded = one.why_not is None and one.step.tone in {"primary", "success"}
    return found


def shown_again(form: StepForm, case: Case, step: Step) -> StepForm:
    """A form that was refused, with the ids and the choices that it had before."""
    named(form, step)
    _prefer(form, case, step)
    return form


def named(form: StepForm, step: Step) -> StepForm:
    """Ids of its own, because several steps with equal fields stand on one page."""
    form.auto_id = f"id_{step.key}_%s"
    return form


def bound(case: Case, step: Step, actor: Actor, data: Any, files: Any) -> StepForm:
    """The form with what was typed, checked again."""
    definition = process.get(case.process, case.version)
    return shown_again(StepForm(definition, step, actor, data, files=files, cases=[case]), case, step)


def _given(case: Case, step: Step, chosen: Chosen) -> dict[str, Any]:
    """The fields of this step that the reader's link fills: the words of a standard text, or another case's number."""
    found: dict[str, Any] = {}
    for field in step.form:
        if field.kind == "words" and chosen.text.startswith(f"{step.key}.{field.key}."):
            offered = {one.link: one.filled for one in texts.offered(case, step.key, field.key)}
            found |= {field.key: offered[chosen.text]} if chosen.text in offered else {}
        elif field.kind == "case" and chosen.into:
            found[field.key] = chosen.into[:20]
    return found


def offer_texts(form: StepForm, cases: Sequence[Case], step: Step) -> None:
    """Each field of words knows the standard texts that fit all of these; its template shows them."""
    for field in step.form:
        if field.kind == "words" and field.key in form.fields:
            form.fields[field.key].texts = texts.offered_to_all(cases, step.key, field.key)  # type: ignore[attr-defined]  # ours


def _form(definition: Process, case: Case, step: Step, actor: Actor, given: Mapping[str, Any]) -> StepForm:
    form = named(StepForm(definition, step, actor, initial={**_initial(case, step), **given}, cases=[case]), step)
    _prefer(form, case, step)
    return form


def _initial(case: Case, step: Step) -> dict[str, Any]:
    """What is known already, so that nobody types it again."""
    category = catalogue.fresh().category(case.category_id)
    known: dict[str, Any] = {
        "category": category.code if category else None,
        "urgency": case.urgency,
        "summary": case.summary,
        "about_unit": case.about_unit_id,
    }
    initial = {field.key: known[field.key] for field in step.form if field.key in known}
    initial |= {field.key: case.assignee_id for field in step.form if field.kind == PERSON}
    suggested = _suggested(case)
    for field in step.form:
        if field.kind == "unit" and field.required and suggested is not None:
            initial[field.key] = suggested.id
    return initial


def _suggested(case: Case) -> UnitFacts | None:
    """The unit that has the case, else the one to which its category is routed at its place."""
    lead = units.fresh().get(case.lead_unit_id)
    if lead is not None or case.category_id is None:
        return lead
    return catalogue.fresh().route(case.category_id, case.area_code)


def _prefer(form: StepForm, case: Case, step: Step) -> None:
    """Units that may handle the category come first where a unit must be chosen."""
    category = catalogue.fresh().category(case.category_id)
    if category is None:
        return
    for field in step.form:
        shown = form.fields.get(field.key)
        if field.kind == "units" and isinstance(shown, forms.MultipleChoiceField):
            active = units.fresh().active()
            shown.choices = _choices(unit for unit in active if may_handle(unit, category.authority))
        elif field.kind == "unit" and field.required and isinstance(shown, forms.ChoiceField):
            fit = [unit for unit in units.fresh().active() if may_handle(unit, category.authority)]
            rest = [unit for unit in units.fresh().active() if unit not in fit]
            groups = [(_("with the authority"), _choices(fit)), (_("without the authority"), _choices(rest))]
            shown.choices = [("", "—"), *(group for group in groups if group[1])]


def _choices(found: Iterable[UnitFacts]) -> list[tuple[str, str]]:
    return [(str(unit.id), str(unit)) for unit in found]
