"""Columns of codes in words: what may be chosen in settings pages, and filters over them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wuzhi.cases import process, settings
from wuzhi.cases.fields import KIND_LABELS
from wuzhi.cases.models import Urgency


def choices(name: str) -> list[tuple[str, Any]]:
    """What may stand in a column of codes, in words; [] for any other column."""
    known = process.all_current()
    if name == "process":
        return [(one.key, one.label) for one in known]
    if name == "urgency":
        return [("", "—"), *Urgency.choices]
    if name == "kind":
        return list(KIND_LABELS.items())
    return []


def word_fields() -> list[tuple[str, str]]:
    """Every field of words in which a standard text may stand, as a reader knows it."""
    return [
        (f"{one.key}.{step.key}.{field.key}", f"{one.label} · {step.label} · {field.label}")
        for one in process.all_current()
        for step, field in settings.word_fields(one.key).values()
    ]


class WordedFilter(admin.SimpleListFilter):
    """Filters by a column of codes, in words; only what stands in the table is offered."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Each code that there is, by its name."""
        held = model_admin.model._default_manager.order_by(self.parameter_name)
        codes = held.values_list(self.parameter_name, flat=True).distinct()
        return [(str(code), str(_word_of(str(self.parameter_name), code))) for code in codes]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with the chosen code."""
        return queryset.filter(**{str(self.parameter_name): self.value()}) if self.value() else queryset


class ProcessFilter(WordedFilter):
    """By process."""

    title, parameter_name = _("process"), "process"


class KindFilter(WordedFilter):
    """By kind of matter."""

    title, parameter_name = _("kind of matter"), "kind"


class RouteKindFilter(KindFilter):
    """By the kind of matter of a route's category."""

    parameter_name = "category__kind"


class StageFilter(WordedFilter):
    """By stage."""

    title, parameter_name = _("stage"), "stage"


def _word_of(column: str, code: str) -> Any:
    if column == "stage":
        states = [state for one in process.all_current() for state in one.states]
        return next((state.label for state in states if state.stage == code), code)
    return dict(choices(column.rpartition("__")[2])).get(code, code)
