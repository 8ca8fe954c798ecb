"""Settings pages of the catalogue. No matter, event or secret is ever registered here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from wuzhi.cases import process, settings
from wuzhi.cases.fields import kind_label
from wuzhi.cases.models import Category, ProcessSwitch, Reason, Route, StageLimit, StandardText
from wuzhi.cases.previewing import PreviewAdmin, preview_end
from wuzhi.cases.worded import KindFilter, ProcessFilter, RouteKindFilter, StageFilter, choices, word_fields
from wuzhi.core.settings_pages import ActionForm
from wuzhi.people.actor import actor_of
from wuzhi.people.admin import SettingsAdmin, UnitAdmin
from wuzhi.people.models import Unit

_CATEGORY = ("process", "code", "kind", "name", "name_en", "authority", "public", "dangerous", "active", "order")


class _InWords(SettingsAdmin):
    """Columns of codes are chosen and read in words."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """A choice instead of a code to be remembered."""
        offered = choices(db_field.name)
        if not offered:
            return super().formfield_for_dbfield(db_field, request, **options)
        return forms.ChoiceField(choices=offered, label=db_field.verbose_name, required=not db_field.blank)

    @admin.display(description=_("process"), ordering="process")
    def process_label(self, row: Any) -> str:
        """By its name."""
        return str(dict(choices("process")).get(row.process, row.process))

    @admin.display(description=_("stage"), ordering="stage")
    def stage_label(self, row: Any) -> str:
        """As cases in it are described, beside its code, which imports use."""
        known = [state for one in process.all_current() if one.key == row.process for state in one.states]
        label = next((state.label for state in known if state.stage == row.stage), "")
        return f"{label} ({row.stage})" if label else str(row.stage)

    @admin.display(description=_("kind of matter"), ordering="kind")
    def kind_in_words(self, row: Any) -> str:
        """By its name."""
        return str(kind_label(row.kind))

    @admin.display(description=_("urgency"), ordering="urgency")
    def urgency_label(self, row: Any) -> str:
        """In words."""
        return str(dict(choices("urgency")).get(row.urgency, row.urgency))


_MOST_ENDED = 100
admin.site.unregister(Unit)


@admin.register(Unit)
class UnitWithPreviewAdmin(UnitAdmin, PreviewAdmin):
    """Organisations: closing one, or giving it another area, shows first where its matters would have gone."""


class _CategoryForm(ActionForm):
    class Meta:
        model = Category
        fields = _CATEGORY

    def act(self) -> Model | None:
        facts = dict(self.cleaned_data)
        settings.set_category(actor=self.actor, code=facts.pop("code", None) or self.instance.code, **facts)
        return Category.objects.get(code=self.instance.code)


class _RouteForm(ActionForm):
    class Meta:
        model = Route
        fields = ("category", "area_code", "unit", "office", "office_level")

    def act(self) -> Model | None:
        facts = {name: value for name, value in self.cleaned_data.items() if name not in ("category", "area_code")}
        category, area_code = self.instance.category, self.instance.area_code
        settings.set_route(actor=self.actor, category=category, area_code=area_code, **facts)
        return Route.objects.get(category=category, area_code=area_code, ends=None)


class _LimitForm(ActionForm):
    class Meta:
        model = StageLimit
        fields = ("process", "stage", "category", "urgency", "area_code", "amount", "unit", "source", "verified")

    def act(self) -> Model | None:
        row = self.instance
        key = {"stage": row.stage, "category": row.category, "urgency": row.urgency, "area_code": row.area_code}
        changed = {name: getattr(row, name) for name in ("amount", "unit", "source", "verified")}
        settings.set_limit(actor=self.actor, process_key=row.process, **key, **changed)
        return StageLimit.objects.get(process=row.process, ends=None, **key)


class _SwitchForm(ActionForm):
    class Meta:
        model = ProcessSwitch
        fields = ("process", "area_code", "offered")

    def act(self) -> Model | None:
        row = self.instance
        facts = {"area_code": row.area_code, "offered": row.offered}
        settings.set_switch(actor=self.actor, process_key=row.process, **facts)
        return ProcessSwitch.objects.get(process=row.process, area_code=row.area_code, ends=None)


class _ReasonForm(ActionForm):
    class Meta:
        model = Reason
        fields = ("process", "list", "code", "name", "name_en", "active", "order")

    def act(self) -> Model | None:
        row = self.instance
        facts = {name: getattr(row, name) for name in ("name", "name_en", "active", "order")}
        settings.set_reason(actor=self.actor, process_key=row.process, reason_list=row.list, code=row.code, **facts)
        return Reason.objects.get(process=row.process, list=row.list, code=row.code)


class _TextForm(ActionForm):
    where = forms.ChoiceField(label=_("where it is offered"), choices=word_fields)

    class Meta:
        model = StandardText
        fields = ("code", "area_code", "name", "name_en", "body", "body_en", "active", "order")
        widgets = {name: forms.Textarea(attrs={"rows": 4, "cols": 80}) for name in ("body", "body_en")}
        help_texts = {
            "body": _("Placeholders, filled from the matter: {place} {category} {unit} {due} {date} {number}"),
            "area_code": _("Empty means everywhere; the most specific area wins."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        if row.pk:
            self.fields["where"].disabled = True
            self.initial["where"] = f"{row.process}.{row.step}.{row.field}"

    def act(self) -> Model | None:
        row = self.instance
        process_key, step, field = self.cleaned_data["where"].split(".")
        facts = {name: getattr(row, name) for name in ("name", "name_en", "body", "body_en", "active", "order")}
        key = {"step": step, "field": field, "code": row.code, "area_code": row.area_code}
        settings.set_text(actor=self.actor, process_key=process_key, **key, **facts)
        return StandardText.objects.get(process=process_key, **key)


class _HistoryAdmin(_InWords):
    """Rows with history: what ended is read, a change adds the next row from today."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only what is in force."""
        return super().has_change_permission(request, obj) and (obj is None or obj.ends is None)


