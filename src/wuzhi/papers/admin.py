"""Settings page of letter templates: uploaded, checked, ended; never deleted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from wuzhi.core.settings_pages import ActionForm
from wuzhi.papers import actions, package, word
from wuzhi.papers.models import LetterTemplate
from wuzhi.papers.queries import all_kinds, kind_of
from wuzhi.people.actor import actor_of
from wuzhi.people.admin import SettingsAdmin


def _letters() -> list[tuple[str, Any]]:
    return [(f"{kind.process} {kind.key}", kind.label) for kind in all_kinds()]


class _TemplateForm(ActionForm):
    letter = forms.ChoiceField(label=_("letter"), choices=_letters)
    file = forms.FileField(label=_("Word document (.docx)"))

    class Meta:
        model = LetterTemplate
        fields = ("area_code",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "file" in self.fields:
            names = ", ".join(word.placeholders())
            self.fields["file"].help_text = _("It may place these facts: %(names)s; and in a “for”: %(lists)s.") % {
                "names": names,
                "lists": "{% for label, time in deadlines %}, {% for paragraph in paragraphs %}",
            }

    def clean_file(self) -> bytes:
        """The bytes, no more than a letter's template may have."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > package.LARGEST:
            raise ValidationError(_("The file is larger than %(size)d KB.") % {"size": package.LARGEST // 1000})
        content: bytes = file.read()
        return content

    def act(self) -> Model | None:
        process_key, kind_key = self.cleaned_data["letter"].split()
        return actions.set_template(
            actor=self.actor,
            process_key=process_key,
            kind_key=kind_key,
            area_code=self.cleaned_data["area_code"],
            content=self.cleaned_data["file"],
        )


@admin.register(LetterTemplate)
class LetterTemplateAdmin(SettingsAdmin):
    """A place's own letters: another upload follows the one in force."""

    form = _TemplateForm
    fields = ("letter", "area_code", "file")
    list_display = ("letter_label", "place", "size", "starts", "ends", "begin_from")
    list_filter = ("kind",)
    actions = ("end_today",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A template is followed by another, not altered; the list can end it."""
        return super().has_change_permission(request, obj) and obj is None

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is on record of one that was uploaded."""
        return ("letter_label", "area_code", "size", "digest", "starts", "ends") if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All of it."""
        return ("letter_label", "area_code", "size", "digest", "starts", "ends") if obj else ()

    @admin.display(description=_("letter"), ordering="kind")
    def letter_label(self, row: LetterTemplate) -> str:
        """By its name."""
        kind = kind_of(row.process, row.kind)
        return str(kind.label) if kind else row.kind

    @admin.display(description=_("house's own"))
    def begin_from(self, row: LetterTemplate) -> str:
        """Where a place's own template begins."""
        address = reverse("papers:template", args=[row.process, row.kind])
        return format_html('<a href="{}">{}</a>', address, _("Download"))

    @admin.action(description=_("End the chosen templates today"))
    def end_today(self, request: HttpRequest, queryset: QuerySet[LetterTemplate]) -> None:
        """They stay on record."""
        for template in queryset.filter(ends=None):
            actions.end_template(actor=actor_of(request), template=template)
