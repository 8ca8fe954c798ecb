"""What every settings page shares: valid data goes through an action, and each row shows its own history."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from wuzhi.core import history
from wuzhi.core.models import SettingsChange

# Django's classes take a type parameter only for the checker.
if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelForm, ModelAdmin = forms.ModelForm, admin.ModelAdmin

MOST_SHOWN = 200


class ActionForm(ModelForm):
    """A form whose valid data goes through an action; what the action refuses is shown beside what was typed."""

    actor: ClassVar[Any]
    act: ClassVar[Callable[[ActionForm], Model | None]]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own hook, no stub
        if self.errors:
            return
        try:
            with transaction.atomic():
                saved = type(self).act(self)
        except ValidationError as error:
            self.add_error(None, ValidationError(error.messages))
            return
        if saved is not None:
            self.instance = saved

    def stored(self) -> Any:
        """The row as the database has it, not as the form has altered it in memory; None for a new one."""
        return self._meta.model.objects.filter(pk=self.instance.pk).first() if self.instance.pk else None


@dataclass(frozen=True)
class Line:
    """One column that changed, in words."""

    label: str
    before: str
    after: str


class ActionAdmin(ModelAdmin):
    """Rows are written by actions alone and never deleted; the history page reads the record of settings."""

    form: type[ActionForm] = ActionForm

    def actor(self, request: HttpRequest) -> Any:
        """Who acts."""
        return history.Hand(f"person:{request.user.pk}")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """The form knows who acts."""
        made = super().get_form(request, obj, change, **options)
        made.actor = self.actor(request)  # type: ignore[attr-defined]  # our own form
        return made

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """What an action has saved is not saved again."""
        return form.instance

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The action has done it."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The action has done that too."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: rows end by a date or an `active` mark."""
        return False

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What was changed in this row, by whom and when, newest first."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]  # the admin's own 404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        changes = list(history.of(row)[:MOST_SHOWN])
        names = names_of(change.actor for change in changes)
        entries = [(change, names.get(change.actor, change.actor), lines_of(change)) for change in changes]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Change history: %(row)s") % {"row": row},
            "opts": self.opts,
            "row": row,
            "entries": entries,
        }
        return TemplateResponse(request, "core/settings_history.html", context)


def names_of(references: Iterable[str]) -> dict[str, str]:
    """The people behind `person:12`; commands keep their reference."""
    numbers = {int(number) for kind, _colon, number in (one.partition(":") for one in references) if number.isdigit()}
    found = get_user_model()._default_manager.filter(pk__in=numbers)
    return {f"person:{user.pk}": str(user) for user in found}


def lines_of(change: SettingsChange) -> list[Line]:
    """The columns that changed, under the names that the pages give them."""
    model = _model_of(change.kind)
    return [
        Line(_label(model, name), _shown(model, name, before), _shown(model, name, after))
        for name, (before, after) in json.loads(change.changes).items()
    ]


def kind_of(change: SettingsChange) -> str:
    """What the pages call such a row."""
    model = _model_of(change.kind)
    return str(model._meta.verbose_name) if model else change.kind


def _model_of(table: str) -> type[Model] | None:
    return next((model for model in admin.site._registry if model._meta.label_lower == table), None)


def _label(model: type[Model] | None, name: str) -> str:
    if name == "password":
        return _("Password")
    try:
        return str(model._meta.get_field(name).verbose_name) if model else name  # type: ignore[union-attr]  # a column
    except (FieldDoesNotExist, AttributeError):
        return name


def _choices(model: type[Model] | None, name: str) -> dict[str, str]:
    """What may stand in a column, in words; {} where it is no choice."""
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return {}
    return {str(key): str(label) for key, label in getattr(field, "flatchoices", ())}


def _shown(model: type[Model] | None, name: str, value: Any) -> str:
    named = _choices(model, name).get(value) if isinstance(value, str) and value else None
    if named is not None:
        return named
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "–" if value in (None, "") else str(value)