@admin.register(Category)
class CategoryAdmin(_InWords, PreviewAdmin):
    """Kinds of matter."""

    form = _CategoryForm
    list_display = ("name", "code", "process_label", "kind_in_words", "authority", "public", "dangerous", "active")
    list_filter = (ProcessFilter, KindFilter, "authority", "active")
    search_fields = ("code", "name", "name_en")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A code is how matters and imports name it."""
        return ("code", "process") if obj else ()


@admin.register(Route)
class RouteAdmin(_HistoryAdmin, PreviewAdmin):
    """Who handles what, where."""

    change_form_template = "cases/route_form.html"
    form = _RouteForm
    list_display = ("category", "place", "unit", "office", "office_level", "starts", "ends")
    list_filter = (RouteKindFilter,)
    list_select_related = ("category", "unit")
    search_fields = ("category__name", "category__code", "unit__name", "area_code")
    autocomplete_fields = ("category", "unit")
    actions = ("end_today",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Another category or area is another route."""
        return ("category", "area_code") if obj else ()

    @admin.action(description=_("End the chosen routes today"))
    def end_today(self, request: HttpRequest, queryset: QuerySet[Route]) -> HttpResponse | None:
        """They stay on record. What that would have done is looked at first."""
        routes = list(queryset.filter(ends=None).select_related("category", "unit")[:_MOST_ENDED])
        if not routes:
            self.message_user(request, _("None of them is in force."))
            return None
        shown = preview_end(self, request, routes)
        if shown is None:
            with transaction.atomic():
                for route in routes:
                    settings.end(actor=actor_of(request), row=route)
            self.message_user(request, _("Ended: %(count)d.") % {"count": len(routes)})
        return shown


@admin.register(StageLimit)
class StageLimitAdmin(_HistoryAdmin, PreviewAdmin):
    """How long a stage may take."""

    form = _LimitForm
    list_display = (
        "process_label", "stage_label", "category", "urgency_label",
        "place", "amount", "unit", "verified", "starts", "ends",
    )  # fmt: skip
    list_filter = (ProcessFilter, StageFilter, "verified")
    list_select_related = ("category",)
    search_fields = ("category__name", "stage", "source")
    autocomplete_fields = ("category",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What the limit is for stays; how long it is changes."""
        return ("process", "stage", "category", "urgency", "area_code") if obj else ()


@admin.register(ProcessSwitch)
class ProcessSwitchAdmin(_HistoryAdmin):
    """Where a process is offered."""

    form = _SwitchForm
    list_display = ("process_label", "place", "offered", "starts", "ends")
    list_filter = (ProcessFilter, "offered")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Another area is another switch."""
        return ("process", "area_code") if obj else ()


@admin.register(Reason)
class ReasonAdmin(_InWords):
    """Wordings to choose from."""

    form = _ReasonForm
    list_display = ("name", "process_label", "list", "code", "active", "order")
    list_filter = (ProcessFilter, "list", "active")
    search_fields = ("code", "name", "name_en")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """How matters name it."""
        return ("process", "list", "code") if obj else ()


@admin.register(StandardText)
class StandardTextAdmin(_InWords):
    """Words that steps offer to write."""

    form = _TextForm
    list_display = ("name", "process_label", "where", "place", "active", "order")
    list_filter = (ProcessFilter, "active")
    search_fields = ("code", "name", "name_en", "body")

    @admin.display(description=_("where it is offered"), ordering="step")
    def where(self, row: StandardText) -> str:
        """The step and its field, in words."""
        return dict(word_fields()).get(f"{row.process}.{row.step}.{row.field}", f"{row.step}.{row.field}")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Another code or area is another text."""
        return ("code", "area_code") if obj else ()
